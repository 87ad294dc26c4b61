"""Starts the application's own processes from one that has loaded its code already.

Loading it takes two seconds of a processor, and the tests start it a hundred times. The nursery is
one process for each worker of the tests: it loads the code, starts no thread, and forks whenever a
test asks. The child is a process like any other from then on: a session and a group of its own,
its own environment, folder, arguments and log, and it ends as an interpreter ends.

Run as a program it reads orders from its standard input, one JSON object a line, and answers each
by one line: `{"start": {...}}` by the id of the child, `{"poll": id}` by the child's exit code (the
negative number of a signal, as in `subprocess`), or null while it runs.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

# What the processes need; the rest is loaded by whoever uses it.
_CODE = (
    "intranet_qms.standalone.cli",
    "intranet_qms.standalone.application",
    "celery.apps.worker",
    "celery.concurrency.thread",
    "celery.fixups.django",
    "celery.loaders.app",
    "celery.worker.consumer",
    "celery.worker.autoscale",
    "celery.worker.strategy",
    "celery.bin.worker",
    "celery.beat",
    "celery.apps.beat",
    "kombu.transport.memory",
    "kombu.transport.redis",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "psycopg",
    "waitress",
)


class Nursery:
    """The way of a test to its nursery, which is started with the first child."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def start(self, **child: Any) -> int:
        """Forks a child and returns its id.

        Args:
            child: `entry` ("module:function"), `arguments` (as in `sys.argv`), `environment`,
                `folder` (None: this one) and `log` (path of a file, which is added to).
        """
        return int(self._ask({"start": child}))

    def poll(self, pid: int) -> int | None:
        """The exit code of a child, None while it runs."""
        answer: int | None = self._ask({"poll": pid})
        return answer

    def _ask(self, order: dict[str, Any]) -> Any:
        with self._one_at_a_time:
            if self._process is None:
                self._process = subprocess.Popen(
                    [sys.executable, Path(__file__)],
                    env={**os.environ, "PYTHONPATH": ""},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
            if not answer:
                raise RuntimeError("the nursery of the tests has ended; its words stand above")
            return json.loads(answer)

    def close(self) -> None:
        """Ends it; children that still run go on."""
        if self._process is not None:
            # It has nothing to finish.
            self._process.kill()
            self._process.communicate()
            self._process = None


def _load() -> None:
    for name in _CODE:
        importlib.import_module(name)
    extension = importlib.import_module("intranet_qms.extension")
    extension.load_features()
    extension.feature_routes()
    importlib.import_module("sqlalchemy.orm").configure_mappers()


def _poll(pid: int) -> int | None:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else None


def _serve() -> dict[str, Any]:
    """Answers orders until there are none; returns, in a child, what the child has to do."""
    codes: dict[int, int] = {}
    while line := sys.stdin.readline():
        order = json.loads(line)
        answer: int | None
        if "start" in order:
            began, begins = os.pipe()
            answer = os.fork()
            if answer == 0:
                child: dict[str, Any] = order["start"]
                os.setsid()
                os.close(begins)
                return child
            # Not told before it leads a group: whoever ends it ends the group.
            os.close(begins)
            os.read(began, 1)
            os.close(began)
            codes.pop(answer, None)
        else:
            pid = order["poll"]
            if pid not in codes and (code := _poll(pid)) is not None:
                codes[pid] = code
            answer = codes.get(pid)
        # Not by sys.stdout: what it keeps would be written by a child once more.
        os.write(1, f"{json.dumps(answer)}\n".encode())
    os._exit(0)


def _become(child: dict[str, Any]) -> None:
    """Makes this process, which leads its session, what `subprocess` would have made of it."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(child["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for descriptor, number in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, number)
    os.closerange(3, 256)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as we do
    sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(child["environment"])
    time.tzset()
    tempfile.tempdir = None
    if child["folder"]:
        os.chdir(child["folder"])
    sys.argv = child["arguments"]
    # By this a process begins anew.
    sys.orig_argv = [sys.executable, *child["arguments"]]


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load()
    wanted = _serve()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _become(wanted)
    module, _, function = wanted["entry"].partition(":")
    sys.exit(getattr(importlib.import_module(module), function)())
