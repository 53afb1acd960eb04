"""Articles as parts of answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from indexer.contract.article import Article
from indexer.contract.history import Moment
from tests.webui.search.reference.answers.counting import facets
from tests.webui.search.reference.answers.peaking import with_peaks
from tests.webui.search.reference.archive import Archive, Entry
from tests.webui.search.reference.finding.asking import searched
from tests.webui.search.reference.finding.matching import edits, fields_of, is_like, searched_fields
from tests.webui.search.reference.finding.ordering import best_of_each_story, in_order, newest_first
from tests.webui.search.reference.finding.spelling import mend
from tests.webui.search.reference.found import Found, count
from webui.search.query.highlighting import SNIPPET_CHARACTERS, Field, Highlighter, highlighter
from webui.search.query.syntax import Fuzzy, Not, Pattern, positive_leaves
from webui.search.query.terms import pattern_pieces, words
from webui.search.results.article import ArticleDetail
from webui.search.results.base import ArticleRef, StoryRef
from webui.search.results.later_changes import ChangesSince
from webui.search.results.presenting import iso, provider_name
from webui.search.results.search import (
    Around,
    Highlights,
    Hit,
    QueryEcho,
    SearchResult,
    StoryGroup,
    Suggestion,
)

# Of a story's hits so many are listed under the best one.
_FOLDED = 3


def present(archive: Archive, found: Found) -> SearchResult:
    """Present the page of hits that was asked for."""
    criteria = found.criteria
    listed = _listed(found)
    start = (criteria.page - 1) * criteria.size
    parsed = str(found.parsed.tree or "")
    return SearchResult(
        query=QueryEcho(
            text=criteria.q, parsed=parsed, filters=criteria.filters(), added=found.added or None
        ),
        total=len(found.hits),
        stories=len(listed) if criteria.group else None,
        sample=found.sampled.info if found.sampled else None,
        as_of=None if criteria.as_of is None else changes_since(found.hits, criteria.as_of),
        page=criteria.page,
        size=criteria.size,
        took_ms=0.0,
        hits=[as_hit(archive, found, entry) for entry in listed[start : start + criteria.size]],
        facets=with_peaks(archive, found, facets(archive, found)),
        suggestions=_suggestions(archive, found),
        notices=found.notices,
        index=archive.state,
    )


def changes_since(hits: Sequence[Entry], generation: int) -> ChangesSince:
    """Tell which hits came or changed after a generation."""
    known = [(hit, hit.history) for hit in hits if hit.history]
    came = [hit for hit, past in known if past.added.generation > generation]
    changed = [
        hit for hit, past in known if past.added.generation <= generation < past.changed.generation
    ]
    return ChangesSince(
        generation=generation,
        came=len(came),
        changed=len(changed),
        listed_came=[article_ref(hit) for hit in newest_first(came)[:50]],
        listed_changed=[article_ref(hit) for hit in newest_first(changed)[:50]],
    )


def _listed(found: Found) -> list[Entry]:
    """Return what pages are made of: the hits in order, or the best one of each story."""
    ordered = in_order(found.hits, found.criteria.effective_sort, found.matches)
    return best_of_each_story(ordered) if found.criteria.group else ordered


def around(found: Found, id: str) -> Around | None:
    """Return where an article stands among the hits, or its story, where they are folded."""
    listed = _listed(found)
    for hit in found.hits:
        if hit.id == id:
            at = next(
                place
                for place, entry in enumerate(listed)
                if entry is hit or (found.criteria.group and entry.story == hit.story)
            )
            return Around(
                position=at + 1,
                total=len(listed),
                previous=article_ref(listed[at - 1]) if at else None,
                next=article_ref(listed[at + 1]) if at + 1 < len(listed) else None,
            )
    return None


def highlights(found: Found, entry: Entry) -> Highlights:
    """Mark all of an article's title and excerpt."""
    return Highlights(
        title=marks_in("title", found, entry).mark(entry.article.title),
        excerpt=marks_in("excerpt", found, entry).mark(entry.article.excerpt),
    )


