"""Front matter of a small form: texts, lists of texts, and mappings of them, each with its line.

Values are taken as they are written, so that ``2024-01`` and ``1`` are what an address would
have. A file is a stranger's text: it is parsed to events, of which each is looked at, so that
neither nesting nor aliases cost anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

_OPENING = re.compile(r"---[ \t]*\r?\n")
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")
_MOST_LEVELS = 3
# What a person calls it, for what libyaml says most often.
_HINTS = {
    "mapping values are not allowed in this context": "text with a colon must be in quotes",
    "found character that cannot start any token": "indent with spaces, and put text that "
    "begins with a sign in quotes",
    "found unexpected end of stream": "a quote is not closed",
    "could not find expected ':'": "every line is a key, a colon and a value",
}


class FileTextError(Exception):
    """The text of a file cannot be read.

    Attributes:
        line: where, from 1.
        reason: why, without a full stop.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Text:
    """A value as it is written; nothing where only the key stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Texts:
    """A list."""

    line: int
    items: list[Value] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Values by key, each with the line of its key."""

    line: int
    values: dict[str, tuple[int, Value]] = field(default_factory=dict)


Value: TypeAlias = Text | Texts | Mapping


def divided(text: str) -> tuple[str, str]:
    """Return the front matter of a file, from its opening line, and what follows it.

    Raises:
        FileTextError: it has none.
    """
    opening = _OPENING.match(text)
    if opening is None:
        raise FileTextError(1, "no front matter: the first line is not ---")
    closing = _CLOSING.search(text, opening.end() - 1)
    if closing is None:
        raise FileTextError(1, "the front matter is not closed with a line ---")
    return text[: closing.start() + 1], text[closing.end() :]


def read_mapping(text: str) -> Mapping:
    """Read a mapping of texts, of lists of them and of mappings.

    Raises:
        FileTextError: the text is none, or not YAML.
    """
    try:
        return _mapping(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not readable"
        hint = f" ({_HINTS[problem]})" if problem in _HINTS else ""
        line = mark.line + 1 if mark else 1
        raise FileTextError(line, f"not YAML: {problem}{hint}") from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise FileTextError(line, f"not YAML: {error.reason}") from error


def _mapping(text: str) -> Mapping:
    opened: list[Texts | Mapping] = []
    keys: list[tuple[str, int] | None] = []
    root: Value = Mapping(1)
    begun = False
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            opened.pop()
            keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            line = _line(event)
            value = _value(event, line)
            if opened:
                _put(value, opened[-1], keys, line)
            else:
                root = value
            if not isinstance(value, Text):
                opened.append(value)
                keys.append(None)
            if len(opened) > _MOST_LEVELS:
                raise FileTextError(line, f"nested more than {_MOST_LEVELS} levels deep")
        elif isinstance(event, yaml.DocumentStartEvent):
            if begun:
                raise FileTextError(_line(event), "a second YAML document starts here")
            begun = True
    if isinstance(root, Text) and not root.text:
        return Mapping(1)
    if not isinstance(root, Mapping):
        raise FileTextError(root.line, "keys with values are wanted here, as title: Security")
    return root


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _value(event: Any, line: int) -> Value:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise FileTextError(line, "anchors and aliases (& and *) are not read; use quotes")
    if isinstance(event, yaml.ScalarEvent):
        bare = event.style is None or event.style == ""
        return Text("" if bare and event.value in ("~", "null") else event.value, line)
    return Texts(line) if isinstance(event, yaml.SequenceStartEvent) else Mapping(line)


def _put(
    value: Value, into: Texts | Mapping, keys: list[tuple[str, int] | None], line: int
) -> None:
    if isinstance(into, Texts):
        into.items.append(value)
    elif (key := keys[-1]) is not None:
        into.values[key[0]] = (key[1], value)
        keys[-1] = None
    elif not isinstance(value, Text):
        raise FileTextError(line, "a key must be a single word")
    elif value.text in into.values:
        raise FileTextError(line, f"“{value.text[:50]}” stands twice")
    else:
        keys[-1] = (value.text, line)
