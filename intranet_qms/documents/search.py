"""Find documents by words, and show where they stand.

The index holds, for every word, its form without Polish letters and its lemmas (``analysis``), so
PostgreSQL's and SQLite's own full-text search understand Polish inflection without a dictionary
of theirs. A question is never parsed: only its words count, and there is a bound to them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import (
    ColumnElement,
    Float,
    Select,
    case,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from . import analysis, markup
from .models import DocumentSearch
from .search_ddl import FTS_TABLE, VECTOR_COLUMN

_WEIGHTS = "30.0, 12.0, 1.0"
"""Of code, title and body, for SQLite's bm25."""
_EXCERPT_BEFORE, _EXCERPT_LENGTH = 60, 220


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed for one document."""

    document_id: int
    document_uuid: uuid.UUID
    code: str
    titles: tuple[str, ...]
    body: str


def index(session: Session, entries: Sequence[Entry]) -> None:
    """Put documents into the index, or put them anew; three statements for any number."""
    if not entries:
        return
    session.flush()
    session.execute(
        delete(DocumentSearch)
        .where(DocumentSearch.document_id.in_([entry.document_id for entry in entries]))
        .execution_options(synchronize_session=False)
    )
    session.execute(insert(DocumentSearch), [_row(entry) for entry in entries])


def _row(entry: Entry) -> dict[str, object]:
    plain = markup.plain_text(entry.body)
    squashed = analysis.squashed(entry.code)
    return {
        "document_id": entry.document_id,
        "document_uuid": entry.document_uuid,
        "code_squashed": squashed[:60],
        "code_terms": " ".join([*map(analysis.fold, analysis.tokens(entry.code)), squashed]),
        "title_terms": analysis.index_terms(" ".join(filter(None, entry.titles))),
        "body_terms": analysis.index_terms(plain),
        "plain": plain,
    }


def matching(
    session: Session, words: Sequence[analysis.QueryWord], *, every_word: bool = True
) -> Select[Any]:
    """The documents that answer ``words``: ``document_id``, ``tier`` and ``rank``.

    ``tier`` is 0 where code and title answer already and 1 where the text is needed: a word in
    the title says what a document is about, however often others mention it. Within a tier the
    smaller ``rank`` is the better.

    Args:
        every_word: whether all words must be there, or any of them.
    """
    if not words:
        zero = literal_column("0", Float)
        return select(DocumentSearch.document_id, zero.label("tier"), zero.label("rank")).where(
            false()
        )
    if session.get_bind().dialect.name == "postgresql":
        return _matching_postgresql(words, every_word)
    return _matching_sqlite(words, every_word)


def _matching_postgresql(words: Sequence[analysis.QueryWord], every_word: bool) -> Select[Any]:
    def question(weights: str) -> ColumnElement[Any]:
        parts = []
        for word in words:
            options = [f"'{term}'{weights and ':' + weights}" for term in word.exact]
            options += [f"'{word.prefix}':*{weights}"] if word.prefix else []
            parts.append("(" + " | ".join(options) + ")")
        return cast((" & " if every_word else " | ").join(parts), TSQUERY)

    vector: ColumnElement[Any] = literal_column(VECTOR_COLUMN)
    asked = question("")
    # Weights of D, C, B, A; the last argument divides by the length's logarithm.
    rank = func.ts_rank(text("'{0.03, 0.1, 0.5, 1.0}'"), vector, asked, 1)
    tier = case((vector.op("@@")(question("AB")), 0), else_=1)
    return select(DocumentSearch.document_id, tier.label("tier"), (-rank).label("rank")).where(
        vector.op("@@")(asked)
    )


def _matching_sqlite(words: Sequence[analysis.QueryWord], every_word: bool) -> Select[Any]:
    parts = []
    for word in words:
        options = [f'"{term}"' for term in word.exact]
        options += [f'"{word.prefix}" *'] if word.prefix else []
        parts.append("(" + " OR ".join(options) + ")")
    question = (" AND " if every_word else " OR ").join(parts)
    # The inner table hides the outer one of the same name; only a text can say that.
    in_title = text(
        f"{FTS_TABLE}.rowid in (select rowid from {FTS_TABLE} where {FTS_TABLE} match :titles)"  # noqa: S608
    ).bindparams(titles=f"{{code_terms title_terms}} : ({question})")
    index_table = table(FTS_TABLE, column("rowid"))
    return select(
        index_table.c.rowid.label("document_id"),
        case((in_title, 0), else_=1).label("tier"),
        literal_column(f"bm25({FTS_TABLE}, {_WEIGHTS})", Float).label("rank"),
    ).where(literal_column(FTS_TABLE).op("match")(question))


def excerpts(
    session: Session, document_ids: Iterable[int], words: Sequence[analysis.QueryWord]
) -> dict[int, Markup]:
    """A piece of each document's text around the first match, with the matches marked.

    One query; documents whose title alone matches have no excerpt.
    """
    ids = list(document_ids)
    pattern = _pattern(words)
    if not ids or pattern is None:
        return {}
    rows = session.execute(
        select(DocumentSearch.document_id, DocumentSearch.plain).where(
            DocumentSearch.document_id.in_(ids)
        )
    )
    found = {}
    for document_id, plain in rows:
        piece = _excerpt(plain, pattern)
        if piece is not None:
            found[document_id] = piece
    return found


def marked(title: str, words: Sequence[analysis.QueryWord]) -> Markup:
    """A short text with the matches marked."""
    pattern = _pattern(words)
    return escape(title) if pattern is None else _mark(title, pattern)


def _pattern(words: Sequence[analysis.QueryWord]) -> re.Pattern[str] | None:
    forms = {form for word in words for form in word.shown_forms if len(form) > 1}
    prefixes = {word.prefix for word in words if word.prefix and len(word.prefix) > 1}
    if not forms and not prefixes:
        return None
    options = sorted(map(re.escape, forms), key=len, reverse=True)
    options += [rf"{re.escape(prefix)}\w*" for prefix in sorted(prefixes)]
    return re.compile(rf"\b(?:{'|'.join(options)})\b")


def _excerpt(plain: str, pattern: re.Pattern[str]) -> Markup | None:
    # Folding keeps the length, so places in the folded text are places in the text.
    match = pattern.search(analysis.fold(plain))
    if match is None:
        return None
    start = max(0, match.start() - _EXCERPT_BEFORE)
    end = min(len(plain), start + _EXCERPT_LENGTH)
    if start:
        start = plain.find(" ", start, match.start()) + 1 or start
    if end < len(plain):
        space = plain.rfind(" ", match.end(), end)
        end = space if space > 0 else end
    piece = _mark(plain[start:end].replace("\n", " · "), pattern)
    return Markup("{}{}{}").format("…" if start else "", piece, "…" if end < len(plain) else "")


def _mark(original: str, pattern: re.Pattern[str]) -> Markup:
    parts: list[Markup] = []
    position = 0
    for match in pattern.finditer(analysis.fold(original)):
        parts.append(escape(original[position : match.start()]))
        parts.append(Markup("<mark>{}</mark>").format(original[match.start() : match.end()]))
        position = match.end()
    parts.append(escape(original[position:]))
    return Markup("").join(parts)
