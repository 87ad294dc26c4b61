"""Classes of findings as the office names them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base, Identified, UTCDateTime, Versioned


class FindingClassSetting(Identified, Versioned, Base):
    """A class by the office's own name, with what it asks for.

    Each counts as one of the five classes that auditors everywhere know (``base``): phones, rules
    and figures go by that. A row whose ``code`` is one of the five renames it.
    """

    __tablename__ = "qms_finding_class"

    code: Mapped[str] = mapped_column(String(20), unique=True)
    base: Mapped[str] = mapped_column(String(12))
    name_pl: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    needs_action: Mapped[bool] = mapped_column(Boolean)
    due_days: Mapped[int | None] = mapped_column(Integer)
    """Calendar days until the answer is due; None: nobody has to answer by a day."""
    tone: Mapped[str] = mapped_column(String(12), default="neutral")
    shape: Mapped[str] = mapped_column(String(16), default="ring")
    position: Mapped[int] = mapped_column(Integer, default=0)
    retired_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """Since when it is not offered any more; findings that have it keep it."""
