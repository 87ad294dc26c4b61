"""What other features show on the page of a document.

Audits and findings stand above documents and may not be imported here; they register what they
know: which audits looked at it, which findings cite it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from ..host import Actor
from .models import Document


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the tab "Links". ``template`` is included with ``panel`` in its context."""

    title: str
    template: str
    count: int = 0
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[Session, Actor, Document], Panel | None]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider; it answers in a constant number of queries, None for nothing to show."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def gather(session: Session, actor: Actor, document: Document) -> list[Panel]:
    """What all features show for this document to this reader, in the order of registration."""
    found = (provider(session, actor, document) for provider in _providers)
    return [panel for panel in found if panel is not None]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a document's page that another feature fills. ``endpoint`` takes the code."""

    name: str
    label: str
    endpoint: str
    count: int | None = None


TabProvider = Callable[[Session, Actor, Document], Tab | None]
Frame = Callable[[Document, str], dict[str, Any]]
_tabs: list[TabProvider] = []
_frames: list[Frame] = []


def register_tab(provider: TabProvider) -> TabProvider:
    """Add a tab; the provider answers in a constant number of queries, None for no tab."""
    if provider not in _tabs:
        _tabs.append(provider)
    return provider


def gather_tabs(session: Session, actor: Actor, document: Document) -> list[Tab]:
    """The tabs that other features add for this reader."""
    found = (provider(session, actor, document) for provider in _tabs)
    return [tab for tab in found if tab is not None]


def draws_frames(function: Frame) -> Frame:
    """Say who draws what stands around a tab; the pages of documents do."""
    _frames[:] = [function]
    return function


def frame(document: Document, active: str) -> dict[str, Any]:
    """What ``documents/_document.html`` needs around a tab of another feature."""
    return _frames[0](document, active)
