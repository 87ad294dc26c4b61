"""What an issue says: its hash, its clean form, its paragraphs."""

from __future__ import annotations

import calendar
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..errors import Invalid
from ..i18n import t
from .paragraphs import KeyedText, carry_keys, split

MAX_BODY = 400_000
"""Characters of one issue: some two hundred pages."""


def content_hash(
    title: str,
    title_en: str,
    body: str,
    *,
    attachments: Sequence[tuple[str, str]] = (),
    fields: Mapping[str, Any] | None = None,
) -> str:
    """SHA-256 over what the reader of an issue is shown; decisions are bound to it.

    Args:
        attachments: name and SHA-256 of each file of the issue, in any order. An issue without
            files has the hash that it had before there were any.
        fields: what stands in the fields of the kind's form; likewise.
    """
    parts: list[object] = [title, title_en, body]
    if attachments:
        parts.append({"attachments": sorted(map(list, attachments))})
    if fields:
        parts.append({"fields": fields})
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def clean_text(text: str, field: str, *, limit: int) -> str:
    """The text with plain line ends.

    Raises:
        Invalid: a character that no database keeps, or longer than ``limit`` characters.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problem = None
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        problem = t("The text holds characters that cannot be stored.")
    elif len(text) > limit:
        problem = t("The text is longer than %(limit)s characters.", limit=limit)
    if problem is not None:
        raise Invalid("documents.text_refused", problem, fields={field: [problem]})
    return text


MAX_TABLE_ROWS = 2_000
MAX_PARAGRAPHS = 5_000
"""Beyond these a text is no text to be read; a page with it would take seconds to show."""


def check_extent(body: str) -> None:
    """Refuse a text that would take long to divide and to show, before anything is parsed.

    Raises:
        Invalid: a table or a text with more rows or paragraphs than is taken.
    """
    longest = current = paragraphs = 0
    blank = True
    for line in body.split("\n"):
        stripped = line.strip()
        paragraphs += bool(stripped) and blank
        blank = not stripped
        current = current + 1 if "|" in stripped else 0
        longest = max(longest, current)
    problem = None
    if longest > MAX_TABLE_ROWS:
        problem = t(
            "A table has %(rows)s rows; up to %(limit)s are taken. Attach it as a file instead.",
            rows=longest, limit=MAX_TABLE_ROWS,
        )  # fmt: skip
    elif paragraphs > MAX_PARAGRAPHS:
        problem = t(
            "The text has %(count)s paragraphs; up to %(limit)s are taken. Divide the document.",
            count=paragraphs, limit=MAX_PARAGRAPHS,
        )  # fmt: skip
    if problem is not None:
        raise Invalid("documents.text_too_long", problem, fields={"body": [problem]})


def keyed_paragraphs(
    body: str,
    previous: Sequence[KeyedText] = (),
    ancestors: Sequence[KeyedText] = (),
    *,
    seed: str,
) -> list[dict[str, object]]:
    """Rows of ``qms_paragraph`` for a text, without the issue they belong to."""
    blocks = split(body)
    keys = carry_keys([block.text for block in blocks], previous, ancestors, seed=seed)
    return [
        {"key": key, "position": position, "number": block.number, "text": block.text}
        for position, (key, block) in enumerate(zip(keys, blocks, strict=True))
    ]


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return day.replace(year=day.year + years, month=month + 1, day=min(day.day, last))
