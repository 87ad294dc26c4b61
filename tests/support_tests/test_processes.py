"""Processes are started in a group of their own, watched, and leave nothing behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import Process, ProcessFailedError, WebProcess, session_folder
from tests.support.reaper import is_running
from tests.support.waiting import DeadlinePassedError, free_port, is_listening, until

_STUBBORN_PARENT = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_stopping_ends_a_stubborn_process_and_its_children() -> None:
    process = Process("stubborn", [sys.executable, "-c", _STUBBORN_PARENT], patience=0.2)
    process.start()
    child = int(until(process.log, what="the child's id"))
    assert is_running(child)

    process.stop()

    assert not process.is_running()
    until(lambda: not is_running(child), what="the end of the child")
    assert not (session_folder() / "processes" / str(process.pid)).exists()


def test_a_process_that_fails_while_starting_says_why() -> None:
    process = Process("failing", [sys.executable, "-c", "raise SystemExit('no such thing')"])
    process.start()
    with pytest.raises(ProcessFailedError, match="no such thing"):
        process.wait_until_ready(lambda: False)


def test_a_process_that_never_becomes_ready_is_ended() -> None:
    process = Process("slow", [sys.executable, "-c", "import time; time.sleep(600)"])
    process.start()
    with pytest.raises(ProcessFailedError, match="did not come true"):
        process.wait_until_ready(lambda: False, within=0.1)
    assert not process.is_running()


def test_a_web_process_is_started_when_its_health_page_answers(
    run_process: Callable[..., WebProcess], tmp_path: Path
) -> None:
    (tmp_path / "health").write_text("ok", encoding="utf-8")
    server = run_process(
        WebProcess(
            "files",
            [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"],
            folder=tmp_path,
            health_path="/health",
        )
    )
    assert server.is_healthy()
    server.stop()
    assert not is_listening(server.port)


def test_a_killed_test_session_takes_its_processes_with_it(tmp_path: Path) -> None:
    script = tmp_path / "session.py"
    script.write_text(
        "import sys, time\n"
        "from tests.support.processes import Process, session_folder\n"
        "process = Process('orphan', [sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "process.start()\n"
        "print(process.pid, session_folder(), flush=True)\n"
        "time.sleep(600)\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    environment.pop("INTRANET_TEST_SESSION", None)
    session = subprocess.Popen(
        [sys.executable, script], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert session.stdout is not None
    orphan, folder = session.stdout.readline().split()

    session.send_signal(signal.SIGKILL)
    session.wait()

    until(lambda: not is_running(int(orphan)), what="the end of the orphan")
    until(lambda: not Path(folder).exists(), what="the removal of the folder")


def test_waiting_names_what_did_not_happen() -> None:
    with pytest.raises(DeadlinePassedError, match="the moon did not come true within 0"):
        until(lambda: False, within=0, what="the moon")


def test_ports_are_given_out_once() -> None:
    assert len({free_port() for _ in range(50)}) == 50
