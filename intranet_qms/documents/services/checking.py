"""What a text lacks before others are asked to read it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from ...i18n import t
from ..models import Attachment, Revision
from ..paragraphs import parser
from ..references import picture_name
from ..workflow import AttachmentRole


def text_problems(session: Session, revision: Revision) -> dict[str, list[str]]:
    """Pictures that are not there or that somebody who does not see them would miss (WCAG 2.2,
    1.1.1), by field; nothing for a text without pictures."""
    if "![" not in revision.body:
        return {}
    known = set(
        session.scalars(
            select(Attachment.name).where(
                Attachment.revision_id == revision.id,
                Attachment.role == AttachmentRole.PICTURE,
            )
        )
    )
    silent: list[str] = []
    missing: list[str] = []
    for token in parser().parse(revision.body):
        for child in token.children or ():
            if child.type == "image":
                name = picture_name(str(child.attrGet("src") or ""))[:120]
                if name not in known:
                    missing.append(name)
                elif not child.content.strip():
                    silent.append(name)
    told = []
    if missing:
        told.append(t("Pictures that are not there: %(names)s.", names=", ".join(missing[:5])))
    if silent:
        told.append(
            t(
                "Describe these pictures for people who do not see them: %(names)s.",
                names=", ".join(silent[:5]),
            )
        )
    return {"body": told} if told else {}
