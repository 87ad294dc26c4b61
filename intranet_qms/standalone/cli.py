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
from typing import Any, cast

import click
from flask import Flask
from flask.cli import ScriptInfo
from waitress.server import create_server

from .. import schema
from ..cli import qms_commands
from ..config import ConfigurationError
from ..extension import QMS, version
from ..people import queries as people
from ..tasks import make_worker
from . import demo_office
from .application import create_app
from .background import Background

log = logging.getLogger("intranet_qms")


def _application() -> tuple[Flask, QMS]:
    try:
        app = create_app()
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
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
    if not schema.is_current(qms.database):
        click.echo("[database] creating the tables …")
        schema.upgrade(qms.database)
    if qms.config.demo and not qms.config.oidc_issuer:
        with qms.database.transaction(writes=False) as session:
            loaded = demo_office.is_loaded(session)
        if not loaded:
            click.echo("[demo] loading the demo office …")
            demo_office.load(qms, lambda text: click.echo(f"[demo]   {text}"))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def run(host: str, port: int) -> None:
    """Everything in one process: pages, worker and scheduler."""
    os.environ.setdefault("QMS_BASE_URL", f"http://{host}:{port}")
    app, qms = _application()
    _prepare(qms)
    background = Background(app, qms) if qms.config.embedded_worker else None
    _serve(app, qms, host, port, background)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, envvar="PORT", show_default=True)
def web(host: str, port: int) -> None:
    """The pages only; the worker is another process."""
    os.environ.setdefault("QMS_BASE_URL", f"http://{host}:{port}")
    app, qms = _application()
    _prepare(qms)
    _serve(app, qms, host, port, None)


@main.command()
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
@click.option("--beat/--no-beat", default=False, help="Be the scheduler too.")
def worker(concurrency: int, beat: bool) -> None:
    """The worker: mail, reports and everything else that waits in the outbox."""
    app, qms = _application()
    celery = make_worker(app)
    arguments = ["worker", "--loglevel", "INFO", "--concurrency", str(concurrency), "--pool"]
    arguments += ["threads", "--without-gossip", "--without-mingle"]
    if beat:
        arguments += ["--beat", "--schedule", str(qms.config.home / "schedule")]
    celery.worker_main(arguments)


@main.command()
def scheduler() -> None:
    """The scheduler: wakes the worker. Two of them do no harm."""
    app, qms = _application()
    celery = make_worker(app)
    beat = celery.Beat(loglevel="INFO", schedule=str(qms.config.home / f"schedule-{os.getpid()}"))
    beat.run()


def _serve(app: Flask, qms: QMS, host: str, port: int, background: Background | None) -> None:
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=8,
            ident=None,
            channel_timeout=60,
            max_request_body_size=qms.config.request_bytes,
            clear_untrusted_proxy_headers=True,
        )
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used ({error.strerror or error}). "
            f"Choose another: PORT={_free_port()} make run"
        ) from error
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            click.echo("Stopping at once.")
            os._exit(1)
        stopping.set()
        raise SystemExit

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if background is not None:
        background.start()
    _announce(qms, f"http://{host}:{port}")
    try:
        server.run()
    except SystemExit:
        pass
    finally:
        click.echo("Finishing what is running …")
        _drain(server)
        if background is not None:
            background.stop()
        qms.database.dispose()
        click.echo("Stopped. Nothing is lost; start again with the same command.")


def _drain(server: Any, patience: float = 20.0) -> None:
    """Let requests that have begun come to their end; take no new ones."""
    dispatcher = server.task_dispatcher
    deadline = time.monotonic() + patience
    while (dispatcher.queue or dispatcher.active_count) and time.monotonic() < deadline:
        server.asyncore.loop(timeout=0.1, map=server._map, count=1)
    dispatcher.shutdown(timeout=2)
    server.close()


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
