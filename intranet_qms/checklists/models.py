"""Checklists, their versions, and their questions one by one for questions about questions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from ..db import Base, Identified, JSONText, UTCDateTime, Versioned
from ..i18n import localized
from .workflow import VersionState, can_change

if TYPE_CHECKING:
    # A name for the type checker; at run time the registry finds the class by its name.
    from ..people.models import Unit

_ONLY_PUBLISHED = text("state = 'published'")


class ChecklistTemplate(Identified, Base):
    """A checklist through all its versions; `key` is how people and other forms name it."""

    __tablename__ = "qms_checklist_template"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    title_pl: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
    standard: Mapped[str] = mapped_column(String(100), default="")
    edition: Mapped[str] = mapped_column(String(100), default="")
    sort_key: Mapped[str] = mapped_column(String(400), default="", index=True)
    """The Polish title in a form that sorts by the Polish alphabet everywhere."""
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("qms_unit.id"), index=True)
    """The unit that it is written for; None for any."""
    for_kind: Mapped[str] = mapped_column(String(20), default="", index=True)
    """The kind of audits that it is written for; empty for any."""

    for_unit: Mapped[Unit | None] = relationship("Unit")
    versions: Mapped[list[ChecklistVersion]] = relationship(
        back_populates="template", order_by="ChecklistVersion.number.desc()"
    )

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return localized(self.title_pl, self.title_en)

    @property
    def standard_label(self) -> str:
        """The standard as people cite it, "ISO 9001:2015"; empty if it is for none."""
        return ":".join(part for part in (self.standard, self.edition) if part)


class ChecklistVersion(Identified, Versioned, Base):
    """One version. States: see `VersionState`; at most one version of a checklist is published."""

    __tablename__ = "qms_checklist_version"
    __table_args__ = (
        UniqueConstraint("template_id", "number"),
        Index(
            "uq_qms_checklist_version_published",
            "template_id",
            unique=True,
            sqlite_where=_ONLY_PUBLISHED,
            postgresql_where=_ONLY_PUBLISHED,
        ),
    )

    template_id: Mapped[int] = mapped_column(ForeignKey("qms_checklist_template.id"))
    number: Mapped[int] = mapped_column(Integer)
    """Counted from 1 within the checklist."""
    state: Mapped[str] = mapped_column(String(20), default=VersionState.DRAFT)
    content: Mapped[dict[str, Any]] = mapped_column(JSONText)
    """Normalised content, see `content.py`."""
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the canonical content; what an audit and a phone hold on to."""
    question_count: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(20), default="import")
    """``builtin``: comes with the module; ``import``: from a file of the office; ``designer``: begun
    in the browser, from nothing or from another version."""
    source_name: Mapped[str] = mapped_column(String(300), default="")
    source_sha256: Mapped[str] = mapped_column(String(64), default="")
    import_notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONText, default=list)
    """What the import left out or changed, kept for as long as the version."""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_by: Mapped[str] = mapped_column(String(300))
    begun_from: Mapped[str] = mapped_column(String(100), default="")
    """Key and number of the version that this draft was begun from, ``archive/2``; often empty."""
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    edited_by: Mapped[str] = mapped_column(String(300), default="")
    """Who saved the draft last, in the designer."""
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    published_by: Mapped[str | None] = mapped_column(String(300))
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    template: Mapped[ChecklistTemplate] = relationship(back_populates="versions")
    questions: Mapped[list[ChecklistQuestion]] = relationship(
        back_populates="version",
        order_by="ChecklistQuestion.position",
        cascade="all, delete-orphan",
    )


class ChecklistQuestion(Base):
    """One question of a version, beside the content, so that it can be asked for by clause."""

    __tablename__ = "qms_checklist_question"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        Index("ix_qms_checklist_question_clause", "clause"),
        Index("ix_qms_checklist_question_procedure", "procedure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("qms_checklist_version.id", ondelete="CASCADE")
    )
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(Integer)
    """Counted from 1 through the whole version."""
    section: Mapped[str] = mapped_column(String(64))
    clause: Mapped[str] = mapped_column(String(100), default="")
    procedure: Mapped[str] = mapped_column(String(100), default="")
    """Code of the document, and of its paragraph, that the question comes from; often empty."""
    kind: Mapped[str] = mapped_column(String(20))
    """The type of the answer, see `AnswerType`."""
    text_pl: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    lemmas: Mapped[str] = mapped_column(Text, default="")
    """Dictionary forms of what it asks, each between spaces: found by any inflected word."""

    version: Mapped[ChecklistVersion] = relationship(back_populates="questions")

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return localized(self.text_pl, self.text_en)


class DesignerPresence(Base):
    """Somebody has a draft open in the designer; others who open it are told."""

    __tablename__ = "qms_checklist_presence"
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("qms_checklist_version.id", ondelete="CASCADE")
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("qms_person.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuestionCitation(Base):
    """The paragraph of a document that a question rests on, through all versions of its checklist.

    Kept beside the versions: which paragraph is meant may be put right without a new version, and
    the words of a published question stay as they were.
    """

    __tablename__ = "qms_question_citation"
    __table_args__ = (
        UniqueConstraint("template_id", "question_key"),
        Index("ix_qms_question_citation_document", "document_id", "paragraph_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(
        ForeignKey("qms_checklist_template.id", ondelete="CASCADE")
    )
    question_key: Mapped[str] = mapped_column(String(64))
    document_id: Mapped[int] = mapped_column(ForeignKey("qms_document.id"))
    paragraph_key: Mapped[str] = mapped_column(String(12), default="")
    """Stable key of the paragraph; empty for the document as a whole."""


@event.listens_for(ChecklistVersion, "before_update")
def _keep_published_content(
    _mapper: Mapper[ChecklistVersion], _connection: Connection, version: ChecklistVersion
) -> None:
    # The last line of defence: no verb changes a published version, and no mistake may.
    state = inspect(version).attrs
    before = state.state.history.deleted or [version.state]
    if before[0] != version.state and not can_change(
        VersionState(before[0]), VersionState(version.state)
    ):
        raise ValueError(f"a version never goes from {before[0]} to {version.state}")
    if before[0] == VersionState.DRAFT:
        return
    for name in ("content", "content_hash", "number", "template_id"):
        if state[name].history.has_changes():
            raise ValueError("a published version of a checklist never changes")
