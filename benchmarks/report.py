"""How long a large audit report takes and how much memory.

    python -m benchmarks.report [--photos 40] [--sections 23] [--questions 14] [--runs 5]

Photos are stored already scaled down, as the file service keeps them for reports; `--raw` gives
them as a telephone takes them (4000 x 3000), to see what scaling costs.
Prints one row of the table: pages, photos, median and worst seconds, and peak memory.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import Figure, table
from intranet_qms.reports.audit_report import render
from tests.factories.reports import make_photos, make_report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--sections", type=int, default=23)
    parser.add_argument("--questions", type=int, default=14)
    parser.add_argument("--findings", type=int, default=24)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--raw", action="store_true", help="photos as the camera made them")
    parser.add_argument("--most-seconds", type=float, help="fail above this median")
    parser.add_argument("--most-mb", type=float, help="fail above this peak")
    options = parser.parse_args()

    photos = make_photos(options.photos, (4000, 3000) if options.raw else (1200, 900))
    report = make_report(
        sections=options.sections,
        questions=options.questions,
        findings=options.findings,
        photos=tuple(photos),
    )
    seconds: list[float] = []
    peaks: list[int] = []
    pages = 0
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        store.mkdir()
        for sha256, data in photos.items():
            (store / sha256).write_bytes(data)
        kept = {sha256: store / sha256 for sha256 in photos}
        for _ in range(options.runs):
            started = time.perf_counter()
            made = render(report, kept, Path(folder) / "report.pdf")
            seconds.append(time.perf_counter() - started)
            peaks.append(made.peak_bytes)
            pages = made.pages
    median, peak = statistics.median(seconds), max(peaks) / 1e6
    figure = Figure(
        f"report of {pages} pages and {options.photos} photographs",
        f"{median:.2f} s (worst {max(seconds):.2f} s), {peak:.0f} MB",
        "under 1 s and 400 MB",
        median < 1 and peak < 400,
    )
    print(table([figure]))
    too_slow = options.most_seconds and median > options.most_seconds
    too_big = options.most_mb and peak > options.most_mb
    return 1 if too_slow or too_big else 0


if __name__ == "__main__":
    sys.exit(main())
