"""The inner process that reads files of strangers, with bounds on time and memory.

Started by ``file_reading`` with a folder as its argument:

    job.json      what to do: ``task`` (``words``, ``import`` or ``page``) and its bounds
    source        the bytes
    result.json   the answer (written here)
    result/<n>    files that belong to it (written here)

A crash, a runaway or a bomb ends this process and no other. The exit status is 0 for success and
3 for a file that cannot be read; ``result.json`` then says why.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from .archives import ArchiveRefused
from .docx_import import import_docx
from .file_words import page_picture, words_of

FAILED = 3


def _limit(seconds: int, memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 2))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    data = (folder / "source").read_bytes()
    if job["task"] == "words":
        text, pages = words_of(data, job["media_type"])
        return {"text": text, "pages": pages}
    if job["task"] == "page":
        (folder / "result").mkdir()
        (folder / "result" / "0").write_bytes(page_picture(data, job["page"], job["longest_side"]))
        return {}
    imported = import_docx(data)
    (folder / "result").mkdir()
    for at, picture in enumerate(imported.pictures.values()):
        (folder / "result" / str(at)).write_bytes(picture)
    return {
        "markdown": imported.markdown,
        "pictures": list(imported.pictures),
        "left_out": imported.left_out,
    }


def main(folder: Path) -> int:
    """Do the job that lies in ``folder``. Returns the exit status."""
    job = json.loads((folder / "job.json").read_bytes())
    _limit(job["seconds"], job["memory_bytes"])
    status = 0
    try:
        answer = _answer(folder, job)
    except ArchiveRefused as error:
        answer, status = {"refused": error.code}, FAILED
    except MemoryError:
        answer, status = {"refused": "bomb"}, FAILED
    except Exception as error:  # a damaged file makes a library raise nearly anything
        answer, status = {"refused": "damaged", "detail": repr(error)[:500]}, FAILED
    (folder / "result.json").write_text(json.dumps(answer), "utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
