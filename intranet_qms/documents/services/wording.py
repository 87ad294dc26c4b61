"""The office's own synonyms for the search."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...access import require
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import t
from ...trail.services import record
from .. import synonyms
from ..models import SearchSynonym

MOST_ROWS, MAX_SAID, MAX_MEANINGS = 1_000, 100, 500


def set_synonym(
    session: Session, actor: Actor, clock: Clock, said: str, meanings: str
) -> SearchSynonym:
    """Say what a word of everyday speech means in documents; without meanings, the row of that
    word that comes with the module is switched off.

    Raises:
        Forbidden: ``documents.tune_search``.
        Invalid: no word, too long, or too many rows; ``fields`` says which.
    """
    require(actor, "documents.tune_search")
    said, meanings = " ".join(said.split()), " ".join(meanings.split())
    key = synonyms.key(said)
    problems: dict[str, list[str]] = {}
    if not key:
        problems["said"] = [t("Write the word that people say.")]
    elif len(said) > MAX_SAID or len(key) > MAX_SAID:
        problems["said"] = [t("The text is longer than %(limit)s characters.", limit=MAX_SAID)]
    if len(meanings) > MAX_MEANINGS or "\x00" in meanings:
        problems["meanings"] = [
            t("The text is longer than %(limit)s characters.", limit=MAX_MEANINGS)
        ]
    elif not synonyms.parse_meanings(meanings) and key not in synonyms.built_in():
        problems["meanings"] = [t("Write what documents say for it.")]
    row = session.scalars(select(SearchSynonym).where(SearchSynonym.said == key)).one_or_none()
    if row is None and len(own(session)) >= MOST_ROWS:
        problems["said"] = [t("The list is full.")]
    if problems:
        raise Invalid("documents.synonym_refused", t("The word was not kept."), fields=problems)
    if row is None:
        row = SearchSynonym(said=key)
        session.add(row)
    row.shown, row.meanings = said, meanings
    session.flush()
    record(
        session, actor, clock, "documents.set_synonym", "synonym", key[:100],
        {"said": said, "means": meanings},
    )  # fmt: skip
    return row


def own(session: Session) -> list[SearchSynonym]:
    """The office's rows, by what is said; one query."""
    return list(session.scalars(select(SearchSynonym).order_by(SearchSynonym.said)))


def drop_synonym(session: Session, actor: Actor, clock: Clock, row_id: int) -> bool:
    """Take a row of the office away; the module's row of that word counts again.

    Returns:
        Whether there was one.

    Raises:
        Forbidden: ``documents.tune_search``.
    """
    require(actor, "documents.tune_search")
    row = session.get(SearchSynonym, row_id)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    record(
        session, actor, clock, "documents.drop_synonym", "synonym", row.said[:100],
        {"said": row.shown},
    )  # fmt: skip
    return True
