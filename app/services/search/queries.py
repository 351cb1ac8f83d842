"""Search everything, as far as the role may see: exact numbers first, names before notes, recent before old."""

from __future__ import annotations

from collections.abc import Sequence

from app.db import search
from app.db.search import PERSONAL_COLUMNS, Found, SearchIndex, Words
from app.domain.text import fold
from app.services.customers.scope import IMPERSONAL, SHIPPING, shows_persons
from app.services.operations import ReadContext, query
from app.services.search.ranking import Ranked, place_of, rank, snippet_of
from app.services.search.read_models import Matched, SearchHit
from app.services.search.titles import Titles, titles_of

_NAMES = ("title", "code")
_FEW = 3
"""With fewer hits the words are tried with other letters."""
_ENOUGH = 40
"""Candidates an entity: more than a person looks at."""
_SAID = ("contact", "interaction")


@query("search")
def find(ctx: ReadContext, text: str, limit: int = 40) -> list[SearchHit]:
    """The records that fit what was typed, grouped by entity, the group with the best hit first.

    Words fit as beginnings, phone numbers in any format and by their last four digits or more; when little fits,
    slips of the fingers are forgiven. Nothing is found by what the role may not see.
    """
    words = search.read_words(text)
    if not words:
        return []
    entities, columns = _scope(ctx)
    index = search.index_of(ctx.session.connection())
    ranked = _candidates(index, words, entities, columns)
    titles = titles_of(ctx, ranked)
    return _grouped(words, columns, ranked, titles)[:limit]


@query("search")
def named(ctx: ReadContext, keys: Sequence[tuple[str, int]]) -> list[SearchHit]:
    """These records (entity, id) as they are called now, in order, without those that are gone or not to be seen."""
    entities, _columns = _scope(ctx)
    titles = titles_of(ctx, [key for key in keys if key[0] in entities])
    return [
        SearchHit(*key, shown.title, shown.subtitle, "", Matched.NAME, shown.archived, shown.partner_id)
        for key in keys
        if (shown := titles.get(key)) is not None and shown.title
    ]


def _scope(ctx: ReadContext) -> tuple[list[str], list[str]]:
    grant = ctx.may("customer.view") or SHIPPING
    persons = shows_persons(grant)
    entities = [entity for entity in search.ENTITIES if persons or entity not in _SAID]
    if ctx.may("task.view") is None:
        entities.remove("task")
    columns = [column for column in search.COLUMNS if persons or column not in PERSONAL_COLUMNS]
    if grant == IMPERSONAL and "task" in entities:
        # Its title says what was said.
        entities.remove("task")
    return entities, columns


def _candidates(
    index: SearchIndex, words: Words, entities: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, int], Ranked]:
    """Hits with how good they are; a later, looser step never makes an earlier hit worse."""
    found: dict[tuple[str, int], Ranked] = {}

    def take(hits: Sequence[Found], loosely: bool = False) -> None:
        for hit in hits:
            if all(literal in _text_of(hit, columns) for literal in words.literals):
                found.setdefault((hit.entity, hit.row_id), rank(words, hit, columns, similar=loosely))

    names = [column for column in _NAMES if column in columns]
    take(index.find(words, entities, names, _ENOUGH, whole=True))
    if words.phone and "digits" in columns:
        take(index.find_phone(words.phone, entities, _ENOUGH))
    take(index.find(words, entities, names, _ENOUGH))
    take(index.find(words, entities, columns, _ENOUGH))
    if len(found) < _FEW and not words.phone:
        take(index.find_similar(words, entities, columns, _ENOUGH), loosely=True)
    return found


def _text_of(hit: Found, columns: Sequence[str]) -> str:
    texts = (getattr(hit, column) for column in columns if column != "digits")
    return "\n".join(texts).casefold()


def _grouped(
    words: Words, columns: Sequence[str], ranked: dict[tuple[str, int], Ranked], titles: Titles
) -> list[SearchHit]:
    hits: list[tuple[tuple[int, int], Ranked, SearchHit]] = []
    for key, item in ranked.items():
        shown = titles.get(key)
        if shown is None:
            continue
        place = Matched.SIMILAR if item.similar else place_of(words, item.hit, columns)
        snippet = "" if place in (Matched.NAME, Matched.CODE) else snippet_of(words, item.hit, columns)
        hit = SearchHit(
            entity=item.hit.entity,
            id=item.hit.row_id,
            title=shown.title or fold(item.hit.code),
            subtitle=shown.subtitle,
            snippet=snippet,
            matched=place,
            archived=shown.archived,
            partner_id=shown.partner_id,
        )
        hits.append(((item.score + shown.archived, -item.hit.row_id), item, hit))
    hits.sort(key=lambda item: item[0])
    best: dict[str, int] = {}
    for number, (_order, item, _hit) in enumerate(hits):
        best.setdefault(item.hit.entity, number)
    hits.sort(key=lambda item: best[item[2].entity])
    return [hit for _order, _item, hit in hits]
