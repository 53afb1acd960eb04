"""Programs that watch the server: they may ask by any host name, from addresses that are told."""

from __future__ import annotations

from flask import Flask, current_app, request

from indexer.contract.settings import Settings
from indexer.contract.surroundings.address_texts import networks
from webui.middleware.observing.peers import is_within

PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
"""What they ask, every few seconds."""

_EXTENSION = "probes_from"


def register(app: Flask, settings: Settings) -> None:
    """Remember who is told how the server is."""
    app.extensions[_EXTENSION] = networks(settings.probes_from)


def is_told() -> bool:
    """Whether the request comes from somebody who is told how the server is."""
    return is_within(request.remote_addr or "", current_app.extensions[_EXTENSION])


def is_probe() -> bool:
    """Whether the request asks how the server is, and comes from somebody who is told.

    Such programs call the server by its address, or by a name of their own.
    """
    return request.path in PROBES and is_told()
