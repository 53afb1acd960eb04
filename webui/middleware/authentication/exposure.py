"""Who can reach a server that listens on an address."""

from __future__ import annotations

from ipaddress import ip_address

from indexer.contract.settings import Settings
from webui.middleware.authentication.credentials import has_password

_DEFAULT_HOSTS = Settings.model_fields["trusted_hosts"].default


def warnings_of(settings: Settings) -> tuple[str, ...]:
    """Return what to know of a server that others than this machine can reach; nothing if none.

    A proxy on this machine may pass on requests of others all the same: who sets one up knows.
    """
    if _is_this_machine(settings.host):
        return ()
    where = (
        f"{settings.host}, which is all addresses of this machine"
        if _is_every_address(settings.host)
        else settings.host
    )
    read = (
        "whoever reaches it and has the password or a token reads everything in the index. "
        "There is no TLS: others on the way can read the password, unless a proxy encrypts it."
        if has_password(settings)
        else "whoever reaches it reads everything in the index, since there is no password "
        "(CUTTINGS_PASSWORD_HASH)."
    )
    said = [f"Warning: open to the network. It listens on {where}, and {read}"]
    if _is_every_address(settings.host) and settings.trusted_hosts == _DEFAULT_HOSTS:
        said.append(
            "Warning: requests by other names than those of this machine are refused. "
            "Name those that readers will use in CUTTINGS_TRUSTED_HOSTS."
        )
    return tuple(said)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_every_address(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False
