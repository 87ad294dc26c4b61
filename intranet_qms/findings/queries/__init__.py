"""Reads of findings. Every list takes the reader, so that nobody counts what they may not see."""

from .areas import FoundInArea as FoundInArea
from .areas import found_in_areas as found_in_areas
from .classes import MARKS as MARKS
from .earlier import earlier_in as earlier_in
from .register import (
    DONE,
    OWED,
    PER_PAGE,
    Filters,
    answers_of,
    by_number,
    by_uuid,
    by_uuids,
    clause_numbers,
    counts,
    counts_by_class,
    counts_by_device,
    device_count,
    listing,
    of_audit,
    of_document,
    related,
    visible_to,
    waiting_for,
    with_document,
    with_everything_of_a_sheet,
    years,
)

__all__ = [
    "DONE",
    "OWED",
    "PER_PAGE",
    "Filters",
    "answers_of",
    "by_number",
    "by_uuid",
    "by_uuids",
    "clause_numbers",
    "counts",
    "counts_by_class",
    "counts_by_device",
    "device_count",
    "listing",
    "of_audit",
    "of_document",
    "related",
    "visible_to",
    "waiting_for",
    "with_document",
    "with_everything_of_a_sheet",
    "years",
]
