"""The application factory."""

from __future__ import annotations

from flask import Flask
from prometheus_client import CollectorRegistry
from werkzeug.routing import PathConverter

from indexer.contract.settings import Settings
from webui.middleware import (
    admission,
    compression,
    probing,
    proxies,
    rate_limits,
    short_addresses,
    static_files,
)
from webui.middleware.authentication import guard
from webui.middleware.error_pages import register_error_handlers
from webui.middleware.observing import noted
from webui.middleware.observing.register import observe
from webui.middleware.repeating import revalidation
from webui.middleware.repeating.kept_answers import KeptAnswers
from webui.middleware.security import secure, split_hosts
from webui.page import addresses, controls
from webui.page.page_environment import PageEnvironment
from webui.page.rows import compared_rows, date_rows, facet_rows, hit_rows, provider_rows
from webui.search.archive import open_archive
from webui.search.backend import Backend
from webui.views import (
    article,
    audit,
    comparison,
    coverage,
    followers,
    ledger,
    search,
    story,
)
from webui.views.downloads import citation_lists, exports, feeds, own_lists
from webui.views.http import Request
from webui.views.kept import standing_searches
from webui.views.reference import api, help, privacy
from webui.views.state import health, metrics, status
from webui.views.typed import address_bar, suggestions

# No request has a body.
MAX_REQUEST_BODY = 0


class _AnyPath(PathConverter):
    """A path whose names may hold line breaks, as those of files may."""

    regex = r"[^/](?s:.*?)"


def create_app(settings: Settings, backend: Backend | None = None) -> Flask:
    """Make the WSGI application for one archive.

    The archive need not exist yet: until a sync has made it, requests are
    answered with 503 and what to run.

    Args:
        settings: for hosts, proxies and the password, and for the archive.
        backend: the archive, if it is not that of the settings.

    Raises:
        SettingsError: one of the settings cannot be met here.
    """
    backend = open_archive(settings) if backend is None else backend
    app = Flask("webui")
    app.jinja_environment = PageEnvironment
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BODY
    # Key order in the JSON is the contract's, not the alphabet's.
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.request_class = Request
    app.url_map.converters["path"] = _AnyPath
    proxies.register(app, settings)
    noted.register(app)
    probing.register(app, settings)
    secure(app, split_hosts(settings.trusted_hosts, settings.host), probing.is_probe)
    # Passwords that are tried count, too.
    rate_limits.register(app, settings)
    guard.register(app, settings)
    register_error_handlers(app)
    addresses.register(app)
    provider_rows.register(app)
    compared_rows.register(app)
    date_rows.register(app)
    facet_rows.register(app)
    hit_rows.register(app)
    controls.register(app)
    compression.register(app)
    # What is registered first sees responses last: a redirection gets no tag.
    revalidation.register(app, backend, kept=KeptAnswers(settings.answer_cache_bytes))
    # Whoever has the answer already waits for no place.
    admission.register(app, settings)
    short_addresses.register(app)
    static_files.register(app)
    rooms = (
        *(search, article, story, comparison, coverage, followers, ledger, audit),
        *(feeds, suggestions, address_bar, status),
    )
    for room in rooms:
        app.register_blueprint(room.blueprint(backend))
    app.register_blueprint(standing_searches.blueprint(backend, settings.searches))
    app.register_blueprint(exports.blueprint(backend))
    app.register_blueprint(citation_lists.blueprint(backend))
    app.register_blueprint(own_lists.blueprint())
    app.register_blueprint(api.blueprint(backend))
    app.register_blueprint(help.blueprint())
    app.register_blueprint(privacy.blueprint())
    registry = CollectorRegistry()
    app.register_blueprint(health.blueprint(backend))
    app.register_blueprint(metrics.blueprint(backend, registry))
    # Round all else, whatever else goes round the application.
    observe(app, settings, registry, probing.PROBES)
    return app
