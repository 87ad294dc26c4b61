"""Children of the nursery are processes like any other."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.processes import Process
from tests.support.waiting import until

ENTRY = f"{__name__}:child"


def child() -> int:
    """What a child of these tests does."""
    what = sys.argv[1]
    print(
        f"{what} {os.environ['SAID']} in {Path.cwd()}, leads its group: {os.getpgrp() == os.getpid()}"
    )
    print("a complaint", file=sys.stderr)
    if what == "wait":
        time.sleep(600)
    return 3


@pytest.fixture
def made(run_process: Callable[..., Process], tmp_path: Path) -> Callable[[str], Process]:
    """`made("end")`: a child that has been started."""

    def make(what: str) -> Process:
        return run_process(
            Process(
                "child",
                [sys.executable, "child", what],
                environment={**os.environ, "SAID": "zażółć"},
                folder=tmp_path,
                entry=ENTRY,
            )
        )

    return make


def test_a_child_has_arguments_environment_folder_log_and_exit_code_of_its_own(
    made: Callable[[str], Process], tmp_path: Path
) -> None:
    process = made("end")
    assert process.wait(within=60) == 3
    assert f"end zażółć in {tmp_path}, leads its group: True" in process.log()
    assert "a complaint" in process.log()
    assert "SAID" not in os.environ


def test_a_child_can_be_asked_to_end_and_killed(made: Callable[[str], Process]) -> None:
    for which in (signal.SIGTERM, signal.SIGKILL):
        process = made("wait")
        until(lambda process=process: "complaint" in process.log(), within=60, what="its words")  # type: ignore[misc]
        assert process.is_running()
        process.send(which)
        assert process.wait(within=30) == -which


def test_a_child_can_be_started_again(made: Callable[[str], Process]) -> None:
    process = made("wait")
    first = process.pid
    process.kill()
    assert not process.is_running()
    process.start()
    assert process.is_running()
    assert process.pid != first
