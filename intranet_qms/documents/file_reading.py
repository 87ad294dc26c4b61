"""Read files that strangers sent: each in a process of its own, with bounds on time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 20
"""Of the processor; by the clock a busy machine gets three times that."""
MEMORY_BYTES = 900_000_000
"""Address space, of which a process that has loaded its libraries holds 400 MB unused."""

_slots = threading.BoundedSemaphore(2)
"""How many files one process has read at a time: memory is what runs out first."""
_ROOT = Path(__file__).parents[2]


class FileNotRead(ValueError):
    """A file could not be read. ``code``: ``damaged``, ``bomb``, ``encrypted``, ``slow``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


@dataclass(frozen=True, slots=True)
class ReadDocx:
    """A .docx as Markdown; see ``docx_import.Imported``."""

    markdown: str
    pictures: dict[str, bytes]
    left_out: dict[str, int]


def read_words(data: bytes, media_type: str) -> tuple[str, int | None]:
    """The words of a file and the number of pages of a PDF.

    Raises:
        FileNotRead: it cannot be read, or costs more than a file may.
    """
    answer, _ = _run({"task": "words", "media_type": media_type}, data)
    return str(answer["text"]), answer["pages"]


def read_docx(data: bytes) -> ReadDocx:
    """A .docx as Markdown with its pictures.

    Raises:
        FileNotRead: it cannot be read, or costs more than a file may.
    """
    answer, files = _run({"task": "import"}, data)
    pictures = dict(zip(answer["pictures"], files, strict=True))
    return ReadDocx(str(answer["markdown"]), pictures, dict(answer["left_out"]))


def draw_page(data: bytes, page: int, *, longest_side: int) -> bytes:
    """One page of a PDF as a JPEG.

    Args:
        page: from 1.
        longest_side: pixels.

    Raises:
        FileNotRead: there is no such page, or it cannot be drawn.
    """
    _, files = _run({"task": "page", "page": page, "longest_side": longest_side}, data)
    return files[0]


def _run(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    bounds = {"seconds": SECONDS, "memory_bytes": MEMORY_BYTES}
    with _slots, tempfile.TemporaryDirectory(prefix="qms-file-") as name:
        folder = Path(name)
        (folder / "source").write_bytes(data)
        (folder / "job.json").write_text(json.dumps({**bounds, **job}), "utf-8")
        environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", "")}
        try:
            ended = subprocess.run(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "intranet_qms.documents.file_child", name],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS * 3,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FileNotRead("slow") from error
        result = folder / "result.json"
        if not result.exists():
            # Ended by the system: the bound of the processor (SIGXCPU) or of memory.
            raise FileNotRead("slow" if ended.returncode == -24 else "bomb", str(ended.returncode))
        answer = json.loads(result.read_bytes())
        if "refused" in answer:
            raise FileNotRead(answer["refused"], answer.get("detail", ""))
        made = folder / "result"
        files = (
            [one.read_bytes() for one in sorted(made.iterdir(), key=lambda path: int(path.name))]
            if made.exists()
            else []
        )
        return answer, files
