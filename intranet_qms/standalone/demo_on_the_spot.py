"""What the demo auditors added while they were there: cases by name, a question of their own, and
the signatures of the closing meeting."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.orm import Session

from ..audits import services as audits
from ..audits.services import NewAnswer
from ..host import Actor, Clock
from ..sync.services import digest

SAMPLED = "q-8.2.3-1"
CASES: tuple[tuple[str, str, str], ...] = (
    ("Sprawa SO.5345.112.2026", "conforming", ""),
    ("Sprawa SO.5345.140.2026", "conforming", ""),
    ("Sprawa SO.5345.171.2026", "observation", "Brak daty wpływu na kopii wniosku."),
)
QUESTION = "Czy klucze do szaf z dowodami są w rejestrze kluczy?"
REMARK = "Rejestr kluczy prowadzi ochrona budynku; uzupełnimy wpisy."


def add(session: Session, clock: Clock, audit: Any, lead: Actor, head: Any) -> None:
    """Record it in an audit that is going on.

    Args:
        clock: at the moment when it was done.
        lead: who records.
        head: of the audited unit, who signs with a reservation; may be None.
    """
    answers = []
    for sample, (label, value, note) in enumerate(CASES):
        audits.label_sample(
            session, lead, clock, audit, question_key=SAMPLED, sample=sample, label=label
        )
        if sample:
            answers.append(NewAnswer(uuid.uuid4(), SAMPLED, sample, value, note, [], None))
    own = audits.add_question(
        session,
        lead,
        clock,
        audit,
        uuid=uuid.uuid4(),
        section_key="",
        text=QUESTION,
        clause="7.1.3",
        question_type="yes_no",
        device_uuid=None,
        device_time=None,
    )
    answers.append(NewAnswer(uuid.uuid4(), own.key, 0, "no", "Dwóch kluczy nie wpisano.", [], None))
    audits.record_answers(
        session, lead, clock, audit, answers, device_uuid=None, clock_offset_ms=None
    )
    session.flush()
    content_hash = digest(audits.content_of_sheet(session, audit))
    signers = [("auditor", lead.name, True, "")]
    if head is not None:
        signers.append(("auditee", head.name, False, REMARK))
    for signer, name, agrees, remark in signers:
        audits.sign_sheet(
            session,
            lead,
            clock,
            audit,
            uuid=uuid.uuid4(),
            signer=signer,
            signed_name=name,
            agrees=agrees,
            remark=remark,
            content_hash=content_hash,
            device_uuid=None,
        )
