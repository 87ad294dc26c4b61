"""Find documents by words.

The index holds, for every word, its form without Polish letters and its lemmas (``analysis``), so
PostgreSQL's and SQLite's own full-text search understand Polish inflection without a dictionary
of theirs. What is asked is read by ``question``; where a text answers it is shown by ``passages``.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Text,
    bindparam,
    case,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, aliased

from . import analysis, markup, synonyms
from .models import DocumentSearch, SearchSynonym
from .question import Question, Term, for_postgresql, for_sqlite, understand
from .search_ddl import FTS_TABLE, HEAD_COLUMN, VECTOR_COLUMN

_BM25 = "12.0, 12.0, 4.0, 1.0, 0.3"
"""Weights of code, title, lead, body and files for SQLite's bm25."""
_TS_RANK = "'{0.03, 0.1, 0.4, 1.0}'"
"""Of files, body, lead, and code with title, for PostgreSQL's ts_rank."""
_IN_TITLE, _IN_LEAD, _IN_TEXT = 8.0, 3.0, 1.0
"""What a word counts where it stands: a title says what a document is about, however often others
mention it, and the first sentences say it nearly as well."""
_MEANT = 0.85
"""Of that, for a word that the office says in place of the one that was typed."""
_SHORT_TITLE, _USUAL_TITLE = 4.0, 40
"""What a word counts more in a short title, of which it is the greater part; characters."""
_HEAD = "code_terms title_terms"
_BEGINNING = f"{_HEAD} lead_terms"
_LEAD_CHARACTERS = 700
_BODY_TERMS, _FILE_TERMS = 600_000, 250_000
FEW = 300
"""Up to so many matches are ordered by their whole texts too; more by code, title and lead, which
are read without the texts. A word of thousands of texts says nothing about any of them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed for one document.

    ``paragraphs`` are key and Markdown of each; without them the body is taken as it is, and an
    excerpt leads to no paragraph. ``more`` are words that stand beside the text, such as those of
    a form's fields. ``former_codes`` find the document as its code does.
    """

    document_id: int
    document_uuid: uuid.UUID
    code: str
    titles: tuple[str, ...]
    body: str
    paragraphs: Sequence[tuple[str, str]] = ()
    more: str = ""
    files: str = ""
    former_codes: Sequence[str] = ()


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
    lines = [
        (key, line)
        for key, markdown in entry.paragraphs or [("-", entry.body)]
        for line in _lines(markdown, whole=bool(entry.paragraphs))
    ]
    lines += [("-", line) for line in entry.more.splitlines() if line.strip()]
    plain = "\n".join(line for _, line in lines)
    codes = [entry.code, *entry.former_codes]
    return {
        "document_id": entry.document_id,
        "document_uuid": entry.document_uuid,
        "code_squashed": analysis.code_key(entry.code)[:60],
        "code_terms": " ".join(
            dict.fromkeys(
                term
                for code in codes
                for term in (*map(analysis.fold, analysis.tokens(code)), *analysis.code_terms(code))
            )
        ),
        "title_terms": analysis.index_terms(entry.titles[0]),
        # A title in another language is worth what the first sentences are: words that look alike
        # mean other things there.
        "lead_terms": analysis.index_terms("\n".join([*entry.titles[1:], _lead(lines)])),
        "body_terms": analysis.index_terms(plain, limit=_BODY_TERMS),
        "file_terms": analysis.index_terms(
            entry.files[: _FILE_TERMS // 2].replace("\x00", " "), limit=_FILE_TERMS
        ),
        "plain": plain,
        "paragraph_keys": " ".join(key for key, _ in lines),
    }


def _lines(markdown: str, *, whole: bool) -> list[str]:
    """A paragraph as one line; a body without paragraphs as a line for each of its blocks."""
    text = markup.plain_text(markdown).replace("\x00", " ")
    if whole:
        joined = " · ".join(filter(None, (line.strip() for line in text.splitlines())))
        return [joined] if joined else []
    return [line for line in text.splitlines() if line.strip()]


def _lead(lines: Sequence[tuple[str, str]]) -> str:
    """The first sentences of a text: its headings say the same in every document."""
    said = [line for _, line in lines if len(line) > 60]
    return " ".join(said)[:_LEAD_CHARACTERS]


def asked(session: Session, typed: str, *, typing: bool = False) -> Question:
    """What somebody typed, with the office's synonyms; one query. ``typing``: see ``understand``."""
    rows = session.execute(
        select(SearchSynonym.shown, SearchSynonym.meanings).order_by(SearchSynonym.said)
    )
    return understand(
        typed, synonyms.of_office(tuple((row[0], row[1]) for row in rows)), typing=typing
    )


def prefer_the_index(session: Session) -> None:
    """Let PostgreSQL look words up in the index of words, whatever it estimates.

    It counts what it costs to read the rows of the table, and not that every text has to be fetched
    from beside its row and unpacked: for a word of every third document it would read all of them.
    It holds until the end of the transaction, which shows a page; what has an index is read by it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_BY_THE_INDEX)


_BY_THE_INDEX = text("set local enable_seqscan = off")


def having_all(session: Session, terms: Sequence[Term], *, every: bool = True) -> Select[Any]:
    """The documents with all words of ``terms``, or with any of them."""
    if session.get_bind().dialect.name == "postgresql":
        return _having_postgresql(for_postgresql(terms, every=every))
    return _having_sqlite(for_sqlite(terms, every=every))


def called(session: Session, terms: Sequence[Term]) -> Select[Any]:
    """The documents whose code or title has all words of ``terms``; by the index of words alone."""
    if session.get_bind().dialect.name == "postgresql":
        return _having_postgresql(for_postgresql(terms, weights="A"))
    return _having_sqlite(for_sqlite(terms, columns=_HEAD))


def unwanted(session: Session, question: Question) -> Select[Any]:
    """The documents with a word that the question rules out."""
    return having_all(session, question.without, every=False)


def matching(
    session: Session,
    question: Question,
    *,
    every_word: bool = True,
    weights: Sequence[float] = (),
    few: bool = True,
) -> Select[Any]:
    """The documents that answer a question: ``document_id``, ``score`` and ``rank``.

    A greater ``score`` is better: it counts where the words stand. Documents of the same score are
    told apart by ``rank``, the smaller the better: how often they say it, beside their length.

    Args:
        every_word: whether all words must be there, or any of them.
        weights: how much each word says, for any of them; see ``rarity``.
        few: whether there are few enough to read their whole texts for ``rank``.
    """
    if not question.terms:
        zero = literal_column("0", Float)
        return select(DocumentSearch.document_id, zero.label("score"), zero.label("rank")).where(
            false()
        )
    if session.get_bind().dialect.name == "postgresql":
        return _matching_postgresql(question.terms, every_word, weights, few)
    return _matching_sqlite(question.terms, every_word, weights)


def rarity(session: Session, question: Question) -> list[float]:
    """How much each word of a question says: the fewer documents have it, the more. One query."""
    counts = [
        select(func.count()).select_from(having_all(session, [term]).subquery()).scalar_subquery()
        for term in question.terms
    ]
    if not counts:
        return []
    total = select(func.count(DocumentSearch.document_id)).scalar_subquery()
    row = session.execute(select(total, *counts)).one()
    return [math.log(1 + row[0] / (1 + count)) + 0.1 for count in row[1:]]


def _having_sqlite(query: str) -> Select[Any]:
    return select(_fts().c.rowid).where(literal_column(FTS_TABLE).op("match")(query))


def _having_postgresql(query: str) -> Select[Any]:
    other = aliased(DocumentSearch, name="having_")
    vector: ColumnElement[Any] = literal_column(f"having_.{VECTOR_COLUMN}")
    return select(other.document_id).where(vector.op("@@")(cast(query, TSQUERY))).offset(0)


def _vector(name: str) -> ColumnElement[Any]:
    return literal_column(f"qms_document_search.{name}")


def _fts() -> Any:
    return table(FTS_TABLE, column("rowid", Integer))


def _matching_postgresql(
    terms: Sequence[Term], every_word: bool, weights: Sequence[float], few: bool
) -> Select[Any]:
    whole, head = _vector(VECTOR_COLUMN), _vector(HEAD_COLUMN)

    def query(some: Sequence[Term], *, every: bool = True, parts: str = "") -> ColumnElement[Any]:
        return cast(for_postgresql(some, every=every, weights=parts), TSQUERY)

    score: ColumnElement[Any] = literal(0.0, Float)
    title = _title(DocumentSearch.title_terms)
    for number, term in enumerate(terms):
        weight = weights[number] if weights else 1.0
        whens = [
            (head.op("@@")(query([way], parts=parts)), worth * factor * weight)
            for parts, worth in (("A", title), ("", literal(_IN_LEAD, Float)))
            for way, factor in _typed_and_meant(term)
        ]
        if every_word:
            score = score + case(*whens, else_=_IN_TEXT * weight)
        else:
            here = DocumentSearch.document_id.in_(_having_postgresql(for_postgresql([term])))
            score = score + case(*whens, (here, _IN_TEXT * weight), else_=0.0)
    question = query(terms, every=every_word)
    # The numbers at the end divide by the logarithm of the length.
    rank = func.ts_rank(text(_TS_RANK), whole if few else head, question, 1)
    # The offset keeps the planner from mixing this with the rest of the statement.
    return (
        select(DocumentSearch.document_id, score.label("score"), (-rank).label("rank"))
        .where(whole.op("@@")(question))
        .offset(0)
    )


def _typed_and_meant(term: Term) -> list[tuple[Term, float]]:
    typed = (Term(term.ways[:1]), 1.0)
    return [typed, (term, _MEANT)] if len(term.ways) > 1 else [typed]


def _title(terms: Any) -> ColumnElement[Any]:
    return _IN_TITLE + _SHORT_TITLE * _USUAL_TITLE / (
        literal(_USUAL_TITLE, Float) + func.length(terms)
    )


def _matching_sqlite(
    terms: Sequence[Term], every_word: bool, weights: Sequence[float]
) -> Select[Any]:
    score: ColumnElement[Any] = literal(0.0, Float)
    title = _title(literal_column(f"{FTS_TABLE}.title_terms", Text))
    for number, term in enumerate(terms):
        weight = weights[number] if weights else 1.0
        whens = [
            (_row_matches(for_sqlite([way], columns=columns)), worth * factor * weight)
            for columns, worth in ((_HEAD, title), (_BEGINNING, literal(_IN_LEAD, Float)))
            for way, factor in _typed_and_meant(term)
        ]
        if every_word:
            score = score + case(*whens, else_=_IN_TEXT * weight)
        else:
            score = score + case(
                *whens, (_row_matches(for_sqlite([term])), _IN_TEXT * weight), else_=0.0
            )
    return select(
        _fts().c.rowid.label("document_id"),
        score.label("score"),
        literal_column(f"bm25({FTS_TABLE}, {_BM25})", Float).label("rank"),
    ).where(literal_column(FTS_TABLE).op("match")(for_sqlite(terms, every=every_word)))


def _row_matches(question: str) -> ColumnElement[bool]:
    # The inner table hides the outer one of the same name; only a text can say that.
    return text(
        f"{FTS_TABLE}.rowid in (select rowid from {FTS_TABLE} where {FTS_TABLE} match :asked)"  # noqa: S608
    ).bindparams(bindparam("asked", question, unique=True))  # type: ignore[return-value]
