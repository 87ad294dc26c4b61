"""Looks at a DOCX template that somebody uploads, before it is kept, and says what is wrong in words.

Three looks: the file from outside (a ZIP of bounded size without macros, embedded programs, links
to other places, or document types); its fields, filled strictly with an invented report; the
result, which has to open. Nothing is executed in this process.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from ..i18n import t, use_locale
from .docx_fields import FIELDS, docx_values
from .docx_render import DocxLimits, fill_template
from .docx_sample import PICTURE, sample_report
from .temporary import work_folder

LARGEST_FILE = 10_000_000
LARGEST_UNPACKED = 60_000_000
LARGEST_PART = 30_000_000
MOST_PARTS = 1_000
QUICK = DocxLimits(seconds=10, memory_bytes=1_000_000_000, file_bytes=60_000_000)

_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PROGRAMS = ("vbaproject.bin", "vbadata.xml", "/embeddings/", "/activex/", "/ctrlprops/")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FETCHING = re.compile(
    rb"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|IMPORT|RD|LINK|DATABASE)\b[^<]{0,40}[\"'\\:/]"
)
_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>([^<]*)</w:instrText>|w:instr=\"([^\"]*)\"")


def problems_of_template(data: bytes, temporary: Path, language: str = "pl") -> list[str]:
    """Everything that keeps a template from being used, as sentences; empty for a good one.

    Args:
        temporary: local folder for the trial.
    """
    found = _outside(data)
    return found or _trial(data, temporary, language)


def _outside(data: bytes) -> list[str]:
    if len(data) > LARGEST_FILE:
        return [t("The file is too large: at most %(size)s MB.", size=LARGEST_FILE // 1_000_000)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inside(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, RuntimeError,
            NotImplementedError):  # fmt: skip
        return [t("This is no DOCX file, or it is damaged.")]


def _inside(archive: zipfile.ZipFile) -> list[str]:
    parts = archive.infolist()
    names = {one.filename for one in parts}
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > LARGEST_UNPACKED:
        return [t("The file is too large when it is unpacked.")]
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        return [t("This is no DOCX file, or it is damaged.")]
    found: list[str] = []
    total = 0
    for part in parts:
        lowered = "/" + part.filename.lower()
        if any(program in lowered for program in _PROGRAMS):
            found.append(t("It holds a macro or an embedded program. Save it as .docx without."))
            continue
        if not lowered.endswith((".xml", ".rels")):
            continue
        with archive.open(part) as stream:
            content = stream.read(LARGEST_PART + 1)
        total += len(content)
        # What a part says of its size need not be true.
        if len(content) > LARGEST_PART or total > LARGEST_UNPACKED:
            return [t("The file is too large when it is unpacked.")]
        found += _wrong_in(lowered, content)
    return list(dict.fromkeys(found))


def _wrong_in(name: str, content: bytes) -> list[str]:
    # In UTF-16 every search below would find nothing.
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:200]:
        return [t("This is no DOCX file, or it is damaged.")]
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return [t("It declares a document type, which no DOCX file needs.")]
    if name == "/[content_types].xml" and _MAIN_TYPE.encode() not in content:
        return [t("It is not a plain Word document; save it as .docx.")]
    if name.endswith(".rels"):
        for relation in _RELATION.findall(content):
            lowered = relation.lower()
            outside = b'targetmode="external"' in lowered or b"targetmode='external'" in lowered
            if (outside and b"/hyperlink" not in lowered) or b"/afchunk" in lowered:
                return [_fetches()]
    fields = [one or other for one, other in _INSTRUCTION.findall(content)]
    if _FETCHING.search(b" ".join(fields)):
        return [t("It has a Word field that fetches something from another place.")]
    return []


def _fetches() -> str:
    return t("It fetches something from another place (a linked picture, a template, "
             "a part of a document). Embed pictures instead of linking them.")  # fmt: skip


def _trial(data: bytes, temporary: Path, language: str) -> list[str]:
    with use_locale(language):
        report = sample_report(language)
        photo = report.photos[0].sha256
        values = docx_values(report, frozenset([photo]))
    temporary.mkdir(parents=True, exist_ok=True)
    with work_folder(temporary) as folder:
        said = fill_template(
            folder,
            data,
            values,
            {photo: PICTURE},
            title="",
            language=language,
            office="",
            strict=True,
            limits=QUICK,
        )
    return [] if "error" not in said else [_sentence(said)]


def _sentence(said: dict[str, Any]) -> str:
    detail = str(said.get("detail", ""))
    if said["error"] == "unknown_field":
        quoted = re.findall(r"'([^']*)'", detail)
        name = quoted[-1] if quoted else detail
        known = ", ".join(field for field, _ in FIELDS)
        return t(
            "There is no field “%(field)s”. Fields are: %(known)s.", field=name[:80], known=known
        )
    if said["error"] == "refused":
        return t("A template may show fields and repeat lists; “%(what)s” is not allowed.",
                 what=detail[:80])  # fmt: skip
    if said["error"] == "fetches":
        return _fetches()
    if said["error"] == "too_slow":
        return t("Filling it takes too long; a list is probably repeated inside itself.")
    if said["error"] == "too_large":
        return t("What comes out of it is too large.")
    if said["error"] == "syntax":
        return t("A mark is not as it should be: %(detail)s", detail=detail[:300])
    return t("It could not be filled: %(detail)s", detail=detail[:300])