def as_hit(archive: Archive, found: Found, entry: Entry) -> Hit:
    """Present an article that was found."""
    article = entry.article
    scored = bool(found.parsed.text)
    title, excerpt = marks_in("title", found, entry), marks_in("excerpt", found, entry)
    return Hit(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url or None,
        provider=provider_name(article.provider),
        published=when(article),
        topics=list(article.topics),
        type=article.type or None,
        quality=article.quality,
        heat=article.heat,
        curated=article.curated,
        image=article.image.url if article.image else None,
        story=story_ref(archive, entry),
        added=_time(entry.history.added) if entry.history else None,
        added_generation=entry.history.added.generation if entry.history else None,
        score=round(found.matches[entry], 6) if scored else None,
        highlights=Highlights(
            title=title.mark(article.title),
            excerpt=excerpt.mark(article.excerpt, SNIPPET_CHARACTERS),
        ),
        weight=found.sampled.weights[entry.id] if found.sampled else None,
        group=_group(found.hits, entry) if found.criteria.group else None,
    )


def _time(moment: Moment) -> str:
    return iso(datetime.fromtimestamp(moment.time // 1_000_000, UTC))


def marks_in(field: Field, found: Found, entry: Entry) -> Highlighter:
    """Return what is marked in an article's field."""
    return highlighter(
        found.parsed.tree,
        field,
        _expanded(found, entry, field),
        found.match,
        found.criteria.searched,
    )


def _expanded(found: Found, entry: Entry, field: Field) -> Collection[str]:
    """Return the words of an article's field that patterns and fuzzy words stand for."""
    tree = found.parsed.tree
    marked = set[str]()
    fields = searched_fields(found.criteria)
    for leaf in positive_leaves(tree) if tree is not None else ():
        # What means something else is no pattern, and not fuzzy.
        match searched(leaf, found.match):
            case Pattern(text, name) if field in fields_of(name, fields):
                pieces = [piece for piece in pattern_pieces(text) if "*" in piece]
                own = entry.words[field]
                marked |= {word for word in own if any(is_like(word, piece) for piece in pieces)}
            case Fuzzy(text, distance, name) if field in fields_of(name, fields):
                (meant,) = words(text)
                own = entry.words[field]
                marked |= {word for word in own if edits(meant.text, word) <= distance}
    return marked


def _group(hits: Sequence[Entry], best: Entry) -> StoryGroup:
    """Present the hits of a story under the best of them."""
    members = [hit for hit in hits if hit.story == best.story]
    others = newest_first([hit for hit in members if hit is not best])
    return StoryGroup(
        articles=len(members),
        providers=len({hit.provider for hit in members} - {""}),
        others=[article_ref(other) for other in others[:_FOLDED]],
    )


def _suggestions(archive: Archive, found: Found) -> list[Suggestion]:
    """Offer the mended query, if it finds more than was found of what was asked."""
    mended = mend(archive, found.parsed, searched_fields(found.criteria))
    if mended is None or isinstance(found.parsed.tree, Not):
        return []
    total = count(archive, found.criteria.changed(q=mended))
    enough = 0 if found.relaxed else len(found.hits)
    return [Suggestion(text=mended, total=total)] if total > enough else []


def article_ref(entry: Entry) -> ArticleRef:
    """Present an article, as far as a list beside another one names it."""
    article = entry.article
    return ArticleRef(
        id=article.id,
        title=article.title,
        url=article.url or None,
        provider=provider_name(article.provider),
        published=when(article),
    )


def article_detail(archive: Archive, entry: Entry) -> ArticleDetail:
    """Present all of an article."""
    article = entry.article
    return ArticleDetail(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url or None,
        original_url=article.original_url or None,
        amp_url=article.amp_url or None,
        cdn_amp_url=article.cdn_amp_url or None,
        provider=provider_name(article.provider),
        published=when(article),
        topics=list(article.topics),
        type=article.type or None,
        category=article.category or None,
        quality=article.quality,
        heat=article.heat,
        curated=article.curated,
        image=article.image.url if article.image else None,
        story=story_ref(archive, entry),
        added=_time(entry.history.added) if entry.history else None,
        added_generation=entry.history.added.generation if entry.history else None,
        changed_generation=entry.history.changed.generation if entry.history else None,
        index=archive.state,
    )


def related_to(archive: Archive, entry: Entry) -> list[Entry]:
    """Return the articles that an article's list names, in its order."""
    return [
        other
        for url in dict.fromkeys(entry.article.related)
        for other in newest_first(archive.entries)
        if other.article.web_url == url and other is not entry
    ]


def story_ref(archive: Archive, entry: Entry) -> StoryRef | None:
    """Present an article's story; None where it is alone."""
    story = entry.story
    if len(story.members) == 1:
        return None
    return StoryRef(
        id=story.id,
        size=len(story.members),
        providers=len({archive.by_id[id].provider for id in story.members} - {""}),
        copies=story.copies,
    )


def when(article: Article) -> str | None:
    """Return when an article was published."""
    return iso(article.published) if article.published else None
