"""Makes a DOCX of an audit report out of a template: the built-in one, or the office's own."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Unavailable
from ..i18n import lazy, t, use_locale
from .audit_values import AuditReport
from .docx_fields import docx_values
from .temporary import work_folder
from .typst_renderer import Photo, Progress, RenderedReport, ReportFailed

FILLER = Path(__file__).parent / "docx_compile.py"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class DocxLimits:
    """What filling one template may cost.

    Args:
        seconds: of the processor; by the clock twice as much.
        memory_bytes: address space of the process.
        file_bytes: the largest file that it may write.
    """

    seconds: int = 60
    memory_bytes: int = 1_500_000_000
    file_bytes: int = 200_000_000


def render_docx(
    report: AuditReport,
    photos: Mapping[str, Photo],
    template: bytes,
    out_path: Path,
    progress: Progress | None = None,
    *,
    limits: DocxLimits | None = None,
) -> RenderedReport:
    """Make the DOCX of ``report`` at ``out_path``, whole or not at all.

    Args:
        photos: by SHA-256, JPEG bytes or a file; one that is missing is named in the text alone.
        template: the bytes of a template that was checked (``docx_check``).

    Raises:
        ReportFailed: code ``reports.template_failed``; the detail says why.
        Unavailable: the extra is not installed.
    """
    tell = progress or (lambda _done, _stage: None)
    wanted = {entry.sha256 for entry in report.photos}
    available = {sha256: photo for sha256, photo in photos.items() if sha256 in wanted}
    with use_locale(report.language):
        values = docx_values(report, frozenset(available))
        title = f"{t('Audit report')} {report.number}: {report.title}"
    tell(0.1, "pages")
    with work_folder(out_path.parent) as folder:
        said = fill_template(
            folder,
            template,
            values,
            available,
            title=title,
            language=report.language,
            office=report.office,
            limits=limits,
        )
        if "error" in said:
            raise ReportFailed("reports.template_failed", json.dumps(said))
        made = folder / "result.docx"
        with made.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        made.chmod(0o640)
        made.replace(out_path)
    tell(1.0, "done")
    return RenderedReport(path=out_path, pages=0, sha256=sha256)


def fill_template(
    folder: Path,
    template: bytes,
    values: Mapping[str, Any],
    photos: Mapping[str, Photo],
    *,
    title: str,
    language: str,
    office: str,
    strict: bool = False,
    limits: DocxLimits | None = None,
) -> dict[str, Any]:
    """Fill a template in ``folder`` by another process.

    Args:
        strict: whether a field that does not exist is an error.

    Returns:
        The last word of the process: ``done``, or ``error`` with its code.
    """
    limits = limits or DocxLimits()
    (folder / "photos").mkdir(exist_ok=True)
    for sha256, photo in photos.items():
        if not (len(sha256) == 64 and sha256.isalnum()):
            raise ValueError("a photo is named by its SHA-256")
        target = folder / "photos" / sha256
        target.write_bytes(photo if isinstance(photo, bytes) else photo.read_bytes())
    (folder / "template.docx").write_bytes(template)
    (folder / "data.json").write_text(json.dumps(values), "utf-8")
    job = {
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.file_bytes,
        "strict": strict,
        "title": title[:250],
        "language": language,
        "office": office[:250],
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    try:
        ended = subprocess.run(  # noqa: S603 - our own file, run by our own interpreter
            [sys.executable, "-I", str(FILLER), str(folder)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            timeout=limits.seconds * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"error": "too_slow"}
    last = ended.stdout.decode("utf-8", "replace").strip().rpartition("\n")[2]
    if last:
        said: dict[str, Any] = json.loads(last)
        return said
    tail = ended.stderr[-2000:].decode("utf-8", "replace")
    if "No module named" in tail:
        raise Unavailable(
            "reports.not_installed",
            lazy("This installation cannot make DOCX files."),
            way_out=lazy("Ask the administrator to install the extra “pdf”."),
        )
    # Killed by a limit: of the processor (SIGXCPU), or of memory where nobody could say so.
    return {"error": "too_slow" if ended.returncode in (-24, -9) else "too_large", "detail": tail}
