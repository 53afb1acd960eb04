"""What a coded sample says, as a text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from webui.coding.outcome import Outcome, Precision, Recall, Reliability, Share
from webui.search.measures.agreement import RESAMPLES


def as_text(outcome: Outcome, *, disagreements: bool = False) -> str:
    """Write an outcome as tables.

    Args:
        outcome: what is written.
        disagreements: list the articles on which coders differ.
    """
    parts = [[_articles(outcome.articles)]]
    if outcome.precision:
        parts.append(["Precision, with Wilson's 95% interval", *_precision(outcome)])
    if outcome.recall:
        parts.append(_recall(outcome.recall))
    if outcome.variables:
        parts.append(["Krippendorff's alpha, with a bootstrap 95% interval", *_alphas(outcome)])
    if outcome.one_coder:
        parts.append([f"By one coder only: {', '.join(outcome.one_coder)}"])
    if disagreements:
        parts += [_differing(one) for one in outcome.variables if one.disagreements]
    parts += [[f"Note: {note}"] for note in outcome.notes]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _precision(outcome: Outcome) -> list[str]:
    lines = _table(
        ("", "relevant", "of", "precision", "", "undecided", "not coded"),
        [
            (one.coder or "coder", f"{one.count:,}", f"{one.of:,}", *_share(one),
             f"{one.undecided:,}", f"{one.not_coded:,}")
            for one in outcome.precision
        ],
    )  # fmt: skip
    last: Precision = outcome.precision[-1]
    if outcome.weighted:
        lines.append(
            "Weighted: the interval is that of an effective sample of "
            f"{last.effective_size:,.1f} (Kish)."
        )
    if last.undecided:
        lines.append("Undecided ones are left out; a column “relevant_final” can settle them.")
    return lines


def _recall(recall: Recall) -> list[str]:
    estimate = " ".join(one for one in _share(recall) if one)
    lines = [
        "Recall relative to the broader search, with Wilson's 95% interval",
        f"{recall.count:,} of {recall.of:,} relevant articles are found: {estimate}",
        f"Of {_articles(recall.coded)} that were coded in its sample. "
        "What neither search finds is not counted.",
    ]
    if recall.effective_size and abs(recall.effective_size - recall.of) > 1e-9:
        size = f"{recall.effective_size:,.1f}"
        lines.append(f"Weighted: the interval is that of an effective sample of {size} (Kish).")
    if recall.undecided:
        lines.append(f"Left out, since the coders are divided: {recall.undecided:,}")
    if recall.not_in_index:
        lines.append(f"Left out, since they are not in the index: {recall.not_in_index:,}")
    return lines


def _alphas(outcome: Outcome) -> list[str]:
    rows = [
        (one.name, one.level, ", ".join(one.coded), f"{one.units:,}", f"{one.missing:,}",
         f"{len(one.disagreements):,}", _figure(one.agreement), _figure(one.alpha),
         _interval(one.low, one.high))
        for one in outcome.variables
    ]  # fmt: skip
    header = ("", "level", "coders", "articles", "missing", "differ", "agreement", "alpha", "")
    lines = _table(header, rows, texts=3)
    for one in outcome.variables:
        if one.alpha is None:
            lines.append(_why_no_alpha(one))
        elif one.left_out:
            lines.append(
                f"{one.name}: {one.left_out:,} of {RESAMPLES:,} resamples have one value only, "
                "and say nothing of the interval."
            )
    return lines


def _why_no_alpha(one: Reliability) -> str:
    if not one.units:
        return f"{one.name}: no article has values of two coders, so there is no alpha."
    (value,) = one.values[:1]
    return f"{one.name}: all values are “{value}”, so there is no alpha."


def _differing(one: Reliability) -> list[str]:
    lines = [f"{one.name}: the coders differ on {_articles(len(one.disagreements))}"]
    for each in one.disagreements:
        said = ", ".join(f"{coder}: {text}" for coder, text in each.values.items())
        lines += [f"  {each.id}", *([f"    {each.title}"] if each.title else []), f"    {said}"]
    return lines


def _articles(number: int) -> str:
    return f"{number:,} {'article' if number == 1 else 'articles'}"


def _share(one: Share) -> tuple[str, str]:
    return _figure(one.share), _interval(one.low, one.high)


def _interval(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"[{_figure(low)}, {_figure(high)}]"


def _figure(value: float | None) -> str:
    """Write a figure that is at most 1 as the field does: .940, −.200, 1.000."""
    if value is None:
        return "none"
    text = f"{abs(value):.3f}"
    sign = "−" if value < 0 and float(text) else ""
    return sign + (text[1:] if text.startswith("0") else text)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> list[str]:
    """Write rows below each other; the first columns are texts, the others numbers."""
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
