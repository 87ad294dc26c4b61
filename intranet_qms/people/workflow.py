"""The roles in the quality management system. Standard library only."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody may do beyond reading."""

    EMPLOYEE = "employee"
    """Everybody who signs in: reads, acknowledges, answers for what they own."""
    QMS_REPRESENTATIVE = "qms_representative"
    """Keeps the register and the programme (Pełnomocnik ds. SZJ)."""
    AUDITOR = "auditor"
    LEAD_AUDITOR = "lead_auditor"
    """May plan and lead audits."""
    TOP_MANAGEMENT = "top_management"
    """Approves documents and the programme."""
    EXTERNAL_AUDITOR = "external_auditor"
    """A guest of a certification body: reads, and nothing else."""
    ARCHIVIST = "archivist"
    """Keeps the office's archive: agrees before a record is destroyed (archiwum zakładowe)."""
    IT_ADMINISTRATOR = "it_administrator"
    """Sees the state of the machinery; decides nothing of substance."""
