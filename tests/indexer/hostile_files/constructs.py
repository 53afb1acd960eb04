"""What may make a reader of articles slow when it is repeated: front matter of any size.

Each construct is a text before, a unit, and a text behind; the unit is repeated. ``%d`` in it
is another number each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

# Stands for a text half as long as the whole.
_LONG = "LONG"


class Construct(NamedTuple):
    """Front matter that can be of any size.

    Attributes:
        before, behind: stand there once.
        unit: repeated between them.
        long: repeated in the place of ``LONG``, for half of the size.
    """

    before: str
    unit: str
    behind: str = ""
    long: str = ""

    def of_size(self, size: int) -> str:
        """Return text of about so many characters."""
        wanted = size // 2 if self.long else size
        count = max(1, wanted // max(1, len(self.unit)))
        unit = self.unit
        middle = (
            "".join(unit.replace("%d", str(number)) for number in range(count))
            if "%d" in unit
            else unit * count
        )
        before = self.before.replace(_LONG, self.long * (wanted // max(1, len(self.long))))
        return before + middle + self.behind

    def file(self, size: int) -> bytes:
        """Return a file with this front matter."""
        return f"---\n{self.of_size(size)}\n---\n".encode("utf-8", "surrogatepass")


def constructs() -> Iterator[Construct]:
    """Yield all of them."""
    for before, unit, behind, long in _ALIASES:
        yield Construct(f"{before}\ntitle: t\n" if long else before, unit, behind, long)
    for unit in _PLAIN:
        yield Construct("title: t\nexcerpt: ", unit)
    for before, unit, behind in _TEXTS + _WORDS + _LINKS + _DATES + _YAML:
        yield Construct("title: t\n" + before, unit, behind)


# One long value, named by very many aliases.
_ALIASES = (
    ("a: &a LONGx\ntopics: [", "*a, ", "]", "1"),
    ("a: &a LONG\ntopics: [", "*a, ", "]", "1"),
    ("a: &a LONG\ntopics: [", "*a, ", "]", "x y"),
    ("a: &a LONG\ntopics: [", "*a, ", "]", "&amp;"),
    ("a: &a {webUrl: LONGx}\nrelated: [", "*a, ", "]", "1"),
    ("a: &a {webUrl: LONGx}\nrelated: [", "*a, ", "]", "1:"),
    ("a: &a {webUrl: LONG}\nrelated: [", "*a, ", "]", "x "),
    ("a: &a {width: LONG, height: LONG}\nimages: [", "*a, ", "]", "1"),
    ("a: &a {width: LONG.x}\nimages: [", "*a, ", "]", "1_"),
    ('a: &a {url: "LONG"}\nimages: [', "*a, ", "]", "xy"),
    ('a: &a {url: "http://LONG"}\nimages: [', "*a, ", "]", "x@"),
    ("a: &a {webUrl: x, LONGtitle: t}\nrelated:\n", "- <<: *a\n", "", "title: t, "),
    ("a: &a {webUrl: x}\nb: &b [LONG]\nrelated:\n", "- <<: *b\n", "", "*a, "),
    ("a: &a {webUrl: x}\nb: &b {<<: [LONG]}\nrelated:\n", "- <<: *b\n", "", "*a, "),
    ("a: &a [LONG]\nrelated: [", "*a, ", "]", "x, "),
    ("? &a LONG\n: x\nz:\n", "- *a : x\n", "", "x"),
    ("a: &a !!binary LONG\ntopics: [", "*a, ", "]", "A"),
    ("a: &a !!int x\nimages: [", "{width: *a}, ", "]", "x"),
)

# Without quotes.
_PLAIN = (
    "x ", "x", "1", "1_", "1:", "1.", "_", "é", "é ", "\u0301\u0327", "\u0327\u0301", "\u0f73",
    "\u0f81\u0f75", "\u0344", "\ufdfa", "\U0001d160", "\ufeff", "\u200b", "\u202e", "\u2028",
    "\x85", "Σ", "Σ\u0301", "İ", "ß", "\u1100\u1161\u11a8", "\u4e00", "ay", "ational", "b", "bs ",
    "c#", "c++", "<b>", "<b ", "<b a='", '<b a="', "<!--", "<script>", "</", "<", "&", "&a", "&#1",
    "&#x0F73;",
    "&amp;", "&amp;lt;", "&" + "a" * 31, "&#" + "1" * 997, "\r", "%41", "%", "\\", "-", "'", '"',
    "\n  y", "\n\n  y", "\r\n  y", "\t", "#", " #", "w%d ", "%ded ", "%ds ", "a%d ay%d ",
)  # fmt: skip

_TEXTS = (
    ('excerpt: "', "\\x41", '"'),
    ('excerpt: "', "\\U0001F600", '"'),
    ('excerpt: "x', "\\\n ", '"'),
    ('excerpt: "x', "\n", '"'),
    ("excerpt: '", "''", "'"),
    ("excerpt: >\n", " x\n", ""),
    ("excerpt: >\n", " x\n\n  y\n", ""),
    ("excerpt: |\n", "\n", " x"),
    ("excerpt: |9\n", "         x\n", ""),
    ("excerpt: |\n", " " * 200 + "\n", ""),
    ("excerpt: |-\n x", "\n x<", ""),
    ('excerpt: "', "<b a=\\\"><b a='>", '"'),
    ('excerpt: "', "<script></script >", '"'),
    ('excerpt: "', "<script></", '>"'),
    ('excerpt: "x<', "a ", '"'),
    ('excerpt: "x<a ', "\\t", 'b"'),
    ('excerpt: "x<a b', " ", '-"'),
    ('excerpt: "', "ï»¿ ", '"'),
    ('excerpt: "', " \u0301", '"'),
)  # fmt: skip

_WORDS = (
    ("topics: [", "t%d,", "]"),
    ("topics:\n", "  - t%d\n", ""),
    ("topics: [", "a,", "]"),
    ("topics: [", "&a x,", "]"),
    ("topics: [", "1.5,", "]"),
    ('provider: {name: "', "a ", '"}'),
    ('provider: {name: "', "a%d ", '"}'),
    ('provider: {name: "', "%41", '"}'),
    ("provider:\n  name: ", "%%32%35", ""),
    ('provider: {domain: "', "a.", '"}'),
    ('provider: {domain: "', "a ", '"}'),
    ('type: "', "a ", '"'),
    ("category: ", "\u0f73", ""),
    ("related:\n", '  - webUrl: "http://a/%d"\n', ""),
    ("related:\n", "  - a: %d\n", ""),
    ("related:\n", "  - webUrl: 1%d\n", ""),
    ("images:\n", "  - width: 1_0\n", ""),
    ("images: [", "{width: 1.},", "]"),
    ("images: [", "{width: " + "1" * 90 + "},", "]"),
    ("images: [", "{width: !!int x},", "]"),
    ("images:\n", "  - url: http://[::%d]:x/\n", ""),
    ("images:\n", "  - url: http://a\u0301\u0327:%d@[v1.x]\n", ""),
)

_LINKS = tuple(
    (f'{field}: "{before}', unit, f'{behind}"')
    for field in ("webUrl", "originalUrl")
    for before, unit, behind in (
        ("http://a", "\u0301\u0327", ""),
        ("http://a", "\u0f73", ""),
        ("http://a", "\ufdfa", ""),
        ("http://[", ":", "]"),
        ("http://[", "0:", "]"),
        ("http://", "@", ""),
        ("http://a:", "1", ""),
        ("http://", "a.", ""),
        ("http://", "xn--", ""),
        ("http://a/", "%41é", ""),
        ("http://a/", "//", "é"),
        ("http://é/", ";", ""),
        ("http://é?", "#", ""),
        ("", " ", "x"),
        ("h", "h", "://a"),
        ("", "http://", "é"),
    )
)

_DATES = tuple(
    (f"{field}: {before}", unit, behind)
    for field in ("publishedDateTime", "quality", "heat", "published", "removed")
    for before, unit, behind in (
        ('"', "2", '"'),
        ("", "2", ""),
        ("2021-01-01 ", " ", "00:00:00"),
        ("2021-01-01T00:00:00.", "0", "Z"),
        ('"2021-01-01T00:00:00.', "0", '"'),
        ("2021-01-01T00:00:00 +", "9", ""),
        ("1", ":59", ""),
        ("0x", "f", ""),
        ("!!float 1", ":1", ""),
        ("!!int 1", "_", ""),
        ("!!bool ", "y", ""),
        ("!!timestamp ", "2021-", ""),
        ("1e+", "9", ""),
    )
)

_YAML = (
    ("z: [", "[],", "]"),
    ("z: [", "[],", "&a x]"),
    ("z: [", "{},", "]"),
    ("z: [", "?,", "]"),
    ("z: [", "a: b,", "]"),
    ("z: {", "a,", "}"),
    ("z: {", "? a : b,", "}"),
    ("z: [", "&a%d,", "]"),
    ("z: [", "&a [],", "]"),
    ("a: &a x\nz: [", "*a,", "]"),
    ("z: [", "!!str,", "]"),
    ("z: [", "! ,", "]"),
    ("z: !<tag:yaml.org,2002:", "x", "> a"),
    ("z: !", "x", "!y a"),
    ("z: !!", "%41", " a"),
    ("z: &", "x", " a"),
    ("z: *", "x", ""),
    ("z:\n", "- \n", ""),
    ("z:\n ", "- ", "x"),
    ("z:\n " + "- " * 60, "\n", ""),
    ("z: " + "[a: " * 60, "\n", ""),
    ("z:\n", " ?\n", ""),
    ("z:\n", "? [a]\n: b\n", ""),
    ("", "a:\n", ""),
    ("", "name:\n", ""),
    ("", "a: b\n", "z: b: c"),
    ("", "a: b\n", 'z: "'),
    ("", "k" * 1000 + ": b\n", ""),
    ("", "k%d: b\n", ""),
    ("", "é: b\n", ""),
    ("", "#\n", ""),
    ("", "%TAG !a%d! x\n", ""),
    ("", "%YAML 1.1\n", ""),
    ("a: &a {title: x}\n", "<<: *a\n", ""),
    ("a: &a {title: x, webUrl: x, name: x}\n<<: [", "*a,", "]"),
    ("a0: &a0 {<<: {}}\n", "b%d: &b {<<: *a0}\n", "<<: *b"),
    ("z: |\n", "\n---x", ""),
    ("z: |\n---", " ", "x"),
    ("z: |\n", " --- \n", ""),
    ("", "z: [[[[[[[[],],],],],],],]\n", ""),
    ("z: " + "[" * 50, "'a',", ""),
    ("z: [", "'", "]"),
    ("", "title: >\n  a\n", ""),
    ("", "\t\n", ""),
    ("", "title: 'a'\r", ""),
)  # fmt: skip
