"""How values of an article are written in an answer."""

from __future__ import annotations

from datetime import UTC, datetime

from indexer.contract.article import Provider
from webui.search.results.base import ProviderName


def iso(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC, to the second, with ``Z``."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def provider_name(provider: Provider | None) -> ProviderName | None:
    """Present a provider."""
    return ProviderName(name=provider.name, domain=provider.domain) if provider else None
