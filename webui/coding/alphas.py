"""How far coders agree on each variable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from webui.coding.cells import number, plain, yes_or_no
from webui.coding.coded import CodedVariable
from webui.coding.outcome import Disagreement, Reliability
from webui.coding.sheet import CodedFileError
from webui.search.measures.agreement import Level, alpha, alpha_interval, pairwise_agreement


def reliability(variable: CodedVariable, titles: Mapping[str, str], level: Level) -> Reliability:
    """Return how far the coders of a variable agree, with all on which they do not.

    Words are compared whatever their case; where all of them say yes or no, in whatever
    language, so are these. Above the nominal level values are numbers, and yes is 1.

    Raises:
        CodedFileError: the level wants numbers, and a value is none.
    """
    texts = [text for filled in variable.values.values() for text in filled.values()]
    binary = all(yes_or_no(text) is not None for text in texts)

    def value(text: str) -> Any:
        if level == "nominal":
            return ("yes" if yes_or_no(text) else "no") if binary else plain(text)
        return float(bool(yes_or_no(text))) if binary else _number(variable.name, text, level)

    values = {
        coder: {id: value(text) for id, text in filled.items()}
        for coder, filled in variable.values.items()
    }
    given = {id: [filled[id] for filled in values.values() if id in filled] for id in titles}
    units = list(given.values())
    interval = alpha_interval(units, level)
    return Reliability(
        name=variable.name,
        level=level,
        coded={coder: len(filled) for coder, filled in values.items()},
        units=sum(len(unit) > 1 for unit in units),
        missing=len(titles) * len(values) - len(texts),
        values=[_shown(one) for one in sorted({one for unit in units for one in unit})],
        agreement=pairwise_agreement(units),
        alpha=alpha(units, level),
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        left_out=interval.left_out if interval else 0,
        disagreements=[
            Disagreement(
                id=id,
                title=titles[id],
                values={
                    coder: filled[id] for coder, filled in variable.values.items() if id in filled
                },
            )
            for id, unit in given.items()
            if len(set(unit)) > 1
        ],
    )


def _number(name: str, text: str, level: Level) -> float:
    value = number(text)
    if value is None:
        raise CodedFileError(
            f"“{name}” has the value “{text}”, and {level} values are numbers. "
            f"Write numbers, or take --level {name}=nominal."
        )
    if value < 0 and level == "ratio":
        raise CodedFileError(f"“{name}” has the value “{text}”: ratio values are not below 0.")
    return value


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else plain(repr(value))
