"""Work folders that leave nothing behind, not even after a kill.

Each work folder `.report-<random>` has a lock file beside it, `.report-<random>.lock`, held
(flock) by the process that works in it. The system drops the lock when that process ends, in
whatever way, so a folder whose lock can be taken is an orphan and may be removed, however
young or old it is. A process number would not do: containers sharing a volume reuse them.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".report-"
LOCK = ".lock"


def _take(path: Path) -> int | None:
    """Open and lock `path`; None when another process holds it or has just removed it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine = os.fstat(descriptor)
        there = path.stat()
    except (BlockingIOError, FileNotFoundError):
        os.close(descriptor)
        return None
    if (mine.st_dev, mine.st_ino) != (there.st_dev, there.st_ino):
        # A sweep removed the name between our open and our lock: the lock guards nothing.
        os.close(descriptor)
        return None
    return descriptor


@contextlib.contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A new, locked work folder inside `parent`, removed with all it holds at the end.

    It lies beside the target so that the finished file is moved by one rename on one disk.
    """
    parent.mkdir(parents=True, exist_ok=True)
    while True:
        folder = parent / f"{PREFIX}{secrets.token_hex(8)}"
        lock = folder.with_name(folder.name + LOCK)
        descriptor = _take(lock)
        if descriptor is not None:
            break
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def sweep_temporary(parent: Path) -> int:
    """Remove what killed processes left in `parent`; return the number of folders removed.

    Safe at any time, beside running work: a folder in use is locked.
    """
    removed = 0
    for folder in parent.glob(f"{PREFIX}*"):
        lock = folder if folder.name.endswith(LOCK) else folder.with_name(folder.name + LOCK)
        descriptor = _take(lock)
        if descriptor is None:
            continue
        work = lock.with_name(lock.name.removesuffix(LOCK))
        if work.is_dir():
            shutil.rmtree(work, ignore_errors=True)
            removed += 1
        lock.unlink(missing_ok=True)
        os.close(descriptor)
    return removed
