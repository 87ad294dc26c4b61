"""A kind of report for tests, and people who ask for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from intranet_qms.access import YES, Decision, no
from intranet_qms.host import Actor, Clock, FileStore, HostUser
from intranet_qms.people import services as people
from intranet_qms.reports import kinds
from intranet_qms.reports.document_print import render_document
from intranet_qms.reports.typst_renderer import Progress, RenderedReport
from tests.factories.document_prints import make_document

KIND = "test.document"
FILE_NAME = "Zażółć gęślą jaźń 1/2026.pdf"
SECRET = uuid.UUID(int=13)
"""A subject that nobody may see."""


def register_kind(
    before: Callable[[Progress], Any] = lambda _progress: None,
    prepare: Callable[[uuid.UUID], Any] = lambda _subject: None,
) -> list[Path]:
    """Register `KIND`. Returns the list to which every made file is added.

    Args:
        before: called in front of every rendering, to break it.
        prepare: called when the data is read.
    """
    made: list[Path] = []

    def prepared(
        _session: Session, _files: FileStore, _clock: Clock, subject: uuid.UUID, language: str
    ) -> kinds.Prepared:
        prepare(subject)

        def render(path: Path, progress: Progress) -> RenderedReport:
            before(progress)
            rendered = render_document(make_document(language=language), path, progress)
            made.append(path)
            return rendered

        return kinds.Prepared(FILE_NAME, render)

    def allowed(_session: Session, _actor: Actor, subject: uuid.UUID) -> Decision:
        return no("not yours") if subject == SECRET else YES

    kinds.register(kinds.ReportKind(KIND, allowed, prepared))
    return made


def make_actor(session: Session, clock: Clock, host_id: str = "anna") -> Actor:
    """A person of the office, as an actor."""
    people.register(session, HostUser(host_id, "Anna Wiśniewska"), clock.now(), locale="pl")
    actor = people.actor_by_host_id(session, host_id, clock.now())
    assert actor is not None
    return actor
