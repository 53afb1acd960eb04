"""How much work the longest queries make."""

from __future__ import annotations

import pytest

from tests.webui.search.library import TODAY, article, opened
from webui.search.criteria.criteria import Criteria
from webui.search.local.answers.auditing import counting
from webui.search.local.answers.auditing.audit import audit
from webui.search.local.finding.matching import match_unscored

_WORDS = [f"w{number}" for number in range(60)]


@pytest.mark.parametrize(
    "text",
    [" OR ".join(_WORDS), " ".join(_WORDS), " OR ".join(f"(w0 OR {word} -x)" for word in _WORDS)],
)
def test_each_part_of_a_long_query_is_searched_once(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Without each of its parts a query is put together of what is known, not searched again."""
    searched = list[str]()

    def noted(snapshot: object, parsed: object, *others: object) -> object:
        searched.append(str(parsed.tree))  # type: ignore[attr-defined]
        return match_unscored(snapshot, parsed, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(counting, "match_unscored", noted)
    with opened([article(str(n), f"{word} x{n}") for n, word in enumerate(_WORDS)]) as snapshot:
        audit(snapshot, Criteria(q=text, match="any", today=TODAY))
    assert len(searched) == len(set(searched)) <= 2 * len(_WORDS) + 2
