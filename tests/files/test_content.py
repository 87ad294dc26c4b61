"""What bytes are is told from the bytes; what is shown is made anew."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from intranet_qms.documents.pictures import clean_picture
from intranet_qms.errors import TooLarge, UnsupportedMedia
from intranet_qms.files.content import examine, rendition

PIXELS = 50_000_000


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **how: object) -> bytes:
    target = io.BytesIO()
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    image.save(target, kind, **how)
    return target.getvalue()


def bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    """A sound PNG of a few kilobytes that says it is 50,000 pixels square."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(200_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


HOSTILE = {
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "HTML": b"<!doctype html><script>alert(1)</script>",
    "HTML that ends like a JPEG": b"<html><script>alert(1)</script></html>\xff\xd9",
    "GIF": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00;",
    "ZIP": b"PK\x03\x04" + bytes(60),
    "program": b"\x7fELF" + bytes(60),
    "a PDF that begins late": b"<script>\n%PDF-1.7\n%%EOF",
    "a PDF that is broken off": b"%PDF-1.7\n1 0 obj\n" + bytes(4000),
    "only the magic of JPEG": b"\xff\xd8\xff",
    "only the magic of PNG": b"\x89PNG\r\n\x1a\n",
    "WebP in name": b"RIFF\x10\x00\x00\x00WEBPVP8 " + bytes(8),
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_and_no_pdf_is_refused(name: str) -> None:
    with pytest.raises(UnsupportedMedia):
        examine(HOSTILE[name], maximum_pixels=PIXELS)


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")],
)
def test_a_picture_is_known_whatever_its_name(kind: str, media_type: str) -> None:
    found = examine(picture(kind), maximum_pixels=PIXELS)
    assert (found.media_type, found.width, found.height) == (media_type, 64, 48)


def test_a_pdf_is_known() -> None:
    data = b"%PDF-1.7\n" + bytes(3000) + b"\n%%EOF\n"
    assert examine(data, maximum_pixels=PIXELS).media_type == "application/pdf"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.98])
def test_a_picture_that_is_broken_off_is_refused(kind: str, share: float) -> None:
    whole = picture(kind, (640, 480))
    with pytest.raises(UnsupportedMedia):
        examine(whole[: int(len(whole) * share)], maximum_pixels=PIXELS)


def test_too_many_pixels_are_refused_from_the_header() -> None:
    with pytest.raises(TooLarge):
        examine(picture(size=(100, 101)), maximum_pixels=10_000)
    assert examine(picture(size=(100, 100)), maximum_pixels=10_000).width == 100


def test_a_bomb_is_refused_without_its_pixels_ever_being_in_memory() -> None:
    # Decoded it would take 7.5 GB. The process may take 400 MB beyond what it starts with.
    program = """
import resource, sys
from intranet_qms.errors import TooLarge
from intranet_qms.files.content import examine
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + 400 * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
try:
    examine(sys.stdin.buffer.read(), maximum_pixels=50_000_000)
except TooLarge:
    print("refused")
"""
    answer = subprocess.run(
        [sys.executable, "-c", program], input=bomb(), capture_output=True, timeout=60, check=False
    )
    assert answer.stdout == b"refused\n", answer.stderr.decode()


def with_place() -> bytes:
    """A photograph of a phone held upright: turned by its EXIF, with the place where it was."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn right to see it upright
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 13.0, 47.0), 3: "E", 4: (21.0, 0.0, 42.0)})
    return picture(size=(80, 40), exif=exif, comment=b"<script>alert(1)</script>")


def test_what_is_shown_carries_no_place_and_no_hidden_text() -> None:
    original = with_place()
    assert b"Secret Camera" in original
    shown = rendition(original, longest_side=1600)
    with Image.open(io.BytesIO(shown)) as image:
        assert dict(image.getexif()) == {}
        assert image.format == "JPEG"
        assert image.size == (40, 80), "it stands upright by its pixels now"
    for hidden in (b"Secret Camera", b"Exif", b"<script>"):
        assert hidden not in shown


def test_what_is_shown_is_no_larger_than_asked() -> None:
    with Image.open(io.BytesIO(rendition(picture(size=(900, 300)), longest_side=300))) as image:
        assert image.size == (300, 100)


def test_a_transparent_picture_and_a_grey_one_can_be_shown() -> None:
    for mode in ("RGBA", "LA", "P", "L", "CMYK"):
        target = io.BytesIO()
        Image.new(mode, (30, 20)).save(target, "TIFF" if mode == "CMYK" else "PNG")
        data = target.getvalue()
        if mode == "CMYK":
            target = io.BytesIO()
            Image.new(mode, (30, 20)).save(target, "JPEG")
            data = target.getvalue()
        assert rendition(data, longest_side=10).startswith(b"\xff\xd8\xff")


def test_pixels_that_cannot_be_decoded_are_refused_in_words() -> None:
    broken = bytearray(picture("PNG", (200, 200)))
    broken[200:260] = bytes(60)
    with pytest.raises(UnsupportedMedia):
        rendition(bytes(broken), longest_side=100)


def wrongly_noted(width: int, height: int) -> bytes:
    """A JPEG of a camera held upright whose other notes are wrong: a resolution in letters."""
    entries = struct.pack("<HHII", 0x112, 3, 1, 6) + struct.pack("<HHII", 0x11A, 2, 4, 0x414141)
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + b"\0" * 4
    target = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_wrong_notes_of_a_camera_keep_no_picture_from_being_shown_upright() -> None:
    photo = wrongly_noted(40, 20)
    with Image.open(io.BytesIO(rendition(photo, longest_side=100))) as shown:
        assert shown.size == (20, 40)
    kept = clean_picture(photo)
    assert (kept.width, kept.height) == (20, 40)


def test_a_picture_with_a_part_that_is_none_is_refused_in_words() -> None:
    target = io.BytesIO()
    Image.effect_noise((400, 400), 80).save(target, "PNG")
    broken = bytearray(target.getvalue())
    second = broken.index(b"IDAT", broken.index(b"IDAT") + 4)
    broken[second : second + 4] = b"\xd0\xd0\x38\x01"
    with pytest.raises(UnsupportedMedia):
        rendition(bytes(broken), longest_side=100)
