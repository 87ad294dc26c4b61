"""What bytes are, told from the bytes. Pure, apart from the picture library."""

from __future__ import annotations

import contextlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from ..errors import TooLarge, UnsupportedMedia
from ..i18n import lazy
from ..upright import upright

with contextlib.suppress(ImportError):  # Photos of iPhones; the extra `photos`.
    import pillow_heif

    pillow_heif.register_heif_opener()

PICTURES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "HEIF": "image/heic",
}
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
)


@dataclass(frozen=True, slots=True)
class Content:
    """What was found: media type, and pixels for a picture."""

    media_type: str
    width: int | None = None
    height: int | None = None


_UNREADABLE = (
    UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
)  # fmt: skip
"""What Pillow raises for bytes that are no sound picture."""


def _picture_format(data: bytes) -> str | None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return "HEIF"
    return None


def examine(data: bytes, *, maximum_pixels: int) -> Content:
    """Tell a picture or a PDF from anything else.

    The header is read and, for pictures, the structure is checked without decoding all pixels.

    Raises:
        UnsupportedMedia: neither, or broken off midway.
        TooLarge: more pixels than ``maximum_pixels``.
    """
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return Content("application/pdf")
    name = _picture_format(data)
    if name is None:
        raise UnsupportedMedia(
            "sync.not_a_picture",
            lazy("These bytes are no photograph and no PDF, whatever the name says."),
            way_out=lazy("Take the photo again, or attach a JPEG, PNG, WebP, HEIC or PDF file."),
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[name])
        width, height = picture.size
    except _UNREADABLE as error:
        if isinstance(error, Image.DecompressionBombError):
            raise _too_many_pixels() from error
        raise _broken() from error
    if width * height > maximum_pixels:
        raise _too_many_pixels()
    if not _is_whole(name, data):
        raise _broken()
    return Content(PICTURES[name], width, height)


def _is_whole(name: str, data: bytes) -> bool:
    """Whether the end of the picture is there (cheap; the hash guards the rest)."""
    if name == "JPEG":
        return b"\xff\xd9" in data[-64 * 1024 :]
    if name == "PNG":
        return b"IEND" in data[-64:]
    return True


def _broken() -> UnsupportedMedia:
    return UnsupportedMedia(
        "sync.not_a_picture",
        lazy("This photograph is broken or incomplete."),
        way_out=lazy("Take the photo again."),
    )


def _too_many_pixels() -> TooLarge:
    return TooLarge(
        "sync.too_many_pixels",
        lazy("This photograph has more pixels than are taken."),
        way_out=lazy("Take it again with a lower resolution."),
    )


def rendition(data: bytes, *, longest_side: int) -> bytes:
    """A fresh JPEG of a picture, upright and without any metadata, for showing.

    Re-encoding leaves nothing of what else the file may have carried.

    Raises:
        UnsupportedMedia: the pixels cannot be decoded.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (longest_side, longest_side))
            turned = upright(picture)
            turned.thumbnail((longest_side, longest_side))
            flat = turned.convert("RGB")
            flat.info.clear()  # Pillow would carry the file's comment over.
            target = io.BytesIO()
            flat.save(target, "JPEG", quality=82, optimize=True)
            return target.getvalue()
    except _UNREADABLE as error:
        raise _broken() from error
