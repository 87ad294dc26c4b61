"""Which files may belong to a document, told from their bytes and never from a name. Pure.

What a browser would run (HTML, SVG, scripts), programs, macros and archives of unknown content are
not taken; what is taken is only ever sent back as a download.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .archives import Archive, ArchiveRefused

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ODP = "application/vnd.oasis.opendocument.presentation"
TEXT = "text/plain"
CSV = "text/csv"

ENDINGS = {
    PDF: "pdf", DOCX: "docx", XLSX: "xlsx", PPTX: "pptx", ODT: "odt", ODS: "ods", ODP: "odp",
    TEXT: "txt", CSV: "csv", "image/png": "png", "image/jpeg": "jpg", "image/webp": "webp",
    "image/gif": "gif",
}  # fmt: skip
"""The ending that a file of each kind gets."""

_OPEN_DOCUMENT = {ODT, ODS, ODP}
_MAIN_PARTS = {
    "word/document.xml": DOCX,
    "xl/workbook.xml": XLSX,
    "ppt/presentation.xml": PPTX,
}
_MARKUP = re.compile(
    rb"\A\s*(?:<!doctype|<\?xml|<!--|<(?:html|svg|script|body|head|iframe|object|xml)\b)",
    re.IGNORECASE,
)
_SCRIPT = re.compile(rb"<\s*(?:script|svg|html|iframe)\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

LONGEST_NAME = 120
"""Characters of a name that are kept, its ending included."""
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
"""Names that Windows takes for devices."""


class FileRefused(ValueError):
    """A file that is not taken. ``code`` says why: ``kind``, ``program``, ``markup``, ``macros``,
    ``protected``, ``damaged``, ``bomb``, ``empty``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Kind:
    """What bytes are."""

    media_type: str

    @property
    def ending(self) -> str:
        """Of a name for such a file."""
        return ENDINGS[self.media_type]


def kind_of(data: bytes, name: str = "") -> Kind:
    """What the bytes are.

    Args:
        name: tells a table from plain text, and nothing else.

    Raises:
        FileRefused: nothing that may belong to a document.
    """
    if not data:
        raise FileRefused("empty")
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-4096:]:
            raise FileRefused("damaged")
        return Kind(PDF)
    picture = _picture(data)
    if picture is not None:
        return Kind(picture)
    if data.startswith(b"PK\x03\x04"):
        return Kind(_archive(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused("protected")
    if data.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise FileRefused("program")
    return Kind(_text(data, name))


def _picture(data: bytes) -> str | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def _archive(data: bytes) -> str:
    try:
        archive = Archive(data)
        if any(name.lower().endswith("vbaproject.bin") for name in archive.names):
            raise FileRefused("macros")
        for part, media_type in _MAIN_PARTS.items():
            if part in archive.names and "[Content_Types].xml" in archive.names:
                return media_type
        declared = archive.part("mimetype", limit=200)
    except ArchiveRefused as error:
        raise FileRefused("protected" if error.code == "encrypted" else error.code) from error
    told = (declared or b"").decode("ascii", "replace").strip()
    if told in _OPEN_DOCUMENT and "content.xml" in archive.names:
        return told
    raise FileRefused("kind")


def _text(data: bytes, name: str) -> str:
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")) or _SCRIPT.search(data[:4096]):
        raise FileRefused("markup")
    text = decoded(data[:200_000])
    if text is None:
        raise FileRefused("kind")
    return CSV if name.lower().endswith(".csv") else TEXT


def decoded(data: bytes) -> str | None:
    """Bytes of a plain text as text: UTF-8 or, as older programs write, Windows-1250.

    Returns:
        None where they are no text.
    """
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            # A piece that was cut off in the middle of a character is still a text.
            if encoding == "utf-8-sig" and error.start > len(data) - 4:
                text = data[: error.start].decode(encoding)
            else:
                continue
        return None if _CONTROLS.search(text) else text
    return None


def safe_name(raw: str, ending: str) -> str:
    """A name for a folder of any system: the last part of a path, without control characters,
    without signs that a shell, a header or Windows would misread, and with the true ending.

    Args:
        raw: as the browser sent it.
        ending: of the kind that was found, without a dot.
    """
    name = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode("utf-8"))
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(
        " " if one in "<>:\"|?*'`;%" or unicodedata.category(one)[0] in "CZ" else one
        for one in name
    )
    stem, dot, found = name.rpartition(".")
    dropped = {ending, "exe", "com", "bat", "svg", "html", "htm", "js"}
    if dot and found.strip().casefold() in dropped | ({"jpeg"} if ending == "jpg" else set()):
        name = stem
    name = " ".join(name.split()).strip(" .")[: LONGEST_NAME - len(ending) - 1].strip(" .")
    if not name or _RESERVED.match(name):
        name = f"plik {name}".strip()
    return f"{name}.{ending}"


def picture_file_name(raw: str, ending: str) -> str:
    """A name that stands in a text without being quoted: small Latin letters, digits, dashes."""
    stem = safe_name(raw, ending).rpartition(".")[0]
    folded = unicodedata.normalize("NFD", stem.replace("ł", "l").replace("Ł", "L"))
    plain = "".join(one for one in folded if not unicodedata.combining(one)).lower()
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:60] or 'obraz'}.{ending}"


def another_name(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    folded = {one.casefold() for one in taken}
    if name.casefold() not in folded:
        return name
    stem, _, ending = name.rpartition(".")
    number = 2
    while f"{stem}-{number}.{ending}".casefold() in folded:
        number += 1
    return f"{stem}-{number}.{ending}"
