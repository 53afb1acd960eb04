"""The file of channels: names → where to deliver to. Nothing of it is ever shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_IRWXO

from indexer.contract.errors import ChannelsError
from webui.search.standing.plain_yaml import FileTextError, Text, Texts, Value, read_mapping
from webui.search.standing.plain_yaml import Mapping as Pairs
from webui.search.standing.search_file import MAX_BYTES, NAME


@dataclass(frozen=True, slots=True)
class Address:
    """An address as Apprise reads it; it may hold a password or a token."""

    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Program:
    """A program that is given each message on its standard input, as text or as JSON."""

    arguments: tuple[str, ...] = field(repr=False)
    as_json: bool = False


Channels = Mapping[str, Address | Program]


def read_channels(path: Path | None, searches: Path) -> Channels:
    """Read the file of channels; without one there are none.

    Args:
        path: of the file.
        searches: folder of the standing searches, in which it may not lie.

    Raises:
        ChannelsError: it cannot be read, or others may.
    """
    if path is None:
        return {}
    try:
        if path.resolve().is_relative_to(searches.resolve()):
            raise ChannelsError(path, "lies among the searches, which are shown: move it")
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ChannelsError(path, f"cannot be read: {error.strerror}") from error
    if os.name == "posix" and mode & S_IRWXO:
        raise ChannelsError(path, f"is open to everybody on this machine: chmod 640 {path}")
    if len(data) > MAX_BYTES:
        raise ChannelsError(path, f"is larger than {MAX_BYTES // 1024} KiB")
    try:
        pairs = read_mapping(data.decode())
        return {name: _channel(name, line, value) for name, (line, value) in pairs.values.items()}
    except UnicodeDecodeError as error:
        raise ChannelsError(path, "is not UTF-8") from error
    except FileTextError as error:
        # Not from it: what is wrong may be a secret.
        raise ChannelsError(path, f"cannot be read: line {error.line}: {_safe(error)}") from None


def _safe(error: FileTextError) -> str:
    return "a key stands twice" if "stands twice" in error.reason else error.reason


def _channel(name: str, line: int, value: Value) -> Address | Program:
    if not NAME.fullmatch(name):
        raise FileTextError(line, "a name is made of letters, digits, - and _")
    if isinstance(value, Text) and value.text.strip():
        return Address(value.text.strip())
    if isinstance(value, Pairs) and value.values.keys() <= {"command", "input"}:
        _, command = value.values.get("command", (line, Texts(line)))
        _, form = value.values.get("input", (line, Text("text", line)))
        items = command.items if isinstance(command, Texts) else [command]
        arguments = tuple(item.text for item in items if isinstance(item, Text))
        known = isinstance(form, Text) and form.text in ("text", "json")
        if known and arguments and arguments[0] and len(arguments) == len(items):
            return Program(arguments, as_json=isinstance(form, Text) and form.text == "json")
    raise FileTextError(
        line, "a channel is an address, or command: [program, argument] with input: text or json"
    )
