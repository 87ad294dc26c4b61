"""Pictures of a text: encoded anew, so that nothing of what else a file carried goes on. Pure."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from ..upright import upright
from .file_kinds import FileRefused

LONGEST_SIDE = 2_000
"""Pixels: a page wide at 300 dots per inch."""
MAX_PIXELS = 30_000_000
"""Of what is decoded: 120 MB of memory."""
_FORMATS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture as it is kept."""

    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def ending(self) -> str:
        """Of a name for it, without a dot."""
        return "jpg" if self.media_type == "image/jpeg" else "png"


def clean_picture(data: bytes) -> CleanPicture:
    """A picture upright, no longer than ``LONGEST_SIDE``, without place, maker or comment.

    Photographs become JPEG; drawings and screenshots stay without loss as PNG.

    Raises:
        FileRefused: no picture (``kind``), broken (``damaged``), too many pixels (``bomb``).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise FileRefused("bomb") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileRefused("kind") from error
    with opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise FileRefused("bomb")
        try:
            is_photograph = opened.format == "JPEG" or (
                opened.format == "WEBP" and opened.mode == "RGB"
            )
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            turned = upright(opened)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            has_holes = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info
            plain = turned.convert("RGBA" if has_holes and not is_photograph else "RGB")
            plain.info.clear()  # Pillow would carry the file's comment over.
            target = io.BytesIO()
            if is_photograph:
                plain.save(target, "JPEG", quality=85, optimize=True)
            else:
                plain.save(target, "PNG")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
            raise FileRefused("damaged") from error
    media_type = "image/jpeg" if is_photograph else "image/png"
    return CleanPicture(target.getvalue(), media_type, plain.width, plain.height)
