"""A checklist of the demo office that somebody is still writing in the designer."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ..checklists import services as checklists
from ..extension import QMS
from ..people import services as people

CONTENT: dict[str, Any] = {
    "key": "przeglad-archiwum",
    "title_pl": "Przegląd archiwum zakładowego",
    "title_en": "Review of the archive",
    "sections": [
        {
            "key": "room",
            "title_pl": "Pomieszczenie",
            "title_en": "The room",
            "questions": [
                {
                    "key": "q-1",
                    "text_pl": "Temperatura w pomieszczeniu archiwum",
                    "text_en": "Temperature in the archive room",
                    "clause": "7.1.4",
                    "type": "number",
                    "min": 0,
                    "max": 40,
                    "unit": "°C",
                    "evidence": "required",
                },
                {
                    "key": "q-2",
                    "text_pl": "Co zrobiono, gdy temperatura przekroczyła 18 °C?",
                    "text_en": "What was done when the temperature went above 18 °C?",
                    "clause": "7.1.4",
                    "type": "text",
                    "relevant": {"question": "q-1", "op": "gt", "value": 18},
                },
                {
                    "key": "q-3",
                    "text_pl": "Czy akta przekazano spisem zdawczo-odbiorczym i w terminie?",
                    "text_en": "Were the files handed over with a transfer list and in time?",
                    "clause": "7.5.3",
                    "scores": {"conforming": 100, "observation": 50, "nonconforming": 0},
                    "evidence": "required_on_nonconformity",
                },
            ],
        }
    ],
}


def load(session: Session, qms: QMS, persons: dict[str, Any]) -> None:
    """A draft with a question that is shown by the answer to another."""
    writer = next(
        one
        for one in persons.values()
        if any(grant.role == "qms_representative" for grant in one.grants)
    )
    actor = people.actor_by_host_id(session, writer.host_id, qms.clock.now(), source="cli")
    if actor is None:
        raise RuntimeError(f"{writer.name} cannot act")
    checklists.create_from_content(session, actor, qms.clock, CONTENT)
