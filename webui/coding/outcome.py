"""What a coded sample says, as types that become JSON."""

from __future__ import annotations

from webui.search.measures.agreement import Level
from webui.search.results.base import Result


class Share(Result):
    """A share with its 95 % interval.

    Attributes:
        count, of: how many have it, and of how many; not weighted.
        share, low, high: the estimate, weighted where articles have weights, and its bounds;
            None where there is nothing to count.
        effective_size: how many equally weighted articles would be as good.
    """

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None
    effective_size: float


class Precision(Share):
    """How many of the articles that a search found are relevant.

    Attributes:
        coder: who says so; "majority" of those who coded an article, or "agreed" where it was
            written down what they agreed on afterwards, and the majority elsewhere.
        undecided: on how many the coders are divided, so that they are left out.
        not_coded: of how many nothing is said.
    """

    coder: str
    undecided: int
    not_coded: int


class Recall(Share):
    """How many of the relevant articles of a broader search a search finds, too.

    Attributes:
        coded, undecided, not_in_index: how many articles of the broader sample it is known of
            whether they are relevant, on how many the coders are divided, and how many are not
            in the index (any more), so that they are left out.
    """

    coded: int
    undecided: int
    not_in_index: int


class Disagreement(Result):
    """An article of which coders say different things.

    Attributes:
        values: what each coder wrote.
    """

    id: str
    title: str
    values: dict[str, str]


class Reliability(Result):
    """How far coders agree on a variable.

    Attributes:
        coded: of each coder, how many articles have a value.
        units: the articles with values of two coders or more, which is what counts.
        missing: how many values are missing for all coders to have coded all articles.
        values: the different values.
        agreement: how many of the pairs of values are alike; None where there is no pair.
        alpha, low, high: Krippendorff's, with the bounds of its 95 % interval; None where there
            is none.
        left_out: resamples with one value only, which say nothing of the interval.
        disagreements: of the articles on which coders differ, in the order of the table.
    """

    name: str
    level: Level
    coded: dict[str, int]
    units: int
    missing: int
    values: list[str]
    agreement: float | None
    alpha: float | None
    low: float | None
    high: float | None
    left_out: int
    disagreements: list[Disagreement]


class Outcome(Result):
    """All that a coded sample says.

    Attributes:
        articles: in the table.
        weighted: whether they have weights that differ.
        precision: by coder, the one of all together last; empty where no column says what is
            relevant.
        recall: relative to the broader search, where its sample was given.
        variables: with two coders or more.
        one_coder: the names of the others.
        notes: sentences on how the table was read.
    """

    articles: int
    weighted: bool
    precision: list[Precision]
    recall: Recall | None
    variables: list[Reliability]
    one_coder: list[str]
    notes: list[str]
