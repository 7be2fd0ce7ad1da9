"""Articles that carry one text, put together, and whose text it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.copies.evidence import appeared, credited_agency, credits_house, house_of
from extractors.copies.thresholds import CUT_TEXT, CUT_TEXT_OTHER, SAME_TEXT, SAME_TEXT_OTHER
from extractors.model import Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from extractors.model import ArticleFacts, Copy, Pair


@dataclass(frozen=True, slots=True)
class Members:
    """The articles of a story, the origin first, then as they came out."""

    story_id: int
    articles: tuple[ArticleFacts, ...]

    @property
    def origin(self) -> ArticleFacts:
        """The article whose text it is, as far as is known."""
        return self.articles[0]


def is_same_text(pair: Pair) -> bool:
    """Whether the two articles are one text, edited or cut short, rather than one inside the other."""
    low, high = sorted((pair.a_coverage, pair.b_coverage))
    return (high >= SAME_TEXT and low >= SAME_TEXT_OTHER) or (high >= CUT_TEXT and low >= CUT_TEXT_OTHER)


def gather(articles: Mapping[int, ArticleFacts], pairs: Iterable[Pair]) -> tuple[Members, ...]:
    """Every article in exactly one story."""
    parents = {article_id: article_id for article_id in articles}

    def root(article_id: int) -> int:
        while parents[article_id] != article_id:
            parents[article_id] = article_id = parents[parents[article_id]]
        return article_id

    for pair in pairs:
        if is_same_text(pair):
            parents[root(pair.a_id)] = root(pair.b_id)
    together: dict[int, list[ArticleFacts]] = {}
    for article_id, article in articles.items():
        together.setdefault(root(article_id), []).append(article)
    return tuple(sorted(map(_members, together.values()), key=lambda members: members.story_id))


def describe(members: Members, edges: Sequence[Copy]) -> Story:
    """The row of a story; *edges* are those between its members."""
    articles, origin = members.articles, members.origin
    moments = [article.published_at or article.first_seen_at for article in articles]
    return Story(
        story_id=members.story_id,
        title=origin.title,
        article_ids=tuple(sorted(article.article_id for article in articles)),
        outlets=len({article.outlet for article in articles}),
        newsrooms=_newsrooms(members, edges),
        first_article_id=origin.article_id,
        wire_agency=_agency(members),
        started_at=min(moments),
        last_at=max(moments),
    )


def _members(articles: Sequence[ArticleFacts]) -> Members:
    credited = {house.article_id: any(credits_house(article, house) for article in articles) for house in articles}

    def rank(article: ArticleFacts) -> int:
        if not credited[article.article_id]:
            return 2
        return 0 if article.agency else 1

    origin = min(articles, key=lambda article: (_defers(article, articles), rank(article), appeared(article)))
    others = sorted((article for article in articles if article is not origin), key=appeared)
    return Members(_name(articles), (origin, *others))


def _name(articles: Sequence[ArticleFacts]) -> int:
    """The member that was there first, whoever joins later, and whenever it says that it was published."""
    return min((article.seen_by, article.article_id) for article in articles)[1]


def _defers(article: ArticleFacts, articles: Sequence[ArticleFacts]) -> bool:
    """Whether it credits another house that has the same text here."""
    return any(credits_house(article, house) for house in articles)


def _agency(members: Members) -> str | None:
    """The agency whose text it is, as most credits spell it, else as it spells itself, else the name of its outlet."""
    origin = members.origin
    if origin.agency and (passed_on := credited_agency(origin)):
        return passed_on
    crediting = [one for one in members.articles if not origin.agency or credits_house(one, origin)]
    named = Counter(article.wire_agency for article in crediting if article.wire_agency)
    return min(named, key=lambda name: (-named[name], name)) if named else origin.wire_agency or origin.agency


def _newsrooms(members: Members, edges: Sequence[Copy]) -> int:
    """Distinct newsrooms that stand behind a story: what was copied counts for where it came from."""
    articles = {article.article_id: article for article in members.articles}
    whole = sorted((edge for edge in edges if edge.kind != "partial"), key=lambda edge: edge.kind, reverse=True)
    sources = {
        edge.copy_id: articles[edge.source_id] for edge in whole
    }  # a copy rather than a version, where it is both
    return len({_newsroom(article, sources, members.origin) for article in members.articles})


def _newsroom(article: ArticleFacts, sources: Mapping[int, ArticleFacts], origin: ArticleFacts) -> str:
    """Sources never come after their copies, and the origin credits none of them, so that this ends."""
    while True:
        if credits_house(article, origin):
            article = origin
        agency = credited_agency(article) or article.agency or article.wire_agency
        if agency or article.article_id not in sources:
            return house_of(agency or article.outlet)
        article = sources[article.article_id]
