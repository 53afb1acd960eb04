"""Puts the log and the figures round an application."""

from __future__ import annotations

from flask import Flask
from prometheus_client import CollectorRegistry

from indexer.contract.settings import Settings
from indexer.contract.surroundings.address_texts import networks
from webui.middleware.observing.log_lines import RequestLog
from webui.middleware.observing.request_figures import RequestFigures
from webui.middleware.observing.requests import Observed


def observe(
    app: Flask, settings: Settings, registry: CollectorRegistry, unlogged: frozenset[str]
) -> None:
    """Log and count every request; to be called last, since it goes round all else.

    Args:
        app: the application.
        settings: which proxies may name requests, and what is logged.
        registry: to count in.
        unlogged: rules of addresses that are not logged.
    """
    observers = (
        RequestFigures(registry),
        RequestLog(unlogged, addresses=settings.log_addresses),
    )
    app.wsgi_app = Observed(  # type: ignore[method-assign]
        app.wsgi_app, networks(settings.trusted_proxy), observers
    )
