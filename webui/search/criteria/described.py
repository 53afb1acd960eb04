"""What the parameters of addresses mean and may hold: for documents that people and programs read.

Names, types and bounds are those of the readers; only the sentences are written here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, get_args

from webui.search.criteria.comparison import MAX_QUERIES
from webui.search.criteria.criteria import MAX_VALUES, PARAMETERS, Criteria, Order
from webui.search.criteria.facet_specs import FACET_SPECS
from webui.search.criteria.followers import LEAST_STORIES, read_min_stories, read_pair_order
from webui.search.criteria.ledger import (
    LEDGER_PARAMETERS,
    LedgerAsked,
    read_least,
    read_ledger_order,
    read_page,
    read_step,
)
from webui.search.criteria.parameters import Reader, Schema, choice, read_flag
from webui.search.criteria.reading import READERS, REPEATED

_TEXT: Schema = {"type": "string"}

_MEANINGS = {
    "q": "The query; without it, everything is found, newest first.",
    "from": "First day, UTC: YYYY, YYYY-MM or YYYY-MM-DD.",
    "to": "Last day, included, UTC: YYYY, YYYY-MM or YYYY-MM-DD.",
    "last": "A period up to today, such as 7d, 2w, 3m or 1y; not together with from, to or date.",
    "date": "none: only articles without a date; not together with from, to or last.",
    "min_quality": "Only articles with a quality of at least this.",
    "curated": "1: only articles that the curators have marked.",
    "added_from": "First indexed on this day or later, UTC; written as from.",
    "added_to": "First indexed on this day or earlier, UTC; written as to.",
    "since": "First indexed after this generation, which may not be beyond the newest.",
    "id": "Only articles with one of these ids: a list of one's own.",
    "sample": "Only so many articles, drawn by their ids and the seed; all is then of them.",
    "seed": "Another one draws another sample.",
    "strata": "With sample: drawn from each provider, each month or each provider,month apart.",
    "allocation": "With strata: a sample divided as the articles are, or the same for each.",
    "weeks": "Only articles of so many constructed weeks.",
    "as_of": "A generation, not beyond the newest: which of the hits came or changed since.",
    "match": "Whether all of the words must be there, or any of them.",
    "in": "Where words without a field are looked for; everywhere unless given.",
    "feedback": "0: with match=any, hits are ordered by the words of the query alone, not by those "
    "that the best hits have in common as well.",
    "sort": "Order of the hits: by relevance with a query, newest first without, unless given.",
    "group": "story: one hit a story, its other articles folded under it.",
    "measure": "What charts over time show; changes nothing in JSON.",
    "unit": "What is counted over time and by provider.",
    "base": "What a share is a share of: all articles of the time, or what the search without "
    "its query would leave.",
    "band": "0: charts without the intervals of shares; changes nothing in JSON.",
    "peaks": "1: what stands out in the histogram, and what makes it.",
    "images": "0: pages without pictures; changes nothing in JSON.",
    "page": "Page of the hits, from 1.",
    "size": "Hits on a page.",
    "facet_size": "Values that are listed of each facet.",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address.

    Attributes:
        name: as it stands in the address.
        meaning: a sentence or two.
        schema: of its value; of all its values, as an array, if it may be given several times.
    """

    name: str
    meaning: str
    schema: Schema

    def with_default(self, value: str | int) -> Parameter:
        """Return a copy that says which value counts where none is given."""
        return Parameter(self.name, self.meaning, {**self.schema, "default": value})


def several(item: Schema, most: int) -> Schema:
    """Return the schema of a parameter that may be given several times."""
    return {"type": "array", "items": item, "maxItems": most}


def _of_search() -> Iterable[Parameter]:
    defaults = {spec.name.rstrip("_"): spec.default for spec in fields(Criteria)}
    meanings = _MEANINGS | {
        name: meaning
        for spec in FACET_SPECS
        for name, meaning in (
            (spec.name, f"Only articles with one of these values of the facet {spec.name}."),
            (spec.excluding, f"Without articles that have one of these values of {spec.name}."),
            (spec.finding, f"Lists only values of the facet {spec.name} that contain this."),
        )
    }
    for name in PARAMETERS:
        if name in REPEATED:
            reader = REPEATED[name]
            schema = several(_TEXT if reader is None else reader.schema, MAX_VALUES)
        else:
            schema = READERS[name].schema if name in READERS else _TEXT
        parameter = Parameter(name, meanings.get(name, ""), schema)
        default = defaults.get(name)
        # Empty texts stand for what is not given.
        has_default = isinstance(default, int) or (isinstance(default, str) and default)
        yield parameter.with_default(_plain(default)) if has_default else parameter


def _plain(value: Any) -> str | int:
    return int(value) if isinstance(value, bool) else value


SEARCH: tuple[Parameter, ...] = tuple(_of_search())
"""The parameters of a search."""

_BY_NAME = {parameter.name: parameter for parameter in SEARCH}


def _own(name: str, meaning: str, reader: Reader[Any], default: str | int) -> Parameter:
    return Parameter(name, meaning, reader.schema).with_default(default)


_LEAST = _own("least", "Only providers that published at least so many articles.", read_least, 0)

STORY = (
    *SEARCH,
    _own("whole", "1: all of the story, whatever the search finds of it.", read_flag, 0),
)
"""Those of a story."""

COVERAGE = (
    *SEARCH,
    _own("by", "What comes first.", choice(*get_args(Order)), "count"),
    _LEAST,
)
"""Those of who covers a search."""

FOLLOWERS = (
    *SEARCH,
    Parameter(
        "pair",
        "A provider: only its pairs; given twice, for two providers: their pair and its stories.",
        {**several(_TEXT, 2), "uniqueItems": True},
    ),
    _own(
        "min_stories", "How many stories a pair shares at least.", read_min_stories, LEAST_STORIES
    ),
    _own("by", "Which pairs come first.", read_pair_order, "stories"),
)
"""Those of who follows whom."""

_LEDGER = LedgerAsked()

LEDGER = (
    *(_BY_NAME[name] for name in LEDGER_PARAMETERS if name in _BY_NAME and name != "page"),
    _own("interval", "What a column is.", read_step, _LEDGER.interval),
    _own("by", "Which providers come first.", read_ledger_order, _LEDGER.by),
    _LEAST,
    _own("page", "Page of the providers, from 1.", read_page, _LEDGER.page),
)
"""Those of the ledger."""

COMPARISON = (
    Parameter("q", "A query; each is a line of the comparison.", several(_TEXT, MAX_QUERIES)),
    # There are no charts by date of articles without one.
    *(each for each in SEARCH if each.name not in ("q", "date")),
    Parameter(
        "pair",
        "The places of two of the queries, from 0, such as 0,1: more is told of what they share.",
        {"type": "string", "pattern": "^[0-9]+,[0-9]+$"},
    ),
)
"""Those of a comparison."""

SUGGESTIONS = (Parameter("q", "What has been typed so far.", _TEXT),)
"""Those of suggestions."""
