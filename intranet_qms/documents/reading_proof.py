"""The proof that an issue was read: by unit on a page, as a workbook, and on paper."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ..access import Decision, decide, no
from ..errors import not_found
from ..host import Actor, Clock, FileStore
from ..http import module
from ..i18n import lazy, localized, t, use_locale
from ..reports import readers_print
from ..reports.kinds import Prepared, ReportKind, Subject, register
from ..reports.typst_renderer import Progress, RenderedReport
from ..workbook_writing import Table, as_xlsx
from . import queries
from .models import Document, Revision
from .printing import crumbs_of
from .printing_sources import emblem

PROOF_KIND = "documents.readers"


@dataclass(frozen=True, slots=True)
class UnitReaders:
    """The people of one unit who were asked; those who have not confirmed stand first."""

    name_pl: str
    name_en: str
    lines: list[queries.AcknowledgementLine]

    @property
    def asked(self) -> int:
        """How many were asked."""
        return len(self.lines)

    @property
    def confirmed(self) -> int:
        """How many have confirmed."""
        return sum(line.acknowledged_at is not None for line in self.lines)


def by_unit(lines: Iterable[queries.AcknowledgementLine]) -> list[UnitReaders]:
    """People by their units, in the order in which they come."""
    groups: dict[tuple[str, str], list[queries.AcknowledgementLine]] = {}
    for line in lines:
        groups.setdefault((line.unit_pl or "", line.unit_en or ""), []).append(line)
    return [
        UnitReaders(pl, en, sorted(group, key=lambda line: line.acknowledged_at is not None))
        for (pl, en), group in groups.items()
    ]


def workbook(
    document: Document,
    revision: Revision,
    lines: Sequence[queries.AcknowledgementLine],
    *,
    made_at: datetime,
    zone: ZoneInfo,
    office: str,
) -> bytes:
    """The proof as a workbook: a row for each person, and a sheet about the issue."""

    def local(moment: datetime | None, pattern: str) -> str:
        return moment.astimezone(zone).strftime(pattern) if moment else ""

    title = t("Acknowledgements")
    people = Table(
        title,
        (
            (t("Person"), 32), (t("Unit"), 44), (t("Document"), 12), (t("Issue"), 8),
            (t("Asked"), 14), (t("Confirmed"), 14), (t("Hour"), 10),
            (t("SHA-256 of the text"), 68),
        ),
        [
            (
                line.name,
                localized(line.unit_pl or "", line.unit_en or ""),
                document.code,
                revision.label,
                local(line.owed_since, "%Y-%m-%d"),
                local(line.acknowledged_at, "%Y-%m-%d") or t("not yet"),
                local(line.acknowledged_at, "%H:%M:%S"),
                line.content_hash if line.acknowledged_at else "",
            )
            for line in lines
        ],
    )  # fmt: skip
    given = sum(line.acknowledged_at is not None for line in lines)
    about = Table(
        t("About"),
        ((t("What"), 28), (t("Value"), 80)),
        [
            (t("Office"), office),
            (t("Document"), f"{document.code} {localized(revision.title, revision.title_en)}"),
            (t("Issue"), revision.label),
            (
                t("In force from"),
                revision.effective_on.isoformat() if revision.effective_on else "",
            ),
            (t("SHA-256 of the text"), revision.content_hash),
            (t("Asked"), len(lines)),
            (t("Confirmed"), given),
            (t("Still to confirm"), len(lines) - given),
            (t("As of"), local(made_at, "%Y-%m-%d %H:%M")),
        ],
    )
    return as_xlsx([people, about], title=f"{title} {document.code}")


def _allowed(session: Session, actor: Actor, subject: uuid.UUID) -> Decision:
    revision = queries.revision_by_uuid(session, subject)
    if revision is None or not decide(actor, "documents.read", revision.document):
        return no(lazy("This issue does not exist."))
    if queries.units_seen(session, actor) is None:
        return decide(actor, "documents.see_readers", revision.document)
    return decide(actor, "documents.manage", revision.document)


def _prepare(
    session: Session, _store: FileStore, clock: Clock, subject: uuid.UUID, language: str
) -> Prepared:
    revision = queries.revision_by_uuid(session, subject)
    if revision is None:
        raise not_found("documents.issue_not_found")
    document, config = revision.document, module().config
    with use_locale(language):
        unit = document.owner_unit
        made = readers_print.ReadersPrint(
            office=config.office_name,
            code=document.code,
            title=localized(revision.title, revision.title_en),
            issue=revision.label,
            made_at=clock.now(),
            effective_from=revision.effective_on,
            content_sha256=revision.content_hash,
            owner_unit=localized(unit.name_pl, unit.name_en) if unit else "",
            emblem=emblem(config),
            language=language,
            zone=config.zone,
            groups=tuple(
                (
                    localized(group.name_pl, group.name_en) or t("Without a unit"),
                    tuple(
                        readers_print.ReaderLine(line.name, line.acknowledged_at, line.content_hash)
                        for line in group.lines
                    ),
                )
                for group in by_unit(queries.acknowledgements(session, revision))
            ),
        )
        name = t(
            "Acknowledgements %(code)s issue %(number)s",
            code=document.code, number=revision.label,
        )  # fmt: skip
    return Prepared(f"{name}.pdf", partial(_render, made))


def _render(made: readers_print.ReadersPrint, path: Path, progress: Progress) -> RenderedReport:
    return readers_print.render_readers(made, path, progress)


def _about(session: Session, subject: uuid.UUID) -> Subject | None:
    revision = queries.revision_by_uuid(session, subject)
    if revision is None:
        return None
    code = revision.document.code
    return Subject(t("Acknowledgements of %(code)s", code=code), crumbs_of(revision))


register(ReportKind(PROOF_KIND, _allowed, _prepare, subject=_about))
