"""``flask qms …``: what an administrator does from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from . import schema
from .extension import QMS
from .outbox import services as outbox
from .trail import services as trail

qms_commands = AppGroup("qms", help="The quality management system.")
database_commands = AppGroup("db", help="The database schema of the module.")
trail_commands = AppGroup("trail", help="The record of who did what.")
qms_commands.add_command(database_commands)
qms_commands.add_command(trail_commands)


def _module() -> QMS:
    found = current_app.extensions.get("intranet_qms")
    if found is None:
        raise click.ClickException("This application does not contain QMS(...).init_app(app).")
    return cast(QMS, found)


@database_commands.command("upgrade")
def database_upgrade() -> None:
    """Make or update the module's tables."""
    qms = _module()
    schema.upgrade(qms.database)
    click.echo(f"The schema is at {schema.current(qms.database)}.")


@database_commands.command("current")
def database_current() -> None:
    """Say which revision the database is at."""
    click.echo(schema.current(_module().database) or "no schema yet: run `flask qms db upgrade`")


@database_commands.command("remove")
@click.option("--yes", is_flag=True, help="Do not ask.")
def database_remove(yes: bool) -> None:
    """Drop every table of the module, with all its content."""
    if not yes:
        click.confirm("All documents, audits and findings will be deleted. Go on?", abort=True)
    schema.remove(_module().database)
    click.echo("The tables of the module are gone.")


@qms_commands.command("check")
def check() -> None:
    """Check that the module can do its work here; exit code 1 when it cannot."""
    qms = _module()
    checks: list[tuple[str, Callable[[], str]]] = [
        ("database", lambda: _database_state(qms)),
        ("files", lambda: _files_state(qms)),
        ("jobs", lambda: _jobs_state(qms)),
        ("trail", lambda: _trail_state(qms)),
    ]
    failed = False
    for name, run in checks:
        try:
            click.echo(f"{name:<10} ok      {run()}")
        except (SQLAlchemyError, OSError, RuntimeError) as error:
            failed = True
            click.echo(f"{name:<10} FAILED  {error}")
    sys.exit(1 if failed else 0)


def _database_state(qms: QMS) -> str:
    qms.database.ping()
    if not schema.is_current(qms.database):
        raise RuntimeError("the schema does not fit the code: run `flask qms db upgrade`")
    return f"{qms.database.url.get_backend_name()}, schema {schema.head()}"


def _files_state(qms: QMS) -> str:
    qms.files.put("checks/probe", b"probe")
    if qms.files.get("checks/probe") != b"probe":
        raise RuntimeError("what was written could not be read back")
    qms.files.delete("checks/probe")
    return qms.config.resolved_files_url.split("?")[0]


def _jobs_state(qms: QMS) -> str:
    with qms.database.transaction(writes=False) as session:
        counts = outbox.counts(session)
    return ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "none"


def _trail_state(qms: QMS) -> str:
    with qms.database.transaction(writes=False) as session:
        found = trail.verify(session)
    if not found.intact:
        raise RuntimeError(f"entry {found.broken_at}: {found.problem}")
    return f"{found.entries} entries, chain intact"


@trail_commands.command("verify")
def trail_verify() -> None:
    """Walk the chain and find the first entry that was altered; exit code 1 when there is one."""
    try:
        click.echo(_trail_state(_module()))
    except RuntimeError as error:
        click.echo(f"The trail is broken: {error}", err=True)
        sys.exit(1)
