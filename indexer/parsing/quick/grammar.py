"""The part of YAML that is read quickly, as regular expressions over bytes.

PyYAML's events cost 150 times as much as opening a file. Faster parsers of all
of YAML exist, but they read YAML 1.2, and more loosely: what is text to one is a
number or an error to the other. So only such lines are read here as can mean one
thing: blocks indented by two spaces, each line whole in itself. That is how
importers write, and nearly all people. Whatever else stands in a front matter,
PyYAML reads it.

The patterns never go back over what they have read (all repetitions are
possessive), so they take linear time. They expect text without tabs, carriage
returns and other control characters, in which :func:`hide_escapes` has been at
work.
"""

from __future__ import annotations

import re
from functools import cache

# Related articles have lists of images in them, and perhaps in their providers.
_DEPTH = 3

# PyYAML gives up on keys of more than 1,024 characters.
_KEY = rb"[A-Za-z_][A-Za-z0-9_-]{0,99}+"

# A quote may not be closed on a later line. Looking for the line's end first and for the
# quote then is faster than looking for either at once.
_DOUBLE_QUOTED = rb'"(?!\n)(?=.*+(?<=")\n)[^"]*+"'
_SINGLE_QUOTED = rb"'[^'\n\\]*+(?:''[^'\n\\]*+)*+'"

# Plain text may begin with more signs, but not with those that YAML gives a meaning.
_PLAIN = (
    rb"-?[A-Za-z0-9/._+$(~\x80-\xff]"
    rb"[^\n:#\\]*+(?:(?::(?![ \n])|(?<! )#)[^\n:#\\]*+)*+(?<! )"
)

# Between brackets more signs have a meaning, so plain text is made of words.
_LETTER = rb"A-Za-z0-9/._+\x80-\xff"
_FLOW_ITEM = (
    rb"(?:\"[^\"\n]*+\"|" + _SINGLE_QUOTED + rb"|"
    rb"[" + _LETTER + rb"][" + _LETTER + rb"&'()-]*+(?: ++[" + _LETTER + rb"&'()-]++)*+)"
)
_FLOW = rb"\[ *+(?:" + _FLOW_ITEM + rb"(?: *+, *+" + _FLOW_ITEM + rb")*+ *+)?+\]"

_VALUE = rb"(?:" + rb"|".join((_DOUBLE_QUOTED, _SINGLE_QUOTED, _FLOW, _PLAIN)) + rb")"
_END = rb"\n++"


STEPS = (2, 0)
"""The spaces by which the dashes of lists stand further in than their keys: as importers write,
and as PyYAML does."""


def _pair(indent: int, depth: int, step: int) -> bytes:
    """Return the pattern of a key and its value, from behind the indentation."""
    return rb"%b:(?: ++%b%b|%b%b)" % (_KEY, _VALUE, _END, _END, _block(indent, depth, step))


def _block(indent: int, depth: int, step: int) -> bytes:
    """Return the pattern of what may stand below a key that has no value on its line."""
    if not depth:
        return b""
    dash = b" " * (indent + step)
    values = rb"(?:%b- ++%b%b)++" % (dash, _VALUE, _END)
    below = _pair(indent + step + 2, depth - 1, step)
    mappings = rb"(?=%b- )(?:%b[- ] %b)++" % (dash, dash, below)
    mapping = rb"(?:%b  %b)++" % (b" " * indent, _pair(indent + 2, depth - 1, step))
    return rb"(?:%b|%b|%b)?+" % (values, mappings, mapping)


@cache
def fields_pattern(step: int) -> re.Pattern[bytes]:
    """Return a pattern that finds, in a front matter, key, value, block, and the rest if any.

    Args:
        step: one of :data:`STEPS`.
    """
    below = _block(0, _DEPTH, step)
    return re.compile(rb"(%b):(?: ++(%b)%b|%b(%b))|((?s:.++))" % (_KEY, _VALUE, _END, _END, below))


@cache
def entry_pattern() -> re.Pattern[bytes]:
    """Return the pattern of a mapping in a list of mappings, as importers indent it.

    It begins behind the dash, and ends with a line feed.
    """
    below = _pair(4, _DEPTH - 1, STEPS[0])
    return re.compile(rb"%b(?:    %b)*+" % (below, below))


FLOW_ITEMS = re.compile(_FLOW_ITEM)
"""Finds the values between brackets, or what is inside of others: for whole lists only."""

NOISE = re.compile(rb"(?:\A|(?<=\n)) *+(?:#[^\n]*+)?+\n|(?<! ) ++(?=\n)")
"""Comment lines, blank lines and spaces at the end of lines: without meaning where every
other line is whole in itself."""

UNUSUAL = re.compile(
    rb"[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xa8\xa9]|\xef\xbb\xbf|\xef\xbf[\xbe\xbf]"
)
"""Control characters, the line separators U+0085, U+2028 and U+2029, the byte order mark, and
what is no character: YAML forbids some, and breaks lines at others."""

USUAL = bytes([0x0A, *range(0x20, 0x7F)])
"""The line feed and the visible ASCII characters."""
