"""The inner process of a PDF: scales photos, compiles one typst template, counts its pages.

It is started by path, not imported (see `typst_renderer`), and uses nothing of the package: a
crash, a runaway or a leak in an image or font library ends here, and the memory goes back to
the system when the process does. It sees one folder, the work folder given as its argument:

    job.json        what to do (keys below)
    data.json       the text of the document, read by the template as data, never as markup
    *.typ           the templates
    raw/<name>      photos as they were stored
    photos/<name>   photos as the template shows them (written here)
    result.pdf      the file (written here)

Progress and the result are lines of JSON on standard output. The exit status is 0 for success,
3 when the document cannot be compiled; the last line then says why.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import font_lato
import pypdfium2
import typst
from PIL import ExifTags, Image

FAILED = 3
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
JPEG_QUALITY = 82


def say(**event: Any) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def die_with_the_parent() -> None:
    """Ask the kernel to end this process when the worker is killed (Linux only)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)


def limit(seconds: int, memory_bytes: int) -> None:
    """Bound processor time and address space, so that a bomb ends this process and no other."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def turned(picture: Image.Image) -> Image.Image:
    """A photo upright, whatever else its camera noted; as ``intranet_qms.upright``, which cannot be
    imported here."""
    # Pixels that cannot be decoded are an error, and are not to pass for notes.
    picture.load()
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # what a camera noted wrongly makes the library raise nearly anything
        turn = None
    return picture if turn is None else picture.transpose(turn)


def scale(source: Path, target: Path, longest_edge: int, most_pixels: int) -> None:
    """Write a photo upright, at most `longest_edge` pixels long, without its metadata.

    Location and device data do not belong in a report that is handed out; the orientation they
    carry is applied first.
    """
    with Image.open(source) as opened:
        if opened.width * opened.height > most_pixels:
            raise ValueError(f"{opened.width} x {opened.height} pixels")
        ready = (
            opened.format == "JPEG"
            and max(opened.size) <= longest_edge
            and opened.mode in ("RGB", "L")
            and not {"exif", "xmp", "photoshop", "comment", "icc_profile"} & opened.info.keys()
        )
        if ready:
            os.link(source, target)
            return
        # A JPEG is decoded at a half, a quarter or an eighth: a twelfth of the memory.
        opened.draft("RGB", (longest_edge, longest_edge))
        upright = turned(opened)
        upright.thumbnail((longest_edge, longest_edge), Image.Resampling.LANCZOS)
        if upright.mode in ("RGBA", "LA", "P", "PA"):
            flat = Image.new("RGB", upright.size, "white")
            layer = upright.convert("RGBA")
            flat.paste(layer, mask=layer.getchannel("A"))
            upright = flat
        plain = upright.convert("RGB")
        plain.info.clear()
        plain.save(target, "JPEG", quality=JPEG_QUALITY)


def scale_all(folder: Path, job: dict[str, Any]) -> list[str]:
    """Scale every photo; return the names of those that are not images anyone can read."""
    (folder / "photos").mkdir()
    names: list[str] = job["photos"]

    def readable(name: str) -> bool:
        target = folder / "photos" / f"{name}.jpg"
        try:
            scale(folder / "raw" / name, target, job["longest_edge"], job["most_pixels"])
        except Exception:  # what a camera noted wrongly makes the library raise nearly anything
            target.unlink(missing_ok=True)
            return False
        return True

    unreadable: list[str] = []
    # Pillow decodes and scales outside the interpreter's lock; two at a time bound the memory.
    with ThreadPoolExecutor(max_workers=2) as pool:
        for position, (name, good) in enumerate(
            zip(names, pool.map(readable, names), strict=True), start=1
        ):
            if not good:
                unreadable.append(name)
            say(done=position / len(names), stage="photos")
    return unreadable


def peak_kib() -> int:
    """The most memory this program held. `getrusage` would count its parent's, before exec."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(folder: Path) -> int:
    die_with_the_parent()
    job = json.loads((folder / "job.json").read_bytes())
    limit(job["seconds"], job["memory_bytes"])
    # The parent checks the size itself, above; Pillow's own warning would only be noise.
    warnings.simplefilter("ignore", Image.DecompressionBombWarning)
    unreadable = scale_all(folder, job)
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=True,
        font_paths=[str(Path(font_lato.__file__).parent / "files")],
    )
    say(done=0.0, stage="pages")
    try:
        _, notes = typst.compile_with_warnings(
            str(folder / job["template"]),
            output=str(folder / "result.pdf"),
            root=str(folder),
            format="pdf",
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"unreadable": json.dumps(unreadable)},
            pdf_standards=["ua-1", "a-2a"],
            # The compiler takes whole seconds.
            timestamp=datetime.fromisoformat(job["made_at"]).replace(microsecond=0),
            # Data cannot name a package, and a template must not: nothing is fetched.
            package_path=str(folder),
            package_cache_path=str(folder),
        )
    except typst.TypstError as error:
        say(error=error.message, detail=error.diagnostic[:4000])
        return FAILED
    if notes:
        # A missing font or an unknown glyph is only a warning to typst; in an office it is a
        # wrong document with a signature under it.
        say(error="warnings", detail="\n".join(note.message for note in notes)[:4000])
        return FAILED
    with contextlib.closing(pypdfium2.PdfDocument(folder / "result.pdf")) as document:
        pages = len(document)
    say(pages=pages, unreadable=unreadable, peak_kib=peak_kib())
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
