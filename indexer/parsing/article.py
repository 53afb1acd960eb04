"""The bytes of a file → its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, NoReturn, Protocol

from indexer.contract.aliases import decoded_name
from indexer.contract.article import UNKNOWN_HEAT, Article, Image, Provider
from indexer.contract.surroundings.web_links import web_link
from indexer.parsing.frontmatter import front_matter, line_and_column
from indexer.parsing.full import node_values as values
from indexer.parsing.full.compose import Shape, compose
from indexer.parsing.full.nodes import ContentError, Node
from indexer.parsing.quick.quick_fields import quick_fields
from indexer.parsing.text import plain_label, plain_text
from indexer.reporting.failure import ArticleError, Cause

_SHAPE: Shape = {
    "title": None,
    "name": None,
    "excerpt": None,
    "topics": None,
    "provider": {"name": None, "domain": None},
    "publishedDateTime": None,
    "startDateTime": None,
    "webUrl": None,
    "originalUrl": None,
    "website": None,
    "ampWebUrl": None,
    "cdnAmpWebUrl": None,
    "type": None,
    "category": None,
    "quality": None,
    "heat": None,
    "published": None,
    "removed": None,
    "images": {"url": None, "width": None, "height": None},
    "related": {"webUrl": None},
}
_NAMES = frozenset(_SHAPE) | {"domain", "url", "width", "height"}

# The greatest number of 32 bits marks an empty place in Whoosh's columns.
_INTEGER_LIMIT = 2**31 - 2


def read_article(id: str, data: bytes) -> Article | None:
    """Read the article of a file, or None when the file says ``removed: true``.

    Raises:
        ArticleError: the file cannot be indexed; it says where and why.
    """
    front = front_matter(data)
    quick = read_quickly(id, front)
    return quick.article if quick else read_fully(id, front)


class Read(NamedTuple):
    """What was read; the article is None when the file says ``removed: true``."""

    article: Article | None


def read_quickly(id: str, front: bytes) -> Read | None:
    """Read an article if its front matter is ordinary; None means that it is not, or is wrong."""
    fields = quick_fields(front)
    if fields is None:
        return None
    try:
        return Read(_article(id, fields))
    except ContentError:
        return None


def read_fully(id: str, front: bytes) -> Article | None:
    """Read an article, whatever YAML its front matter is.

    Raises:
        ArticleError: it cannot be indexed.
    """
    text = front.decode()
    try:
        return _article(id, _NodeFields(compose(text, _SHAPE)))
    except ContentError as error:
        position = line_and_column(text, error.offset)
        raise ArticleError(error.cause, error.reason, *position) from error


class _Fields(Protocol):
    """The fields of a front matter, with the types that are wanted; null where one is missing.

    All raise :class:`ContentError` where a type is not the wanted one, and only for
    what is asked for.
    """

    def text(self, name: str) -> str | None: ...

    def integer(self, name: str, limit: int) -> int | None: ...

    def flag(self, name: str) -> bool: ...

    def moment(self, name: str) -> datetime | None: ...

    def topics(self) -> Iterable[str | None]: ...

    def provider(self) -> tuple[str, str]: ...

    def images(self, limit: int) -> Iterable[tuple[str, int | None, int | None]]: ...

    def related(self) -> Iterable[str | None]: ...

    def wrong(self, cause: Cause, reason: str, name: str | None = None) -> NoReturn: ...


def _article(id: str, fields: _Fields) -> Article | None:
    if fields.flag("removed"):
        return None
    web_url = fields.text("webUrl") or ""
    original_url = _link(fields, "originalUrl")
    category = _label(fields, "category")
    return Article(
        id=id,
        title=_title(fields),
        excerpt=plain_text(fields.text("excerpt") or ""),
        url=web_link(web_url) or original_url or _link(fields, "website"),
        original_url=original_url,
        amp_url=_link(fields, "ampWebUrl"),
        cdn_amp_url=_link(fields, "cdnAmpWebUrl"),
        provider=_provider(fields),
        published=fields.moment("publishedDateTime") or fields.moment("startDateTime"),
        topics=_topics(fields),
        type=_label(fields, "type") or category,
        category=category,
        quality=fields.integer("quality", _INTEGER_LIMIT),
        heat=_heat(fields),
        curated=fields.flag("published"),
        image=_image(fields),
        web_url=web_url,
        related=tuple(filter(None, dict.fromkeys(fields.related()))),
    )


def _label(fields: _Fields, name: str) -> str:
    text = fields.text(name)
    return plain_label(text) if text else ""


def _link(fields: _Fields, name: str) -> str:
    text = fields.text(name)
    return web_link(text) if text else ""


def _title(fields: _Fields) -> str:
    for name in ("title", "name"):
        text = fields.text(name)
        if text is not None:
            return plain_text(text) or fields.wrong(Cause.NO_TITLE, f"{name} is empty", name)
    return fields.wrong(Cause.NO_TITLE, "title is missing")


def _topics(fields: _Fields) -> tuple[str, ...]:
    # Aliases may repeat one long text very often; it is cleaned once.
    topics = (plain_label(topic) for topic in dict.fromkeys(fields.topics()) if topic)
    return tuple(dict.fromkeys(topic for topic in topics if topic))


def _provider(fields: _Fields) -> Provider | None:
    name, domain = map(plain_label, fields.provider())
    return Provider(decoded_name(name), domain.lower()) if name or domain else None


def _heat(fields: _Fields) -> int:
    heat = fields.integer("heat", _INTEGER_LIMIT)
    return UNKNOWN_HEAT if heat is None else heat


def _image(fields: _Fields) -> Image | None:
    # Aliases may repeat one long text very often; it is looked at once.
    refused = {""}
    for address, width, height in fields.images(_INTEGER_LIMIT):
        if address not in refused:
            if url := web_link(address):
                return Image(url, width, height)
            refused.add(address)
    return None


class _NodeFields:
    """The fields of a tree of nodes."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._mappings = values.Fields(_NAMES)
        self._fields = self._mappings.of("the front matter", root) or {}

    def text(self, name: str) -> str | None:
        node = self._fields.get(name)
        return values.text(name, node) if node else None

    def integer(self, name: str, limit: int) -> int | None:
        node = self._fields.get(name)
        return values.integer(name, node, limit) if node else None

    def flag(self, name: str) -> bool:
        node = self._fields.get(name)
        return values.flag(name, node) if node else False

    def moment(self, name: str) -> datetime | None:
        node = self._fields.get(name)
        return values.moment(name, node) if node else None

    def topics(self) -> Iterator[str | None]:
        return (values.text("each of topics", node) for node in self._items("topics"))

    def provider(self) -> tuple[str, str]:
        node = self._fields.get("provider")
        fields = (self._mappings.of("provider", node) if node else None) or {}
        name, domain = (
            (values.text(f"provider.{part}", fields[part]) or "") if part in fields else ""
            for part in ("name", "domain")
        )
        return name, domain

    def images(self, limit: int) -> Iterator[tuple[str, int | None, int | None]]:
        for node in self._items("images"):
            fields = self._mappings.of("each of images", node) or {}
            address = values.text("url of an image", fields["url"]) if "url" in fields else None
            width, height = (_pixels(fields.get(side), limit) for side in ("width", "height"))
            yield address or "", width, height

    def related(self) -> Iterator[str | None]:
        for node in self._items("related"):
            fields = self._mappings.of("each of related", node) or {}
            if "webUrl" in fields:
                yield values.text("webUrl of a related article", fields["webUrl"])

    def wrong(self, cause: Cause, reason: str, name: str | None = None) -> NoReturn:
        node = self._fields[name] if name else self._root
        raise ContentError(cause, reason, node.offset)

    def _items(self, name: str) -> list[Node]:
        node = self._fields.get(name)
        return values.items(name, node) if node else []


def _pixels(node: Node | None, limit: int) -> int | None:
    """Return a width or height; what is not one is not worth failing for."""
    try:
        return values.integer("pixels", node, limit) if node else None
    except ContentError:
        return None
