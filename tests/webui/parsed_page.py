"""A page as its reader's browser would take it apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


@dataclass(slots=True)
class Element:
    """An element of a page, with all the text and all the elements inside it.

    Attributes:
        tag, attributes: names in lower case.
        around: the elements that it stands in, the outermost first.
    """

    tag: str
    attributes: dict[str, str]
    around: tuple[Element, ...] = field(repr=False, compare=False)
    # Those of the whole page, and where what is inside begins and ends among them.
    _elements: list[Element] = field(repr=False, compare=False)
    _pieces: list[str] = field(repr=False, compare=False)
    _begin: tuple[int, int] = field(repr=False, compare=False)
    _end: tuple[int, int] = field(repr=False, compare=False)

    @property
    def inside(self) -> list[Element]:
        """The elements that stand in it, however deep, in the order of the page."""
        return self._elements[self._begin[0] : self._end[0]]

    @property
    def pieces(self) -> list[str]:
        """The text as it stands there, in parts."""
        return self._pieces[self._begin[1] : self._end[1]]

    @property
    def text(self) -> str:
        """The text with its white space made single spaces."""
        return " ".join("".join(self.pieces).split())

    def closed(self) -> None:
        """Have all that the page has by now, and did not have before, inside."""
        self._end = len(self._elements), len(self._pieces)

    @property
    def href(self) -> str:
        """Where a link leads."""
        return self.attributes["href"]

    @property
    def classes(self) -> list[str]:
        """The names of its classes."""
        return self.attributes.get("class", "").split()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements in it with this tag and these attributes."""
        return _matching(self.inside, tag, attributes)

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only element in it with this tag and these attributes."""
        return _only(self.inside, tag, attributes)


class Page(HTMLParser):
    """A parsed page. Fails on what is not well formed."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.comments: list[str] = []
        self._open: list[Element] = []
        self._pieces: list[str] = []
        self.feed(source)
        self.close()
        assert not self._open, f"not closed: {self._open}"
        ids = [element.attributes["id"] for element in self.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), f"repeated ids: {ids}"

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements with this tag and these attributes; ``class_`` is ``class``."""
        return _matching(self.elements, tag, attributes)

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only element with this tag and these attributes."""
        return _only(self.elements, tag, attributes)

    def link(self, text: str) -> str:
        """Return where the only link with this text leads."""
        (found,) = {each.href for each in self.all("a") if each.text == text}
        return found

    @property
    def loaded(self) -> list[Element]:
        """The links to what belongs to the page itself: its styles and its icon."""
        others = ("search", "alternate")
        return [each for each in self.all("link") if each.attributes["rel"] not in others]

    @property
    def main(self) -> Element:
        """What the page is for."""
        return self.one("main")

    @property
    def hits(self) -> list[Element]:
        """The hits of a search page."""
        return [each for shown in self.all("ol", class_="hits") for each in shown.all("article")]

    @property
    def found(self) -> int:
        """How many articles a search page says that it found."""
        return leading_number(self.one("p", id="found").text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        attributes = {name: value or "" for name, value in attrs}
        begin = len(self.elements) + 1, len(self._pieces)
        around = tuple(self._open)
        element = Element(tag, attributes, around, self.elements, self._pieces, begin, begin)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element of SVG that has no content."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop().closed()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be of this tag."""
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes {self._open[-1]}"
        self._open.pop().closed()

    def handle_data(self, data: str) -> None:
        """Note text."""
        self._pieces.append(data)

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self.comments.append(data)


def leading_number(text: str) -> int:
    """Return the number that a text begins with: of ``2,137 articles``, 2137."""
    return int(text.split()[0].replace(",", ""))


def _matching(elements: list[Element], tag: str, attributes: dict[str, str]) -> list[Element]:
    wanted = {name.rstrip("_"): value for name, value in attributes.items()}
    return [
        element
        for element in elements
        if element.tag == tag and wanted.items() <= element.attributes.items()
    ]


def _only(elements: list[Element], tag: str, attributes: dict[str, str]) -> Element:
    (found,) = _matching(elements, tag, attributes)
    return found
