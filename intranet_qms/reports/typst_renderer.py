"""Makes a PDF/UA-1 and PDF/A-2a file out of a typst template, text as data, and photos.

The work is done by another process (`typst_compile`), with limits on time, processor and memory,
in a folder of its own; the finished file appears under its name by one rename, or not at all.
Text reaches the template as JSON, so nothing that a person wrote is ever read as markup, and the
template itself can read nothing outside the work folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import selectors
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import QMSError, Unavailable
from ..i18n import lazy
from .printable import printable_tree
from .temporary import work_folder

TEMPLATES = Path(__file__).parent / "templates"
COMPILER = Path(__file__).parent / "typst_compile.py"
LONGEST_EDGE = 1200
"""Pixels: a photo half a page wide at 360 dots per inch. typst holds every photo decoded, so a
third more on each edge would cost half of the memory of a report again."""
BEAT_SECONDS = 5.0
"""How often progress is reported while nothing new happens, so that a job is seen to live."""

Photo = bytes | Path
Progress = Callable[[float, str], None]
"""Called with the part done (0 to 1) and the stage: ``photos``, ``pages`` or ``done``."""


@dataclass(frozen=True, slots=True)
class RenderedReport:
    """A finished file.

    ``unreadable`` names the photos (by SHA-256) in whose place the report says that they could
    not be shown. ``peak_bytes`` is the memory that the compiling process took at most.
    """

    path: Path
    pages: int
    sha256: str
    unreadable: tuple[str, ...] = ()
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may cost.

    Args:
        seconds: time for the whole compilation, by the clock and by the processor.
        memory_bytes: address space of the compiling process.
        pixels: a photo with more is not decoded; the report says so in its place.
    """

    seconds: int = 120
    memory_bytes: int = 2_000_000_000
    pixels: int = 60_000_000


