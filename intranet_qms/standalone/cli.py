"""``qms``: the standalone intranet from the command line.

``qms run`` is everything in one process. ``qms web``, ``qms worker`` and ``qms scheduler`` are the
same parts one by one, for several processes or machines.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from types import FrameType
from typing import cast

import click
from celery.signals import worker_ready
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import ArgumentError, OperationalError

from .. import schema
from ..cli import qms_commands
from ..extension import QMS, version
from ..people import queries as people
from ..tasks import make_worker, work_until_asked
from . import demo_office
from .alone import Alone, InUse
from .application import create_app
from .background import Background
from .serving import WebServer

log = logging.getLogger("intranet_qms")
WAIT_SECONDS = 1.0


def _application() -> tuple[Flask, QMS]:
    """The application of this environment; what is wrong with it is told in a sentence."""
    try:
        app = create_app()
    except ArgumentError as error:
        # Not the value itself: it may hold a password.
        raise click.ClickException(
            "QMS_DATABASE_URL is no address of a database, "
            "such as postgresql://user:password@host/name"
        ) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        where = os.environ.get("QMS_HOME") or "var"
        raise click.ClickException(
            f"The data folder {where} cannot be used ({error.strerror or error}). "
            "Name one that this account may write: QMS_HOME=/path/to/folder"
        ) from error
    return app, cast(QMS, app.extensions["intranet_qms"])


class Group(click.Group):
    """The commands of the standalone intranet, and those of the module."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """A command of this group, or one of ``flask qms`` run on this intranet."""
        own = super().get_command(context, name)
        if own is not None:
            return own
        context.obj = ScriptInfo(create_app=lambda: _application()[0])
        return qms_commands.get_command(context, name)

    def list_commands(self, context: click.Context) -> list[str]:
        """All names."""
        return sorted({*super().list_commands(context), *qms_commands.list_commands(context)})


@click.group(cls=Group)
@click.version_option(version(), prog_name="qms")
def main() -> None:
    """The quality management system as an intranet of its own."""
    logging.basicConfig(
        level=os.environ.get("LOG_LEVEL", "INFO"),
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
    )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    for chatty in ("celery", "kombu", "alembic", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _prepare(qms: QMS) -> None:
    """Make the schema and, for a demo, the office; both are there from the second time on."""
    try:
        if not schema.is_current(qms.database):
            click.echo("[database] creating or updating the tables …")
            schema.upgrade(qms.database)
        if qms.config.demo and not qms.config.oidc_issuer:
            with qms.database.transaction(writes=False) as session:
                loaded = demo_office.is_loaded(session)
            if not loaded:
                click.echo("[demo] loading the demo office …")
                demo_office.load(qms, lambda text: click.echo(f"[demo]   {text}"))
    except OperationalError as error:
        raise click.ClickException(
            f"The database cannot be used ({_first_line(error)}). "
            f"QMS_DATABASE_URL names {qms.database.url.render_as_string(hide_password=True)}"
        ) from error


def _wait_for_the_schema(qms: QMS) -> None:
    """A worker may be started before the first upgrade, or before the database: it waits."""
    told = False
    while True:
        try:
            if schema.is_current(qms.database):
                return
            problem = "the tables are not there yet, or of another version: qms db upgrade"
        except OperationalError as error:
            problem = _first_line(error)
        if not told:
            log.warning("waiting for the database: %s", problem)
            told = True
        time.sleep(WAIT_SECONDS)


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]


def _needs_a_broker(qms: QMS, command: str) -> None:
    if qms.config.embedded_worker:
        raise click.ClickException(
            f"qms {command} is a process of its own and needs a broker: "
            "QMS_BROKER_URL=redis://host:6379/0. Without one, qms run does everything."
        )


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def run(host: str, port: int) -> None:
    """Everything in one process: pages, worker and scheduler."""
    os.environ.setdefault("QMS_BASE_URL", _address(host, port))
    app, qms = _application()
    if not qms.config.embedded_worker:
        _prepare(qms)
        _serve(app, qms, host, port, None)
        return
    try:
        alone = Alone(qms.config.home)
    except InUse as error:
        raise click.ClickException(
            f"The folder {qms.config.home} is in use by another qms run (process {error.pid}). "
            "Stop that one, or name another folder: QMS_HOME=/path/to/folder"
        ) from error
    except OSError as error:
        raise click.ClickException(
            f"The data folder {qms.config.home} cannot be written ({error.strerror or error}). "
            "Name one that this account may write: QMS_HOME=/path/to/folder"
        ) from error
    _prepare(qms)
    _serve(app, qms, host, port, Background(app, qms))
    alone.release()


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def web(host: str, port: int) -> None:
    """The pages only; the worker is another process."""
    os.environ.setdefault("QMS_BASE_URL", _address(host, port))
    app, qms = _application()
    _prepare(qms)
    _serve(app, qms, host, port, None)


@main.command()
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
@click.option("--beat/--no-beat", default=False, help="Be the scheduler too.")
def worker(concurrency: int, beat: bool) -> None:
    """The worker: mail, reports and everything else that waits in the outbox."""
    app, qms = _application()
    _needs_a_broker(qms, "worker")
    _wait_for_the_schema(qms)
    celery = make_worker(app)
    worker_ready.connect(_say_ready)
    arguments = ["worker", "--loglevel", "INFO", "--concurrency", str(concurrency), "--pool"]
    arguments += ["threads", "--without-gossip", "--without-mingle"]
    if beat:
        arguments += ["--beat", "--scheduler", "celery.beat:Scheduler"]
    work_until_asked(celery, arguments)


def _say_ready(**_details: object) -> None:
    click.echo("The worker is ready.")
    sys.stdout.flush()


@main.command()
def scheduler() -> None:
    """The scheduler: wakes the worker. Two of them do no harm."""
    app, qms = _application()
    _needs_a_broker(qms, "scheduler")
    celery = make_worker(app)
    # It keeps nothing on disk: what is due is read from the office's calendar at every tick.
    celery.Beat(loglevel="INFO", scheduler="celery.beat:Scheduler").run()


def _serve(app: Flask, qms: QMS, host: str, port: int, background: Background | None) -> None:
    try:
        server = WebServer(app, host, port, request_bytes=qms.config.request_bytes)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used ({error.strerror or error}). "
            f"Choose another, such as PORT={_free_port()}."
        ) from error
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            click.echo("Stopping at once.")
            os._exit(1)
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if background is not None:
        background.start()
    _announce(qms, _address(host, port))
    server.serve(stopping.is_set)
    click.echo("Finishing what is running …")
    finished = server.close()
    if background is not None:
        finished = background.stop() and finished
    qms.database.dispose()
    if not finished:
        # A thread that does not end would hold the process for ever. Its job is in the outbox.
        click.echo("Something took too long and is done again after the next start.")
        sys.stdout.flush()
        os._exit(0)
    click.echo("Stopped. Nothing is lost; start again with the same command.")


def _address(host: str, port: int) -> str:
    """Where a browser on this machine finds the server."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared only
    return f"http://{name}:{port}"


def _announce(qms: QMS, address: str) -> None:
    click.echo(f"\n  {qms.config.office_name}")
    click.echo(f"  {address}{'':4}pages and sign-in")
    click.echo(f"  {address}{qms.config.url_prefix}/audit/    the phone application")
    if not qms.config.mail_url:
        click.echo(f"  {address}/mailbox/    what would have been mailed")
    if qms.config.demo and not qms.config.oidc_issuer:
        click.echo("\n  People of the demo office (choose one on the sign-in page):")
        with qms.database.transaction(writes=False) as session:
            for person in people.people(session):
                unit = person.unit.code if person.unit else ""
                click.echo(f"    {person.name:<26} {person.title_pl} ({unit})")
    click.echo("\n  Stop with Ctrl-C.\n")
    sys.stdout.flush()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
