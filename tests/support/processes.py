"""Processes of a test: started in a group of their own, watched, logged, stopped by id."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.support.nursery import Nursery
from tests.support.reaper import end_registered, is_running
from tests.support.waiting import SESSION, free_port, until

# Both paths are short, because the names of sockets are limited to 107 bytes, and PostgreSQL, which
# refuses to run as root, is able to enter them.
_DISK, _MEMORY = Path("/tmp"), Path("/dev/shm")
_ROOM = 3 * 1024**3  # bytes, far more than the tests of one session keep at a time


def session_folder(*, in_memory: bool = False) -> Path:
    """The folder of this test session; made, with its watcher, when first asked for.

    Args:
        in_memory: whether the first to ask wants it in memory, where the machine has the room. A
            disk makes tests wait that make thousands of files and care for none of them; what is
            measured belongs on the disk.
    """
    known = os.environ.get(SESSION)
    if known:
        return Path(known)
    parent = _MEMORY if in_memory and _has_room(_MEMORY) else _DISK
    folder = Path(tempfile.mkdtemp(prefix="qms-", dir=parent))
    folder.chmod(0o755)
    for name in ("processes", "ports"):
        (folder / name).mkdir()
    os.environ[SESSION] = str(folder)
    subprocess.Popen(
        [
            sys.executable,
            "-S",
            str(Path(__file__).with_name("reaper.py")),
            str(os.getpid()),
            str(folder),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return folder


def _has_room(folder: Path) -> bool:
    """Whether the folder has room for all tests, and programs may be run from it."""
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    is_open = not found.f_flag & (os.ST_NOEXEC | os.ST_RDONLY)
    return is_open and os.access(folder, os.W_OK) and found.f_bavail * found.f_frsize > _ROOM


def remove_at_the_end(pattern: str) -> None:
    """Files outside of the session's folder that match are removed when the session ends."""
    with (session_folder() / "leftovers").open("a", encoding="utf-8") as leftovers:
        leftovers.write(pattern + "\n")


def end_session() -> None:
    """Ends every part still running and removes the session's folder; called once, at the end."""
    known = os.environ.pop(SESSION, None)
    if known:
        end_registered(Path(known))
        shutil.rmtree(known, ignore_errors=True)


_nurseries: list[Nursery] = []


@contextlib.contextmanager
def nursery() -> Iterator[None]:
    """Inside the block the application's processes are forked by one that has loaded their code."""
    _nurseries.append(Nursery())
    try:
        yield
    finally:
        _nurseries.pop().close()


_alive: list[Process] = []


def running_now() -> list[Process]:
    """The processes that this Python process has started and not stopped."""
    return list(_alive)


class ProcessFailedError(AssertionError):
    """A process ended, or did not become ready; carries the end of its log."""


