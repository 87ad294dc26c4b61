"""The words of an attached file, for a search. Runs in the child process of ``file_reading``."""

from __future__ import annotations

import io
import re
from contextlib import closing
from typing import Any

from .archives import Archive
from .docx_import import import_docx
from .docx_text import A
from .file_kinds import CSV, DOCX, ODP, ODS, ODT, PDF, PPTX, TEXT, XLSX, decoded

try:
    import pypdfium2
except ImportError:  # the extra "pdf" is not installed
    pypdfium2 = None

MOST_CHARACTERS = 500_000
"""Of the words of one file; what comes behind is not searched."""
MOST_PAGES = 1_000

_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def words_of(data: bytes, media_type: str) -> tuple[str, int | None]:
    """The words of a file and, for a PDF, how many pages it has.

    Raises:
        ArchiveRefused, RuntimeError: a file that cannot be read.
    """
    pages: int | None = None
    if media_type == PDF:
        text, pages = _pdf(data)
    elif media_type == DOCX:
        text = import_docx(data).markdown
    elif media_type == XLSX:
        text = _sheets(Archive(data))
    elif media_type == PPTX:
        text = _slides(Archive(data))
    elif media_type in {ODT, ODS, ODP}:
        text = _open_document(Archive(data))
    elif media_type in {TEXT, CSV}:
        text = decoded(data) or ""
    else:
        text = ""
    clean = "".join(one if one in "\n\t" or one >= " " else " " for one in text)
    clean = clean.encode("utf-8", "ignore").decode("utf-8")
    clean = re.sub(r"[ \t\xa0]+", " ", clean)
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", clean).strip()[:MOST_CHARACTERS], pages


def _pdf(data: bytes) -> tuple[str, int | None]:
    if pypdfium2 is None:
        return "", None
    parts: list[str] = []
    total = 0
    with closing(pypdfium2.PdfDocument(data)) as document:
        count = len(document)
        for at in range(min(count, MOST_PAGES)):
            page = document[at]
            words = page.get_textpage().get_text_bounded()
            page.close()
            parts.append(str(words))
            total += len(words)
            if total > MOST_CHARACTERS:
                break
    return "\n\n".join(parts).replace("\r\n", "\n").replace("\ufffe", ""), count


def page_picture(data: bytes, page: int, longest_side: int) -> bytes:
    """One page of a PDF as a JPEG.

    Args:
        page: from 1.
        longest_side: pixels.

    Raises:
        RuntimeError: there is no such page, or it cannot be drawn.
    """
    if pypdfium2 is None:
        raise RuntimeError("the extra pdf is not installed")
    with closing(pypdfium2.PdfDocument(data)) as document:
        if not 1 <= page <= len(document):
            raise RuntimeError("no such page")
        found = document[page - 1]
        width, height = found.get_size()
        scale = min(4.0, longest_side / max(width, height, 1.0))
        picture: Any = found.render(scale=scale).to_pil().convert("RGB")
        picture.thumbnail((longest_side, longest_side))
        return jpeg(picture)


def jpeg(picture: Any) -> bytes:
    """A picture of Pillow as the bytes of a JPEG."""
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=82, optimize=True)
    return target.getvalue()


def _sheets(archive: Archive) -> str:
    """All texts of a workbook; numbers are not what anybody searches for."""
    root = archive.xml("xl/sharedStrings.xml")
    found: list[str] = []
    if root is not None:
        found += ["".join(t.text or "" for t in one.iter(_SHEET + "t")) for one in root]
    for name in sorted(archive.names):
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
            sheet = archive.xml(name)
            for inline in sheet.iter(_SHEET + "is") if sheet is not None else ():
                found.append("".join(t.text or "" for t in inline.iter(_SHEET + "t")))
    return "\n".join(found)


def _slides(archive: Archive) -> str:
    found: list[str] = []
    for name in sorted(archive.names):
        if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
            slide = archive.xml(name)
            for paragraph in slide.iter(A + "p") if slide is not None else ():
                found.append("".join(t.text or "" for t in paragraph.iter(A + "t")))
    return "\n".join(found)


def _open_document(archive: Archive) -> str:
    root = archive.xml("content.xml")
    if root is None:
        return ""
    return "\n".join(
        "".join(one.itertext()) for one in root.iter() if one.tag in {_TEXT + "p", _TEXT + "h"}
    )
