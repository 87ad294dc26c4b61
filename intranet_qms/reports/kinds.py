"""What can be printed: higher features say it here, so that this one need not know them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ..access import Decision
from ..host import Actor, Clock, FileStore
from .typst_renderer import Progress, RenderedReport


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report whose data has been read: rendering it needs no database any more.

    Args:
        file_name: what people get, such as ``Raport z auditu AW-7-2026.pdf``.
        render: makes the file at the path it is given.
    """

    file_name: str
    render: Callable[[Path, Progress], RenderedReport]
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a job is about, for its page.

    ``title``: what is being made, in words. ``crumbs``: the pages above it, as label, endpoint and
    the values of its address.
    """

    title: str
    crumbs: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A kind of report.

    Args:
        name: stable, such as ``audit.report``.
        allowed: whether the actor may ask for, see and download the report of this subject.
        prepare: reads everything for the report of this subject in this language. Photos come as
            bytes or paths. Raises NotFound when the subject is gone.
        subject: what is made and where it belongs, in the reader's language.
        finished: told the subject and the stored file in the transaction that ends the job.
    """

    name: str
    allowed: Callable[[Session, Actor, uuid.UUID], Decision]
    prepare: Callable[[Session, FileStore, Clock, uuid.UUID, str], Prepared]
    finished: Callable[[Session, Clock, uuid.UUID, int], None] | None = None
    subject: Callable[[Session, uuid.UUID], Subject | None] | None = None


_kinds: dict[str, ReportKind] = {}


def register(kind: ReportKind) -> None:
    """Make `kind` known. The same name again replaces it (a module loaded twice in tests)."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> ReportKind | None:
    """The kind of this name, or None when the feature that knew it is not loaded."""
    return _kinds.get(name)
