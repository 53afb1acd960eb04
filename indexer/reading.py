"""The bytes of a file → its article."""

from __future__ import annotations

from datetime import datetime

from indexer import values
from indexer.compose import Shape, compose
from indexer.errors import ArticleError
from indexer.frontmatter import front_matter, line_and_column
from indexer.nodes import ContentError, Node
from indexer.schema.article import UNKNOWN_HEAT, Article, Image, Provider
from indexer.text import plain_text
from indexer.urls import web_link

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
    try:
        root = compose(front, _SHAPE)
        reader = _Reader(root)
        return None if reader.removed() else reader.article(id)
    except ContentError as error:
        raise ArticleError(error.reason, *line_and_column(front, error.offset)) from error


class _Reader:
    def __init__(self, root: Node) -> None:
        self._root = root
        self._mappings = values.Fields(_NAMES)
        self._fields = self._mappings.of("the front matter", root) or {}

    def removed(self) -> bool:
        return self._flag("removed")

    def article(self, id: str) -> Article:
        web_url = self._text("webUrl")
        original_url = web_link(self._text("originalUrl"))
        category = plain_text(self._text("category"))
        return Article(
            id=id,
            title=self._title(),
            excerpt=plain_text(self._text("excerpt")),
            url=web_link(web_url) or original_url or web_link(self._text("website")),
            original_url=original_url,
            amp_url=web_link(self._text("ampWebUrl")),
            cdn_amp_url=web_link(self._text("cdnAmpWebUrl")),
            provider=self._provider(),
            published=self._published(),
            topics=self._topics(),
            type=plain_text(self._text("type")) or category,
            category=category,
            quality=self._integer("quality"),
            heat=self._heat(),
            curated=self._flag("published"),
            image=self._image(),
            web_url=web_url,
            related=self._related(),
        )

    def _text(self, name: str) -> str:
        node = self._fields.get(name)
        return (values.text(name, node) or "") if node else ""

    def _integer(self, name: str) -> int | None:
        node = self._fields.get(name)
        return values.integer(name, node, _INTEGER_LIMIT) if node else None

    def _flag(self, name: str) -> bool:
        node = self._fields.get(name)
        return values.flag(name, node) if node else False

    def _items(self, name: str) -> list[Node]:
        node = self._fields.get(name)
        return values.items(name, node) if node else []

    def _title(self) -> str:
        for name in ("title", "name"):
            node = self._fields.get(name)
            text = values.text(name, node) if node else None
            if node and text is not None:
                title = plain_text(text)
                if not title:
                    raise ContentError(f"{name} is empty", node.offset)
                return title
        raise ContentError("title is missing", self._root.offset)

    def _topics(self) -> tuple[str, ...]:
        found = (values.text("each of topics", node) for node in self._items("topics"))
        # Aliases may repeat one long text very often; it is cleaned once.
        topics = (plain_text(topic) for topic in dict.fromkeys(found) if topic)
        return tuple(dict.fromkeys(topic for topic in topics if topic))

    def _provider(self) -> Provider | None:
        node = self._fields.get("provider")
        fields = (self._mappings.of("provider", node) if node else None) or {}
        name, domain = (
            plain_text(values.text(f"provider.{part}", fields[part]) or "")
            if part in fields
            else ""
            for part in ("name", "domain")
        )
        return Provider(name, domain.lower()) if name or domain else None

    def _published(self) -> datetime | None:
        for name in ("publishedDateTime", "startDateTime"):
            node = self._fields.get(name)
            moment = values.moment(name, node) if node else None
            if moment:
                return moment
        return None

    def _heat(self) -> int:
        heat = self._integer("heat")
        return UNKNOWN_HEAT if heat is None else heat

    def _image(self) -> Image | None:
        for node in self._items("images"):
            fields = self._mappings.of("each of images", node) or {}
            address = values.text("url of an image", fields["url"]) if "url" in fields else None
            url = web_link(address or "")
            if url:
                return Image(url, _pixels(fields.get("width")), _pixels(fields.get("height")))
        return None

    def _related(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for node in self._items("related"):
            fields = self._mappings.of("each of related", node) or {}
            if "webUrl" in fields:
                url = values.text("webUrl of a related article", fields["webUrl"])
                if url:
                    found[url] = None
        return tuple(found)


def _pixels(node: Node | None) -> int | None:
    """Return a width or height; what is not one is not worth failing for."""
    try:
        return values.integer("pixels", node, _INTEGER_LIMIT) if node else None
    except ContentError:
        return None
