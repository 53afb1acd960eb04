"""The parameters of an address, read as a question: as much of the query language as is asked."""

from __future__ import annotations

import re
from datetime import date

from werkzeug.datastructures import MultiDict

from tests.benchmark.searching.questions import Question

_PART = re.compile(
    r'"(?P<phrase>[^"]+)"(?:~(?P<slop>\d+))?'
    r'|provider:"(?P<provider>[^"]+)"'
    r"|quality:>(?P<quality>\d+)"
    r"|(?P<day>after|before):(?P<date>\S+)"
    r"|NOT (?P<none>\S+)"
    r"|(?P<either>OR) "
    r"|(?P<title>title:)?(?P<word>[^\s*~]+)(?P<open>[*~]?)"
)


def question_of(asked: MultiDict[str, str]) -> Question:
    """Return what the parameters of a search ask for, of no kind.

    Args:
        asked: ``q``, ``provider``, ``topic``, ``match``, ``sort`` and ``page``.
    """
    words: list[str] = []
    none: list[str] = []
    found: dict[str, object] = {}
    either = asked.get("match") == "any"
    for part in _PART.finditer(asked.get("q", "")):
        given = part.groupdict()
        if phrase := given["phrase"]:
            found |= {"phrase": tuple(phrase.split()), "slop": int(given["slop"] or 1)}
        elif given["provider"]:
            found["provider_named"] = given["provider"]
        elif given["quality"]:
            found["quality_above"] = int(given["quality"])
        elif given["day"]:
            found[given["day"]] = date.fromisoformat(given["date"])
        elif given["none"]:
            none.append(given["none"])
        elif given["either"]:
            either = True
        elif given["open"]:
            found["prefix" if given["open"] == "*" else "fuzzy"] = given["word"]
        else:
            words.append(given["word"])
            if given["title"]:
                found["in_title"] = True
    return Question(
        "",
        all_of=() if either else tuple(words),
        any_of=tuple(words) if either else (),
        none_of=tuple(none),
        sentence=asked.get("match") == "any",
        providers=tuple(asked.getlist("provider")),
        topics=tuple(asked.getlist("topic")),
        newest=asked.get("sort") == "newest",
        page=asked.get("page", 1, type=int),
        **found,  # type: ignore[arg-type]
    )
