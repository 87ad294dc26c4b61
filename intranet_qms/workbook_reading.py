"""Open an .xlsx file that a stranger sent, and read its cells as text without trusting any of it.

An .xlsx is a ZIP of XML parts. Before a parser sees a part, the whole archive is looked through:
what it is, how large it says it is, how large it truly is, whether it carries macros, and whether
a part declares a document type (external or exploding entities need one).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

_CHUNK: Final = 64 * 1024
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_XML: Final = (".xml", ".rels", ".vml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is taken. Sizes are bytes, lengths characters."""

    bytes: int
    """Of the file as it is sent."""
    unpacked: int
    """Of all parts together, unpacked."""
    part: int
    """Of one part, unpacked."""
    rows: int
    columns: int
    cell: int
    parts: int = 500
    ratio: int = 150
    """Unpacked to packed, of parts above ``ratio_from``. Real sheets stay under 30."""
    ratio_from: int = 1024 * 1024
    padded: int = 1_000
    """Columns of a row, the empty ones to its right included: somebody coloured them."""


class WorkbookRefused(ValueError):
    """The file is not read at all. `code` says why; `parameters` are what its sentence needs."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, and whether it is a `formula` or an `error` of Excel instead of a text."""

    text: str
    trouble: str = ""


@dataclass(slots=True)
class Sheet:
    """A sheet: `headers` by column letter's index from 0, and the rows below with their numbers."""

    name: str
    headers: dict[int, str] = field(default_factory=dict)
    rows: list[tuple[int, dict[int, Cell]]] = field(default_factory=list)


def read_workbook(data: bytes, wanted: tuple[str, ...] | None, limits: Limits) -> dict[str, Sheet]:
    """Return the `wanted` sheets that the file has, by name in lower case.

    The first row that is not empty holds the headers. Numbers and days become text: 3, 2.5,
    2026-09-16. ``None`` asks for the first sheet, whatever its name. Raises WorkbookRefused.
    """
    look_through(data, limits)
    sheets: dict[str, Sheet] = {}
    book: Any = None
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - a quarter of a second at each start

        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        for worksheet in book.worksheets:
            name = str(worksheet.title).strip().lower()
            if (not sheets if wanted is None else name in wanted) and name not in sheets:
                sheets[name] = _read_sheet(name, worksheet, limits)
    except WorkbookRefused:
        raise
    except Exception as error:
        # openpyxl raises nearly anything on a damaged part; none of it may become a failure of
        # the server.
        raise WorkbookRefused("damaged") from error
    finally:
        if book is not None:
            book.close()
    return sheets


def look_through(data: bytes, limits: Limits) -> None:
    """See that the file is a workbook of a size that is taken. Raises WorkbookRefused."""
    if len(data) > limits.bytes:
        raise WorkbookRefused("file_too_large", limit=limits.bytes // (1024 * 1024))
    if not data:
        raise WorkbookRefused("file_empty")
    if data.startswith(_OLD_EXCEL):
        # The format of Excel up to 2003, and the envelope of a file with a password.
        raise WorkbookRefused("old_excel")
    if not data.startswith(b"PK\x03\x04"):
        raise WorkbookRefused("not_xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look_through_parts(archive, limits)
    except WorkbookRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise WorkbookRefused("damaged") from error
    except (NotImplementedError, RuntimeError) as error:
        # An unknown compression, or a part under a password.
        raise WorkbookRefused("damaged") from error


def _look_through_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > limits.parts or len(set(names)) != len(names):
        raise WorkbookRefused("suspicious_archive")
    # What the archive says of itself costs nothing to read, so it is asked first.
    if sum(part.file_size for part in parts) > limits.unpacked:
        raise WorkbookRefused("unpacks_too_large", limit=limits.unpacked // (1024 * 1024))
    for part in parts:
        if part.file_size > limits.part:
            raise WorkbookRefused("unpacks_too_large", limit=limits.part // (1024 * 1024))
        if part.file_size > limits.ratio_from and part.file_size > limits.ratio * max(
            part.compress_size, 1
        ):
            raise WorkbookRefused("suspicious_archive")
    lowered = {name.lower() for name in names}
    if any(name.endswith("vbaproject.bin") for name in lowered):
        raise WorkbookRefused("macros")
    if "[content_types].xml" not in lowered:
        raise WorkbookRefused("not_xlsx")
    if "xl/workbook.xml" not in lowered:
        raise WorkbookRefused("not_xlsx")
    total = 0
    for part in parts:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise WorkbookRefused("suspicious_archive")
        is_xml = part.filename.lower().endswith(_XML)
        content = bytearray()
        # What it truly holds: the sizes above may lie.
        for chunk in _chunks(archive, part):
            total += len(chunk)
            if total > limits.unpacked:
                raise WorkbookRefused("unpacks_too_large", limit=limits.unpacked // (1024 * 1024))
            if is_xml:
                content += chunk
        if is_xml:
            _look_through_xml(part.filename, bytes(content))


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    size = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise WorkbookRefused("suspicious_archive")
            yield chunk


def _look_through_xml(name: str, content: bytes) -> None:
    # In another encoding than UTF-8 the words looked for below would be spelled in other bytes.
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"<") or b"\x00" in content:
        raise WorkbookRefused("damaged")
    if start.startswith(b"<?xml"):
        declaration = start[: start.find(b"?>") + 2].lower()
        if b"encoding" in declaration and b"utf-8" not in declaration:
            raise WorkbookRefused("encoding")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise WorkbookRefused("entities")
    if name.lower() == "[content_types].xml" and b"macroenabled" in content.lower():
        raise WorkbookRefused("macros")


def _read_sheet(name: str, worksheet: Any, limits: Limits) -> Sheet:
    sheet = Sheet(name)
    # The size that the sheet states of itself may lie.
    worksheet.reset_dimensions()
    # One row more than allowed, so that too many are refused and not cut off in silence.
    rows = worksheet.iter_rows(min_row=1, max_row=limits.rows + 1)
    for number, cells in enumerate(rows, 1):
        if len(cells) > limits.padded:
            raise WorkbookRefused("too_many_columns", sheet=name, limit=limits.columns)
        row = {index: _read_cell(cell) for index, cell in enumerate(cells)}
        row = {index: cell for index, cell in row.items() if cell.text or cell.trouble}
        if not row:
            continue
        if number > limits.rows:
            raise WorkbookRefused("too_many_rows", sheet=name, limit=limits.rows)
        if max(row) >= limits.columns:
            raise WorkbookRefused("too_many_columns", sheet=name, limit=limits.columns)
        for index, cell in row.items():
            if len(cell.text) > limits.cell:
                raise WorkbookRefused(
                    "cell_too_long",
                    sheet=name,
                    row=number,
                    column=column_letter(index),
                    limit=limits.cell,
                )
        if not sheet.headers:
            sheet.headers = {index: cell.text for index, cell in row.items()}
        else:
            sheet.rows.append((number, row))
    return sheet


def _read_cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f":
        return Cell(str(value), "formula")
    if cell.data_type == "e":
        return Cell(str(value), "error")
    return Cell(_as_text(value))


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Excel keeps every number as a fraction; 3.0 is what a person typed as 3.
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        whole_day = value.time() == time.min
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\u00a0", " ").strip()


def column_letter(index: int) -> str:
    """Return the name that Excel shows for the column at `index`, counted from 0 (0 → A, 26 → AA)."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
