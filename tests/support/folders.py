"""Folders that cannot be read."""

from __future__ import annotations

import os
from typing import Any

import pytest


def close_folder(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let nobody list the folders of a name, which no permission forbids to root."""

    def refusing(call: Any) -> Any:
        def refused(path: Any, *arguments: Any, **options: Any) -> Any:
            if str(path).endswith(name):
                raise PermissionError(13, "Permission denied", str(path))
            return call(path, *arguments, **options)

        return refused

    patch.setattr(os, "scandir", refusing(os.scandir))
    patch.setattr(os, "open", refusing(os.open))
