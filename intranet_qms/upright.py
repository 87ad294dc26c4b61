"""Turn a picture upright by what its camera noted (Exif, tag 0x0112), whatever else it noted."""

from __future__ import annotations

from typing import Final

from PIL import ExifTags, Image

_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def upright(picture: Image.Image) -> Image.Image:
    """The picture as it was seen; the same one where it stands upright already.

    Pillow's own function also writes the rest of the notes anew, and fails where a camera or a
    stranger wrote them wrongly; they are dropped afterwards anyway.
    """
    # Pixels that cannot be decoded are an error, and are not to pass for notes.
    picture.load()
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # notes of strangers make the library raise nearly anything
        turn = None
    return picture if turn is None else picture.transpose(turn)
