"""Handing a message over to a channel. What fails is told without anything of the address."""

from __future__ import annotations

import logging
import subprocess
import warnings
from typing import Protocol

from webui.search.standing.channels import Address, Channels, Program
from webui.search.standing.messages import Message

_SECONDS = 60
"""So long a program may take."""

MISSING = (
    "it needs the library Apprise, which is not installed. Install it with:"
    " pip install 'cuttings[notify]'"
)


class DeliveryError(Exception):
    """A message was not delivered; says why, without a full stop and without any secret."""


class Deliver(Protocol):
    """What hands a message over to a channel, given its name."""

    def __call__(self, channel: str, message: Message) -> None:
        """Deliver a message.

        Raises:
            DeliveryError: it was not delivered.
        """
        ...


def by_channels(channels: Channels) -> Deliver:
    """Return what delivers by channels of a file."""

    def deliver(channel: str, message: Message) -> None:
        found = channels.get(channel)
        if found is None:
            raise DeliveryError("there is no such channel in the file of CUTTINGS_CHANNELS")
        if isinstance(found, Program):
            _run(found, message)
        else:
            _send(found, message)

    return deliver


def _run(program: Program, message: Message) -> None:
    given = f"{message.model_dump_json()}\n" if program.as_json else message.as_text()
    try:
        ended = subprocess.run(  # noqa: S603 - whoever wrote the settings chose the program
            program.arguments,
            input=given.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DeliveryError(f"its command took more than {_SECONDS} s") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a command"
        raise DeliveryError(f"its command cannot be run: {reason}") from None
    if ended.returncode:
        raise DeliveryError(f"its command ended with status {ended.returncode}")


def _send(address: Address, message: Message) -> None:
    # What the library warns of, logs and raises may hold the address.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import apprise
        except ImportError:
            raise DeliveryError(MISSING) from None
        for name in ("apprise", "urllib3", "requests"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            service = apprise.Apprise()
            known = service.add(address.url)
            sent = known and service.notify(
                title=message.subject, body=message.body, body_format=apprise.NotifyFormat.TEXT
            )
        except Exception as error:
            raise DeliveryError(f"Apprise failed ({type(error).__name__})") from None
    if not known:
        raise DeliveryError("its address is none that Apprise knows")
    if not sent:
        raise DeliveryError("its server did not take it, or was not reached")