class Process:
    """One process with its log, in a process group of its own.

    Args:
        name: used for the log and in failures.
        command: program and arguments.
        environment: the whole environment when given, otherwise this process's own.
        folder: working directory.
        user: name of the account to run as (only where the tests run as root).
        stop_signal: asks it politely to end; it is killed if it does not within `patience`.
        patience: seconds to wait for a polite end.
        entry: what the command calls in the end, "module:function" of the application; tests let
            their nursery start it, see `tests.support.nursery`.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        patience: float = 10.0,
        entry: str | None = None,
    ) -> None:
        self.name = name
        self.entry = entry
        self.command = [str(part) for part in command]
        self.environment = dict(environment) if environment is not None else None
        self.folder = folder
        self.user = user
        self.stop_signal = stop_signal
        self.patience = patience
        self.pid: int | None = None
        self._popen: subprocess.Popen[bytes] | None = None
        self._nursery: Nursery | None = None
        logs = session_folder() / "logs"
        logs.mkdir(exist_ok=True)
        handle, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".log", dir=logs)
        os.close(handle)
        self.log_path = Path(path)

    def start(self) -> None:
        """Starts it; `wait_until_ready` tells when it can be used."""
        if self.is_running():
            raise RuntimeError(f"{self.name} is running already")
        if self.entry is not None and _nurseries:
            self._nursery = _nurseries[-1]
            # What the program itself would find in `sys.argv`.
            arguments = self.command[self.command[0] == sys.executable :]
            self.pid = self._nursery.start(
                entry=self.entry,
                arguments=arguments,
                environment=self.environment or dict(os.environ),
                folder=str(self.folder) if self.folder else None,
                log=str(self.log_path),
            )
        else:
            self._execute()
        entry = session_folder() / "processes" / str(self.pid)
        entry.write_text(str(int(self.stop_signal)), encoding="ascii")
        _alive.append(self)

    def _execute(self) -> None:
        with self.log_path.open("ab") as log:
            self._popen = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=self.folder,
                user=self.user,
                group=_group_of(self.user),
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self._popen.pid

    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        if self._popen is not None:
            return self._popen.poll() is None
        if self._nursery is not None and self.pid is not None:
            return self._nursery.poll(self.pid) is None
        return self.pid is not None and is_running(self.pid)

    def log(self, last_lines: int = 60) -> str:
        """The end of what it has written."""
        text = self.log_path.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-last_lines:])

    def wait_until_ready(self, is_ready: Callable[[], object], within: float = 30.0) -> None:
        """Looks until `is_ready()`; an OSError in it means "not yet".

        Raises:
            ProcessFailedError: it ended or the time passed; with the end of its log.
        """

        def look() -> bool:
            if not self.is_running():
                raise ProcessFailedError(f"{self.name} ended while starting:\n{self.log()}")
            try:
                return bool(is_ready())
            except OSError:
                return False

        try:
            until(look, within=within, what=f"{self.name} being ready")
        except ProcessFailedError:
            raise
        except AssertionError as late:
            log = self.log()
            self.kill()
            raise ProcessFailedError(f"{late}; its log:\n{log}") from late

    def send(self, which: signal.Signals) -> None:
        """Sends one signal to the process itself (not to its children)."""
        if self.pid is not None and self.is_running():
            os.kill(self.pid, which)

    def wait(self, within: float) -> int | None:
        """Waits for the end; returns its exit code where this process started it."""
        until(lambda: not self.is_running(), within=within, what=f"the end of {self.name}")
        self._forget()
        if self._nursery is not None and self.pid is not None:
            return self._nursery.poll(self.pid)
        return self._popen.returncode if self._popen else None

    def stop(self) -> None:
        """Asks it to end, waits, kills the whole group if it must. Harmless when it has ended."""
        self.send(self.stop_signal)
        try:
            until(lambda: not self.is_running(), within=self.patience)
        except AssertionError:
            pass
        finally:
            self.kill()

    def kill(self) -> None:
        """Ends it and its children at once, as a power cut would."""
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            until(lambda: not self.is_running(), what=f"the end of {self.name}")
            self._forget()

    def _forget(self) -> None:
        if self in _alive:
            _alive.remove(self)
        with contextlib.suppress(OSError):
            (session_folder() / "processes" / str(self.pid)).unlink()


def _group_of(user: str | None) -> int | None:
    if user is None:
        return None
    return pwd.getpwnam(user).pw_gid


class WebProcess(Process):
    """A web server on a free loopback port, healthy when `health_path` answers 200.

    The text `{port}` in the command and in the environment stands for the port.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        port: int | None = None,
        health_path: str = "/qms/health",
        patience: float = 15.0,
        entry: str | None = None,
    ) -> None:
        self.port = port or free_port()
        self.health_path = health_path
        filled = {
            key: value.replace("{port}", str(self.port))
            for key, value in (os.environ if environment is None else environment).items()
        }
        super().__init__(
            name,
            [str(part).replace("{port}", str(self.port)) for part in command],
            environment=filled,
            folder=folder,
            patience=patience,
            entry=entry,
        )

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def is_healthy(self) -> bool:
        """Whether its health page answers 200 now."""
        try:
            with urllib.request.urlopen(self.url + self.health_path, timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False

    def start(self, within: float = 60.0) -> None:
        """Starts it and waits, at most `within` seconds, until it is healthy."""
        super().start()
        self.wait_until_ready(self.is_healthy, within=within)


_QMS = "intranet_qms.standalone.cli:main"
_GUNICORN = "gunicorn.app.wsgiapp:run"


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def application_environment(
    home: Path, database_url: str | None = None, **settings: str
) -> dict[str, str]:
    """The environment of the application's own processes.

    Args:
        home: its data folder (QMS_HOME).
        database_url: its database, when it is not the SQLite file in the folder.
        settings: further keys, given as they are (`QMS_…`).
    """
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("QMS_")}
    # A session id of another test run must not leak in, nor a proxy get between loopback ends.
    for key in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        inherited.pop(key, None)
    environment = {**inherited, "QMS_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    if database_url is not None:
        environment["QMS_DATABASE_URL"] = database_url
    return {**environment, **settings}


def qms_run(home: Path, *, by_nursery: bool = True, **settings: str) -> WebProcess:
    """`qms run`: everything in one process, as `make run` starts it.

    Args:
        home: its data folder.
        by_nursery: whether a nursery may start it; not where the start itself is looked at.
        settings: further keys.
    """
    return WebProcess(
        "qms-run",
        [_program("qms"), "run"],
        environment=application_environment(home, PORT="{port}", **settings),
        entry=_QMS if by_nursery else None,
    )


def qms_web(home: Path, database_url: str, **settings: str) -> WebProcess:
    """`qms web`: the pages and the interface only, without a worker."""
    return WebProcess(
        "qms-web",
        [_program("qms"), "web"],
        environment=application_environment(home, database_url, PORT="{port}", **settings),
        entry=_QMS,
    )


def qms_worker(home: Path, database_url: str, **settings: str) -> Process:
    """`qms worker`: drains the outbox; ready when it says so in its log."""
    return Process(
        "qms-worker",
        [_program("qms"), "worker"],
        environment=application_environment(home, database_url, **settings),
        patience=20.0,
        entry=_QMS,
    )


def qms_scheduler(home: Path, database_url: str, **settings: str) -> Process:
    """`qms scheduler`: wakes the worker for what waits in the outbox and for the calendar."""
    return Process(
        "qms-scheduler",
        [_program("qms"), "scheduler"],
        environment=application_environment(home, database_url, **settings),
        entry=_QMS,
    )


def gunicorn(
    home: Path, database_url: str, *, workers: int = 2, threads: int = 4, **settings: str
) -> WebProcess:
    """gunicorn with several worker processes, as an office with many people runs it."""
    return WebProcess(
        "gunicorn",
        [
            _program("gunicorn"),
            "--bind=127.0.0.1:{port}",
            f"--workers={workers}",
            f"--threads={threads}",
            "--worker-class=gthread",
            "--no-control-socket",
            "intranet_qms.standalone.application:create_app()",
        ],
        environment=application_environment(home, database_url, **settings),
        entry=_GUNICORN,
    )
