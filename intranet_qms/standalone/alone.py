"""One worker inside the process means one process for a folder: a lock says so."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


class InUse(Exception):
    """Another process runs on this folder; ``pid`` as far as it is known."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


class Alone:
    """Holds a folder for this process until it ends, however it ends.

    The lock is the kernel's and goes with the process: after a power cut or ``kill -9`` nothing
    is left behind that somebody would have to remove.

    Raises:
        InUse: another process holds the folder.
        OSError: the folder cannot be written.
    """

    def __init__(self, home: Path) -> None:
        self._file: IO[str] = (home / "running").open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            pid = self._file.read().strip()
            self._file.close()
            raise InUse(pid) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let the folder go."""
        self._file.truncate(0)
        self._file.close()