class ReportFailed(QMSError):
    """The report could not be made; ``detail`` is for the log and names no personal data."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(
            code,
            lazy("The report could not be made."),
            way_out=lazy("Try again; if it fails again, tell the administrator the code."),
        )
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


_slots = threading.BoundedSemaphore(2)
"""How many reports one worker makes at a time: memory is what runs out first."""


def limit_concurrency(reports: int) -> None:
    """Let one process make at most `reports` at a time. Called once, by the composition root."""
    global _slots  # one process, one limit
    _slots = threading.BoundedSemaphore(reports)


def _no_progress(_done: float, _stage: str) -> None:
    return


def compile_pdf(
    template: str,
    data: Mapping[str, Any],
    out_path: Path,
    *,
    made_at: datetime,
    photos: Mapping[str, Photo] | None = None,
    progress: Progress = _no_progress,
    limits: Limits | None = None,
) -> RenderedReport:
    """Compile `template` with `data` into `out_path`, whole or not at all.

    Args:
        template: file name in `reports/templates`.
        data: what the template shows; plain JSON values, `language` among them.
        made_at: aware moment written into the file. The same input gives the same bytes.
        photos: by SHA-256, the bytes or a file to read.

    Raises:
        ReportFailed: codes ``reports.too_slow``, ``reports.crashed``, ``reports.not_compiled``.
        Unavailable: the PDF extra is not installed.
    """
    limits = limits or Limits()
    photos = photos or {}
    with _slots, work_folder(out_path.parent) as folder:
        _stage(folder, photos)
        result: dict[str, Any] = {}
        for plain in (False, True):
            job = {
                "template": template,
                "photos": sorted(photos),
                "longest_edge": LONGEST_EDGE,
                "most_pixels": limits.pixels,
                "seconds": limits.seconds,
                "memory_bytes": limits.memory_bytes,
                "made_at": made_at.astimezone(UTC).isoformat(),
            }
            (folder / "job.json").write_text(json.dumps(job), "utf-8")
            shown = printable_tree(data, language=data["language"], plain=plain)
            (folder / "data.json").write_text(json.dumps(shown), "utf-8")
            shutil.rmtree(folder / "photos", ignore_errors=True)
            result = _run(folder, progress, limits)
            if "could not be displayed" not in result.get("detail", ""):
                break
        if "error" in result:
            raise ReportFailed("reports.not_compiled", result["detail"])
        made = folder / "result.pdf"
        sha256 = _settle(made, out_path)
    progress(1.0, "done")
    return RenderedReport(
        path=out_path,
        pages=result["pages"],
        sha256=sha256,
        unreadable=tuple(result["unreadable"]),
        peak_bytes=result["peak_kib"] * 1024,
    )


def _stage(folder: Path, photos: Mapping[str, Photo]) -> None:
    for source in TEMPLATES.glob("*.typ"):
        shutil.copyfile(source, folder / source.name)
    raw = folder / "raw"
    raw.mkdir()
    for sha256, photo in photos.items():
        if not (len(sha256) == 64 and sha256.isalnum()):
            raise ValueError("a photo is named by its SHA-256")
        target = raw / sha256
        if isinstance(photo, bytes):
            target.write_bytes(photo)
            continue
        try:
            os.link(photo, target)
        except OSError:
            shutil.copyfile(photo, target)


def _settle(made: Path, out_path: Path) -> str:
    """Move the file to its name, on disk before it can be seen; return its SHA-256."""
    with made.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    made.chmod(0o640)
    made.replace(out_path)
    return sha256


def _run(folder: Path, progress: Progress, limits: Limits) -> dict[str, Any]:
    """Run the compiling process to its end and return its last word."""
    deadline = time.monotonic() + limits.seconds
    with (
        (folder / "stderr").open("w+b") as errors,
        subprocess.Popen(  # noqa: S603 - our own file, run by our own interpreter
            [sys.executable, "-I", str(COMPILER), str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=_environment(),
        ) as process,
    ):
        last: dict[str, Any] = {}
        done, stage = 0.0, "photos"
        try:
            assert process.stdout is not None
            for line in _lines(process.stdout.fileno(), deadline):
                with suppress(json.JSONDecodeError):
                    last = json.loads(line) if line else last
                if "stage" in last:
                    # Photos are most of the time; the pages are made in one go.
                    stage = last["stage"]
                    done = 0.8 * last["done"] if stage == "photos" else 0.8
                    progress(done, stage)
            process.wait(max(0.1, deadline - time.monotonic()))
        except BaseException as error:
            # Out of time, or progress refused because another worker has taken the job over.
            process.kill()
            if isinstance(error, TimeoutError | subprocess.TimeoutExpired):
                raise ReportFailed("reports.too_slow", f"more than {limits.seconds} s") from error
            raise
        if process.returncode != 0 and "error" not in last:
            errors.seek(0)
            tail = errors.read()[-2000:].decode("utf-8", "replace")
            if "No module named 'typst'" in tail or "No module named 'font_lato'" in tail:
                raise Unavailable(
                    "reports.not_installed",
                    lazy("This installation cannot make PDF files."),
                    way_out=lazy("Ask the administrator to install the extra “pdf”."),
                )
            raise ReportFailed("reports.crashed", f"status {process.returncode}: {tail}")
        return last


def _lines(descriptor: int, deadline: float) -> Iterator[bytes]:
    """Lines of a pipe until its end; an empty one every `BEAT_SECONDS` in which none came.

    Raises:
        TimeoutError: the deadline (of the monotonic clock) has passed.
    """
    buffer = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not selector.select(min(left, BEAT_SECONDS)):
                yield b""
                continue
            piece = os.read(descriptor, 65536)
            if not piece:
                return
            *whole, buffer = (buffer + piece).split(b"\n")
            yield from whole


def _environment() -> dict[str, str]:
    """Nothing of the worker's environment: it holds passwords, and decides nothing here."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"}
