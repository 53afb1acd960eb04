"""YAML of the fields of articles, by chance: every style, type, anchor and alias."""

from __future__ import annotations

from random import Random

_KEYS = (
    "title", "name", "excerpt", "topics", "provider", "publishedDateTime", "startDateTime",
    "webUrl", "originalUrl", "website", "type", "category", "quality", "heat", "published",
    "removed", "images", "related", "url", "width", "height", "domain", "<<", "other", "secured",
)  # fmt: skip
_SCALARS = (
    "x", "a b", "1", "-7", "4294967296", "0x1F", "017", "1_0", "1:30", "190:20:30.15", "1.5", "1e3",
    "1.0e+3", ".inf", "-.INF", ".NaN", "true", "Yes", "off", "~", "null", "", "2021-08-26",
    "2021-08-26T01:02:03Z", "2021-8-6 1:2:3.45 -5", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-01:00",
    "https://a.example/b?c=d#e", "http://é.example", "http://[::1]:80/", "//a", "<b>a</b> &amp; c",
    "a: b", "a #b", "- a", "[a", "=", "é\u0301", "\u0f73", "C#", "漢字", "&#8217;",
    "100%", "%41", "@a", "`",
)  # fmt: skip
_TAGS = ("!!str ", "!!int ", "!!float ", "!!bool ", "!!null ", "!!timestamp ", "!!binary ", "! ",
         "!!seq ", "!!map ", "!!set ", "!local ", "!<tag:yaml.org,2002:str> ")  # fmt: skip
_DEEPEST = 4


def front_matter_of(random: Random) -> str:
    """Return the text of a mapping, which may be right or wrong."""
    step = random.choice((0, 2, 2, 4))
    lines: list[str] = [] if random.random() < 0.2 else ["title: t"]
    for _ in range(random.randint(1, 8)):
        lines += _pair(random, 0, step)
    ends = random.choice(("\n", "\n", "\n", "\n", "\r\n", "\r", "\u2028"))
    return ends.join(lines)


def _pair(random: Random, depth: int, step: int) -> list[str]:
    key = random.choice(_KEYS)
    if random.random() < 0.05:
        key = random.choice((f'"{key}"', f"'{key}'", f"? {key}\n", "*a ", f"&a {key}", f"{key} "))
    head = f"{key}:"
    kind = random.random()
    if depth < _DEEPEST and kind < 0.15:
        return [head + _properties(random), *_indented(_pair(random, depth + 1, step) * 2, 2)]
    if depth < _DEEPEST and kind < 0.35:
        return [head + _properties(random), *_indented(_items(random, depth + 1, step), step)]
    if kind < 0.45:
        style = random.choice((" |", " >", " |-", " >+", " |2", " >1-"))
        text = [random.choice(_SCALARS) for _ in range(random.randint(0, 3))]
        return [head + style, *_indented(text, random.choice((1, 2, 2, 4)))]
    return [f"{head} {_flow(random, depth)}"]


def _items(random: Random, depth: int, step: int) -> list[str]:
    lines: list[str] = []
    for _ in range(random.randint(1, 4)):
        if depth < _DEEPEST and random.random() < 0.5:
            first, *others = _pair(random, depth + 1, step) + _pair(random, depth + 1, step)
            lines += [f"- {first}", *_indented(others, 2)]
        else:
            lines.append(f"- {_flow(random, depth)}")
    return lines


def _flow(random: Random, depth: int) -> str:
    kind = random.random()
    if depth < _DEEPEST and kind < 0.1:
        inner = ", ".join(_flow(random, depth + 1) for _ in range(random.randint(0, 3)))
        return f"{_properties(random).strip()} [{inner}]".strip()
    if depth < _DEEPEST and kind < 0.2:
        pairs = (
            f"{random.choice(_KEYS)}: {_flow(random, depth + 1)}"
            for _ in range(random.randint(0, 3))
        )
        return f"{_properties(random).strip()} {{{', '.join(pairs)}}}".strip()
    if kind < 0.3:
        return random.choice(("*a", "*b", "*c"))
    text = random.choice(_SCALARS)
    style = random.random()
    if style < 0.3:
        text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    elif style < 0.45:
        text = "'" + text.replace("'", "''") + "'"
    return f"{_properties(random).strip()} {text}".strip()


def _properties(random: Random) -> str:
    anchor = random.choice((" &a", " &b", " &c")) if random.random() < 0.15 else ""
    tag = f" {random.choice(_TAGS).strip()}" if random.random() < 0.1 else ""
    return tag + anchor if random.random() < 0.5 else anchor + tag


def _indented(lines: list[str], by: int) -> list[str]:
    return [" " * by + line for line in lines]
