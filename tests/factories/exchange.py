"""Sheets as offices send them, and a workshop for the worker's part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from intranet_qms.adapters import ObjectFiles
from intranet_qms.db import Database
from intranet_qms.exchange.runner import Workshop
from tests.support.clock import FakeClock

HEADINGS = ("Kod", "Rodzaj", "Tytuł", "Komórka", "Właściciel", "Następny przegląd", "Kat. arch.")
GOOD = ("PG-10", "procedura", "Obieg faktur", "FN", "owner", "31.03.2028", "B5")


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text(rows: Sequence[Sequence[object]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """The same rows as a text."""
    lines = [delimiter.join("" if one is None else str(one) for one in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def workshop(database: Database, folder: Path, clock: FakeClock) -> Workshop:
    """What the worker works with, in one folder."""
    return Workshop(
        database,
        ObjectFiles((folder / "files").as_uri()),
        clock,
        ZoneInfo("Europe/Warsaw"),
        folder / "work",
        200_000_000,
    )


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """An archive in which each file is what ``change`` makes of it; None leaves it out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry, content)
    return stream.getvalue()


DAY = date(2026, 11, 23)
