"""A checklist of the demo office that somebody is still writing in the designer."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ..checklists import bank, designing
from ..checklists.content import normalise
from ..extension import QMS
from ..people import services as people

TITLE = "Przegląd archiwum zakładowego"
TITLE_EN = "Review of the archive"


def load(session: Session, qms: QMS, units: dict[str, Any], persons: dict[str, Any]) -> None:
    """Begin a draft with questions of the bank, one of them shown by the answer to another."""
    writer = next(
        one
        for one in persons.values()
        if any(grant.role == "qms_representative" for grant in one.grants)
    )
    actor = people.actor_by_host_id(session, writer.host_id, qms.clock.now(), source="cli")
    if actor is None:
        raise RuntimeError(f"{writer.name} cannot act")
    clock, unit = qms.clock, units["OR"]
    version = designing.begin(session, actor, clock, title_pl=TITLE, title_en=TITLE_EN)
    designing.set_purpose(session, actor, clock, version.template, unit_id=unit.id, kind="internal")
    questions = [
        {**entry.question, "key": f"q-{number}"}
        for number, entry in enumerate(bank.search(session, "archiwum").entries[:4], 1)
    ]
    questions.append(
        {
            "key": "q-5",
            "text_pl": "Co zrobiono, gdy temperatura wyszła poza zakres?",
            "text_en": "What was done when the temperature left its range?",
            "clause": "7.1.4",
            "type": "text",
            "relevant": {"question": "q-1", "op": "gt", "value": 18},
        }
    )
    content = normalise(
        {
            **version.content,
            "sections": [{**version.content["sections"][0], "questions": questions}],
        }
    )
    designing.save(session, actor, clock, version, content, seen_version=version.row_version)
