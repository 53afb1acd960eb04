"""Lists the licences of what runs: of every package in requirements/run.txt.

They are read from the metadata of the packages that are installed, so it is run in an
environment that has them: make licences.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCK = Path(__file__).parent.parent / "requirements" / "run.txt"

_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
_CLASSIFIER = "License :: OSI Approved :: "

# What packages call their licence where they do not use SPDX's names.
_SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Two-clause BSD license": "BSD-2-Clause",
}


def locked() -> dict[str, str]:
    """Return the version of each package that is locked."""
    return dict(_PIN.findall(LOCK.read_text()))


def licence_of(package: str) -> str | None:
    """Return the licence of a package, as an SPDX expression if it tells; None if it is absent."""
    try:
        said = metadata(package)
    except PackageNotFoundError:
        return None
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = [
        each.removeprefix(_CLASSIFIER)
        for each in said.get_all("Classifier") or ()
        if each.startswith(_CLASSIFIER)
    ]
    # The whole text stands there in some.
    named = (said.get("License") or "").strip().partition("\n")[0]
    found = named if named in _SPDX else " AND ".join(sorted(classifiers)) or named
    return _SPDX.get(found, found)


def main() -> None:
    """Print a line for each package."""
    for package, version in locked().items():
        print(f"{package:20} {version:10} {licence_of(package) or '(not on this platform)'}")


if __name__ == "__main__":
    main()
