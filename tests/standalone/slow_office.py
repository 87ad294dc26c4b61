"""`qms` with one page and one job that take as long as the test wants: until the file `go`."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import Any

from flask import Flask

from intranet_qms.standalone import cli
from intranet_qms.standalone.application import create_app
from intranet_qms.tasks.handling import Context, handles

HOME = Path(os.environ["QMS_HOME"])


def _take_long(name: str) -> None:
    (HOME / f"{name}-began").touch()
    while not (HOME / "go").exists():
        time.sleep(0.02)
    with (HOME / f"{name}-ended").open("a", encoding="ascii") as ended:
        ended.write("once\n")


@handles("tests.slow")
def _job(_context: Context, _job: uuid.UUID, _payload: dict[str, Any]) -> None:
    _take_long("job")


def _page() -> str:
    _take_long("page")
    return "whole"


def _slow_app() -> Flask:
    app = create_app()
    app.add_url_rule("/slow", view_func=_page)
    return app


def main() -> None:
    """`qms` with the slow page and the slow job."""
    cli.create_app = _slow_app  # type: ignore[attr-defined]
    cli.main()


if __name__ == "__main__":
    main()
