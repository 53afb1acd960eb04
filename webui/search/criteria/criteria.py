"""What is asked: the state of a search URL, as one frozen object.

Every link on a page is this object with one thing changed, and the same
parameters work for the page and for the API.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Literal, get_args
from urllib.parse import quote_plus

from webui.search.criteria.changed_copies import changed_copy
from webui.search.criteria.dates import Span
from webui.search.criteria.dates import today as current_day
from webui.search.criteria.facet_choices import Choices, choices, chosen
from webui.search.criteria.facet_specs import FACET_SPECS, PROVIDER, FacetName
from webui.search.criteria.parameters import ParameterError
from webui.search.criteria.sampling import (
    DEFAULT_SEED,
    Allocation,
    Sampling,
    Stratum,
    sampling_of,
)
from webui.search.criteria.spans import days_between, days_published

Sort = Literal["relevance", "newest", "oldest", "quality", "heat", "added"]
Match = Literal["all", "any"]
SearchedField = Literal["title", "excerpt", "topics"]
Group = Literal["", "story"]
Measure = Literal["count", "share"]
Unit = Literal["article", "story", "provider"]
"""What is counted over time: articles, stories that have one, or providers that have one."""
Base = Literal["all", "filtered"]
"""What a share is of: all of that time, or what the search without its query would leave."""
Order = Literal["count", "share", "first", "output", "name"]
"""Of providers: most hits, greatest share of their own output, earliest hit or most output
first, or by name. The more somebody published, the more hits are expected."""

SEARCHED: tuple[SearchedField, ...] = get_args(SearchedField)
SORTS: tuple[Sort, ...] = get_args(Sort)
SIZES = (10, 20, 50, 100)
DEFAULT_SIZE = 20
DEFAULT_FACET_SIZE = 20
MAX_FACET_SIZE = 1000
# Deep pages cost what the first costs; this only keeps the arithmetic in range.
MAX_PAGE = 10**9
# More values than any page shows; bounds the work of one request.
MAX_VALUES = 500


def searched_in(fields: Iterable[SearchedField]) -> tuple[SearchedField, ...]:
    """Return where words are looked for as :class:`Criteria` keeps it: in order, all as nothing."""
    given = set(fields)
    return () if given.issuperset(SEARCHED) else tuple(f for f in SEARCHED if f in given)


def named(fields: Iterable[SearchedField]) -> str:
    """Write where words are looked for: ``title and excerpt``."""
    *others, last = fields
    return f"{', '.join(others)} and {last}" if others else last


# Without slots: a page has hundreds of copies, and those of a dictionary are quickly made.
@dataclass(frozen=True)
class Criteria:
    """A search: query text, filters, order and page.

    Field names are URL parameters, but for ``from_``, ``id_`` and ``in_``, which stand for
    ``from``, ``id`` (only these articles; nothing stands for all) and ``in`` (where words
    without a field are looked for; nothing stands for everywhere), and for
    those of the facets: ``include`` (parameters ``provider``, …) are values of which an
    article must have one, ``exclude`` (``not_provider``, …) values that it must not have, and
    ``find`` (``find_provider``, …) a part of the values that are listed. Text values are kept
    as they were written, so that a link says what its reader typed.
    """

    q: str = ""
    include: Choices = ()
    exclude: Choices = ()
    from_: str = ""
    to: str = ""
    last: str = ""
    date: str = ""
    min_quality: int | None = None
    curated: bool = False
    added_from: str = ""
    added_to: str = ""
    since: int | None = None
    id_: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = DEFAULT_SEED
    strata: tuple[Stratum, ...] = ()
    allocation: Allocation = "proportional"
    weeks: int | None = None
    as_of: int | None = None
    match: Match = "all"
    in_: tuple[SearchedField, ...] = ()
    feedback: bool = True
    sort: Sort | None = None
    group: Group = ""
    measure: Measure = "count"
    unit: Unit = "article"
    base: Base = "all"
    band: bool = True
    peaks: bool = False
    find: Choices = ()
    images: bool = True
    page: int = 1
    size: int = DEFAULT_SIZE
    facet_size: int = DEFAULT_FACET_SIZE
    today: datetime.date = field(default_factory=current_day, compare=False, kw_only=True)

    @cached_property
    def span(self) -> Span:
        """Days that ``from``, ``to`` or ``last`` name, ``last`` counted back from ``today``.

        Raises:
            ParameterError: they cannot be read, or contradict each other.
        """
        return days_published(self.from_, self.to, self.last, self.date, self.today)

    @property
    def added_span(self) -> Span:
        """Days that ``added_from`` and ``added_to`` name.

        Raises:
            ParameterError: they cannot be read, or contradict each other.
        """
        return days_between("added_from", self.added_from, "added_to", self.added_to)

    @property
    def sampling(self) -> Sampling | None:
        """How a sample of what is found is drawn; None: all of it is wanted.

        Raises:
            ParameterError: one of the parameters makes no sense without another one.
        """
        return sampling_of(self.sample, self.seed, self.strata, self.allocation, self.weeks)

    @property
    def effective_sort(self) -> Sort:
        """The order of the hits: relevance with a query, newest without, unless one is asked."""
        return self.sort or ("relevance" if self.q else "newest")

    @property
    def searched(self) -> tuple[SearchedField, ...]:
        """Where words without a field are looked for."""
        return self.in_ or SEARCHED

    def included(self, facet: FacetName) -> tuple[str, ...]:
        """Values of a facet of which an article must have at least one."""
        return chosen(self.include, facet)

    def excluded(self, facet: FacetName) -> tuple[str, ...]:
        """Values of a facet of which an article must have none."""
        return chosen(self.exclude, facet)

    def looked_for(self, facet: FacetName) -> str:
        """Part of the values of a facet that are listed; empty: all of them."""
        return "".join(chosen(self.find, facet))

    @cached_property
    def encoded(self) -> str:
        """The parameters as the query string of an address."""
        # Nothing is to be encoded in names, nor in most values.
        return "&".join([
            f"{name}={value if value.isascii() and value.isalnum() else quote_plus(value)}"
            for name, value in self.parameters()
        ])  # fmt: skip

    @cached_property
    def elsewhere(self) -> Criteria:
        """What pages without its lists of values keep of it: page 1 of the same search."""
        return self.changed(find=())

    def parameters(self) -> list[tuple[str, str]]:
        """Return name and value of every parameter that differs from its default, in order."""
        values, pairs = vars(self), []
        given = [(name, value) for name, default in _FIELDS if (value := values[name]) != default]
        for name, value in given:
            if name in _OF_FACETS:
                of = _OF_FACETS[name]
                pairs += [(of[facet], item) for facet, many in value for item in many]
            elif name == "strata":
                pairs.append((name, ",".join(value)))
            elif isinstance(value, tuple):
                pairs += [(name.rstrip("_"), item) for item in value]
            else:
                shown = str(int(value)) if isinstance(value, bool) else str(value)
                pairs.append((name.rstrip("_"), shown))
        return pairs

    def filters(self) -> dict[str, Any]:
        """Return the active filters by parameter: a list where it may repeat, else its value."""
        shown: dict[str, Any] = {}
        for name, default in _FIELDS:
            value = getattr(self, name)
            if name not in _FILTERS or value == default:
                continue
            if name in _OF_FACETS:
                shown.update((_OF_FACETS[name][facet], list(many)) for facet, many in value)
            else:
                shown[name.rstrip("_")] = list(value) if isinstance(value, tuple) else value
        return shown

    def changed(self, **values: Any) -> Criteria:
        """Return a copy with some fields changed, on page 1 unless a page is given.

        A change of the dates drops the other ways of giving dates.
        """
        if {"from_", "to"} & values.keys():
            values = {"last": "", "date": "", **values}
        if values.get("last"):
            values = {"from_": "", "to": "", "date": "", **values}
        if values.get("date"):
            values = {"from_": "", "to": "", "last": "", **values}
        return changed_copy(self, _NAMES, {"page": 1, **values})

    def including(self, facet: FacetName, *values: str) -> Criteria:
        """Return a copy in which an article must have one of these values of a facet."""
        return self.changed(include=choices({**dict(self.include), facet: values}))

    def excluding(self, facet: FacetName, *values: str) -> Criteria:
        """Return a copy in which an article must have none of these values of a facet."""
        return self.changed(exclude=choices({**dict(self.exclude), facet: values}))

    def with_providers(self, called: Callable[[str], str]) -> Criteria:
        """Return a copy that names providers otherwise.

        Args:
            called: from a name to the one that is wanted.
        """
        include, exclude = (
            choices({**dict(given), PROVIDER: map(called, chosen(given, PROVIDER))})
            for given in (self.include, self.exclude)
        )
        if (include, exclude) == (self.include, self.exclude):
            return self
        return changed_copy(self, _NAMES, {"include": include, "exclude": exclude})

    def narrowing(self) -> Criteria:
        """Return a copy with the query and the filters alone, and whether there are pictures."""
        kept = {name: getattr(self, name) for name in ("q", "match", "in_", "images", *_FILTERS)}
        return Criteria(**kept, today=self.today)

    def without_filters(self) -> Criteria:
        """Return a copy without filters; the query, the order and the page size stay."""
        return self.changed(**{name: default for name, default in _FIELDS if name in _FILTERS})

    def unsampled(self) -> Criteria:
        """Return a copy that wants all of what is found."""
        return self.changed(**{name: default for name, default in _FIELDS if name in _SAMPLING})

    def agree_with(self, generation: int) -> None:
        """Make sure that the newest state of the archive is not before one that is named.

        Args:
            generation: of the newest state.

        Raises:
            ParameterError: it is.
        """
        for name, named in (("since", self.since), ("as_of", self.as_of)):
            if named is not None and named > generation:
                message = f"{name}: there is no generation {named} yet; the newest is {generation}."
                raise ParameterError(name, message)

    def period(self) -> Criteria:
        """Return a search for everything of the dates that are asked for; pictures as here."""
        kept = {name: getattr(self, name) for name in ("from_", "to", "last", "date", "images")}
        return Criteria(**kept, today=self.today)


_FILTERS = (
    *("include", "exclude", "from_", "to", "last", "date", "min_quality", "curated"),
    *("added_from", "added_to", "since", "id_"),
)
_SAMPLING = ("sample", "seed", "strata", "allocation", "weeks")
# The parameter of each facet, for the fields that hold values by facet.
_OF_FACETS = {
    "include": {spec.name: spec.name for spec in FACET_SPECS},
    "exclude": {spec.name: spec.excluding for spec in FACET_SPECS},
    "find": {spec.name: spec.finding for spec in FACET_SPECS},
}
# With their defaults. A page has hundreds of links, and each asks for all of them.
_FIELDS = tuple((spec.name, spec.default) for spec in fields(Criteria) if spec.name != "today")
_NAMES = frozenset(spec.name for spec in fields(Criteria))

PARAMETERS = tuple(
    parameter
    for name, _ in _FIELDS
    for parameter in _OF_FACETS.get(name, {"": name.rstrip("_")}).values()
)
"""The names of all parameters, in order."""
