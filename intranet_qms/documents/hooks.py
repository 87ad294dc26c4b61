"""Who cites a document: told by documents themselves and by the features above.

When a document changes, whoever answers for a citing thing is asked to look at it; before it is
withdrawn, everything that would point to nothing is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor
from .models import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One thing that cites a document.

    Args:
        kind: ``question``, ``document``, ``form``, ``client_guide``, ``finding``, ``action`` or
            ``audit``.
        reference: names it for ever within its kind.
        paragraphs: keys of the paragraphs that it cites; none for the document as a whole.
        owner_id: who answers for it; the representatives look after what has no owner.
        document_id: the citing document, where it is one.
    """

    kind: str
    reference: str
    title_pl: str
    title_en: str = ""
    code: str = ""
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    paragraphs: tuple[str, ...] = ()
    owner_id: int | None = None
    document_id: int | None = None


Source = Callable[[Session, Document], list[Citation]]
_sources: list[Source] = []


def citing(source: Source) -> Source:
    """Add a source; it answers in a constant number of queries."""
    if source not in _sources:
        _sources.append(source)
    return source


def citations(session: Session, document: Document) -> list[Citation]:
    """Everything that cites a document, in the order of registration."""
    return [found for source in _sources for found in source(session, document)]


Readable = Callable[[Session, Actor, Iterable[str]], set[str]]
_readable: dict[str, Readable] = {}


def shown_only_by(kind: str) -> Callable[[Readable], Readable]:
    """Say which things of a kind somebody may know about; a kind without a rule is everybody's."""

    def register(rule: Readable) -> Readable:
        _readable[kind] = rule
        return rule

    return register


def hidden(
    session: Session, actor: Actor, named: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Of things named by kind and reference, those that the actor may not know about."""
    by_kind: dict[str, set[str]] = {}
    for kind, reference in named:
        if kind in _readable:
            by_kind.setdefault(kind, set()).add(reference)
    return {
        (kind, reference)
        for kind, references in by_kind.items()
        for reference in references - _readable[kind](session, actor, sorted(references))
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why an issue was begun, such as a finding: its code and its page."""

    code: str
    text: str = ""
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


OccasionSource = Callable[[Session, Actor, Iterable[int]], Mapping[int, list[Occasion]]]
_occasions: list[OccasionSource] = []


def occasion_source(source: OccasionSource) -> OccasionSource:
    """Add who knows why issues were begun; it answers for many in a constant number of queries,
    with what the actor may know."""
    if source not in _occasions:
        _occasions.append(source)
    return source


def occasions(
    session: Session, actor: Actor, revision_ids: Iterable[int]
) -> dict[int, list[Occasion]]:
    """Why issues were begun, by their internal numbers."""
    ids = list(revision_ids)
    found: dict[int, list[Occasion]] = {}
    for source in _occasions:
        for revision_id, listed in source(session, actor, ids).items():
            found.setdefault(revision_id, []).extend(listed)
    return found
