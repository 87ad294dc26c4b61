"""Reads of findings. Every list takes the reader, so that nobody counts what they may not see."""

from .earlier import earlier_in as earlier_in
from .register import (
    DONE,
    PER_PAGE,
    Filters,
    by_number,
    by_uuid,
    by_uuids,
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
)

__all__ = [
    "DONE",
    "PER_PAGE",
    "Filters",
    "by_number",
    "by_uuid",
    "by_uuids",
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
]
