"""What a code may look like, whether it is free, and where it sorts."""

from __future__ import annotations

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ...i18n import sort_key, t
from ..models import Document, FormerCode

CODE = re.compile(r"[^\W_](?:[\w./-]{0,38}\w)?")
RESERVED = frozenset(
    {
        "guide-templates", "new", "next-code", "numbering", "paths", "preview", "print",
        "process-map", "reviews", "suggest",
    }
)  # fmt: skip
"""What addresses of pages below the register begin with."""
PAGES = (
    "/act-changed", "/ask-readers", "/confirm-review", "/effects", "/issues", "/links", "/number",
    "/opinions", "/properties", "/publication", "/readers", "/remind", "/review-outcome",
    "/withdraw",
)  # fmt: skip
"""Ends of addresses that are pages of a document: a code must not look like one."""
_DIGITS = re.compile(r"\d+")


def sort_key_of(code: str) -> str:
    """Sorts ``PG-2`` before ``PG-10``."""
    return sort_key(_DIGITS.sub(lambda match: match[0].zfill(6), code))


def problem_of(session: Session, code: str, *, document_id: int | None = None) -> str | None:
    """Why a code cannot be given to a document; None if it can.

    A code that another document has or had is taken: what was printed and cited under it must
    lead to one document.
    """
    if (
        not CODE.fullmatch(code)
        or code.casefold().split("/")[0] in RESERVED
        or any(page in code for page in PAGES)
    ):
        return t(
            "A code begins with a letter or digit and has letters, digits, dots, dashes, slashes."
        )
    for owner in (
        session.scalar(
            select(Document.id).where(func.lower(Document.code) == code.lower()).limit(1)
        ),
        session.scalar(
            select(FormerCode.document_id)
            .where(func.lower(FormerCode.code) == code.lower())
            .limit(1)
        ),
    ):
        if owner is not None and owner != document_id:
            return t("The code %(code)s is taken.", code=code)
    return None
