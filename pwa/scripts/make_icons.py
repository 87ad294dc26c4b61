"""Draw the application's icons: a ticked sheet on the house's green. Needs Pillow.

Run from the repository: ``python pwa/scripts/make_icons.py``; the pictures in ``pwa/public`` are its output.
"""

from pathlib import Path

from PIL import Image, ImageDraw

PUBLIC = Path(__file__).resolve().parent.parent / "public"
GREEN, PAPER, INK, LIGHT = (15, 92, 92), (250, 248, 243), (15, 92, 92), (178, 206, 203)
OVERSAMPLING = 4


def icon(size: int, *, corner: float, scale: float) -> Image.Image:
    """Draw one icon; `corner` and `scale` are fractions of its side."""
    side = size * OVERSAMPLING
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * corner, fill=GREEN)

    def at(x: float, y: float) -> tuple[float, float]:
        return (side * (0.5 + (x - 0.5) * scale), side * (0.5 + (y - 0.5) * scale))

    width = round(side * 0.045 * scale)
    draw.rounded_rectangle(
        (*at(0.26, 0.16), *at(0.74, 0.84)), radius=side * 0.06 * scale, fill=PAPER
    )
    for y in (0.32, 0.44):
        draw.line((*at(0.36, y), *at(0.64, y)), fill=LIGHT, width=width)
    draw.line(
        (at(0.36, 0.645), at(0.46, 0.74), at(0.66, 0.54)),
        fill=INK,
        width=round(width * 1.7),
        joint="curve",
    )
    return picture.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    icon(192, corner=0.22, scale=1).save(PUBLIC / "icon-192.png", optimize=True)
    icon(512, corner=0.22, scale=1).save(PUBLIC / "icon-512.png", optimize=True)
    # The mask may cut to the inner 80 per cent; iOS rounds the corners itself.
    icon(512, corner=0, scale=0.8).convert("RGB").save(
        PUBLIC / "icon-maskable-512.png", optimize=True
    )
    icon(180, corner=0, scale=0.95).convert("RGB").save(
        PUBLIC / "apple-touch-icon.png", optimize=True
    )
