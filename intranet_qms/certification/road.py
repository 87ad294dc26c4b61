"""Milestones, certificates and external audits as one story: a list, and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from ..i18n import date_text, localized, t
from ..standards import labels as standard_words
from . import labels
from .drawing import Mark, Span, timeline
from .models import Certificate
from .workflow import CertificateState, VisitKind

_OF_AUDITS = frozenset(
    {"pre_certification_audit", "certification_audit", "surveillance_audit", "certificate"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the story. ``day`` sorts it; ``when`` says it as exactly as it is known."""

    day: date
    when: str
    title: str
    kind: str
    text: str = ""
    body: str = ""
    standard: str = ""
    icon: str = "dot"
    tone: str = "neutral"
    endpoint: str = ""
    identifier: str = ""
    ahead: bool = False
    lane: int = 1


def events(
    milestones: Sequence[Any], certificates: Sequence[Certificate], today: date, zone: Any
) -> list[Event]:
    """Everything in the order of time, what is ahead last."""
    found = [_milestone(one) for one in milestones]
    for certificate in certificates:
        if certificate.valid_from is not None:
            found.append(
                Event(
                    certificate.valid_from,
                    date_text(certificate.valid_from, zone),
                    t("Certificate %(number)s", number=certificate.number),
                    str(labels.STATES[certificate.state]),
                    body=certificate.body.name,
                    standard=certificate.standard_text,
                    icon="star",
                    tone=labels.TONES[certificate.state],
                    endpoint="certification_certificate",
                    identifier=str(certificate.uuid),
                    lane=2,
                )
            )
        found += [
            Event(
                visit.held_on or visit.planned_on or visit.due_on,
                date_text(visit.held_on, zone) if visit.held_on
                else date_text(visit.planned_on, zone) if visit.planned_on
                else t("by %(day)s", day=date_text(visit.due_on, zone)),
                str(labels.VISITS[visit.kind]),
                str(labels.DECISIONS[visit.decision]) if visit.decision else "",
                body=certificate.body.name,
                standard=certificate.standard_text,
                icon="audit",
                tone="progress" if visit.held_on else "neutral",
                endpoint="certification_visit",
                identifier=str(visit.uuid),
                ahead=visit.held_on is None and certificate.state in {
                    CertificateState.VALID, CertificateState.SUSPENDED, CertificateState.APPLIED
                },
            )
            for visit in certificate.visits
            # The certificate itself tells of the audit that led to it; what an ended certificate
            # never had is no part of the story.
            if not (
                visit.kind is VisitKind.CERTIFICATION and visit.held_on == certificate.issued_on
            )
            if visit.held_on is not None or certificate.state in {
                CertificateState.VALID, CertificateState.SUSPENDED, CertificateState.APPLIED
            }
        ]  # fmt: skip
    return sorted(found, key=lambda one: (one.day, one.lane, one.title))


def _milestone(one: Any) -> Event:
    of_audit = one.kind in _OF_AUDITS
    return Event(
        _first_day(one.from_text),
        standard_words.period_text(one),
        localized(one.title_pl, one.title_en),
        str(standard_words.MILESTONES[one.kind]),
        text=localized(one.text_pl, one.text_en),
        body=one.body,
        standard=one.standard,
        icon=standard_words.MILESTONE_ICONS[one.kind],
        tone="progress" if of_audit else "neutral",
        lane=1 if of_audit else 0,
    )


def _first_day(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        # Of a year nothing is known but the year: it stands after what is known better.
        return date(parts[0], 12, 31)
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)


def picture(listed: Sequence[Event], certificates: Sequence[Certificate], today: date) -> Markup:
    """The same as a drawing."""
    spans = sorted(
        (
            Span(one.number, one.valid_from, one.valid_until, labels.TONES[one.state])
            for one in certificates
            if one.valid_from is not None and one.valid_until is not None
        ),
        key=lambda one: one.first,
    )
    marks = [
        Mark(f"{one.when}: {one.title}", one.day, one.lane, open=one.ahead)
        for one in listed
        if one.lane < 2
    ]
    return timeline(spans, marks, today)
