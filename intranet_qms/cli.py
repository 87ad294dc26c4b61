"""``flask qms …``: what an administrator does from the command line."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TextIO, cast

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from . import schema
from .documents import queries as documents
from .extension import QMS
from .files import services as files
from .host import Actor, HostUser
from .outbox import services as outbox
from .people import queries as people_queries
from .people import services as people
from .people.workflow import Role
from .trail import services as trail

if TYPE_CHECKING:
    from .people.models import Person

qms_commands = AppGroup("qms", help="The quality management system.")
database_commands = AppGroup("db", help="The database schema of the module.")
trail_commands = AppGroup("trail", help="The record of who did what.")
files_commands = AppGroup("files", help="What was attached: photographs, papers, reports.")
people_commands = AppGroup("people", help="Who may do what.")
unit_commands = AppGroup("units", help="The units of the office.")
qms_commands.add_command(database_commands)
qms_commands.add_command(people_commands)
qms_commands.add_command(unit_commands)
qms_commands.add_command(trail_commands)
qms_commands.add_command(files_commands)


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
        ("search", documents.search_state),
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
    """Walk the chain and find the first entry that was altered, then every issue, decision and
    confirmation that is not what the trail remembers; exit code 1 when there is one."""
    broken = False
    try:
        click.echo(_trail_state(_module()))
    except RuntimeError as error:
        broken = True
        click.echo(f"The trail is broken: {error}", err=True)
    with _module().database.transaction(writes=False) as session:
        gone = documents.recorded_issues_gone(session)
        altered = [
            f"{proof.revision.document.code} issue {proof.revision.label}: "
            + ", ".join(_FAULTS[fault] for fault in proof.faults)
            for proof in documents.altered_issues(session)
        ]
        altered += [
            f"{code} issue {label}: the confirmation of {name} is not what was recorded"
            for code, label, name in documents.altered_confirmations(session)
        ]
        altered += [
            f"{code} issue {label}: the confirmation of {name} is not there any more"
            for code, label, name in documents.confirmations_gone(session)
        ]
        altered += [
            f"{code} issue {label}: "
            + (
                f"{name} was asked to confirm it, and the duty is not there any more"
                if noted
                else f"{name} is asked to confirm it, and the trail knows nothing of it"
            )
            for code, label, name, noted in documents.duties_not_as_noted(session)
        ]
    altered += [
        f"issue {identifier} came into force and is not there any more" for identifier in gone
    ]
    for line in altered:
        click.echo(f"Altered: {line}", err=True)
    if not altered:
        click.echo(
            "issues, decisions, who was asked and confirmations are what the trail remembers"
        )
    if broken or altered:
        sys.exit(1)


_FAULTS = {
    documents.Fault.TEXT: "the text is not what its hash says",
    documents.Fault.NOT_RECORDED: "the trail knows nothing of its approval or publication",
    documents.Fault.OTHER_TEXT: "another text was approved or published",
    documents.Fault.DAY: "it came into force on another day",
    documents.Fault.DECISION: "a decision is not what was recorded",
    documents.Fault.DECISION_GONE: "a recorded decision is not there any more",
    documents.Fault.ASKED: "others are asked to review or approve it than was recorded",
    documents.Fault.ENTRY: "the trail's entry about it was altered",
}


@files_commands.command("verify")
def files_verify() -> None:
    """Read every stored file and compare it with its hash; exit code 1 when one is missing or
    altered. Run it after a restore, and now and then."""
    qms = _module()
    with qms.database.transaction(writes=False) as session:
        found = files.verify(session, qms.files)
    for sha256, problem in found.problems:
        click.echo(f"{sha256}  {problem}", err=True)
    click.echo(f"{found.files} files, {found.size} bytes, {len(found.problems)} not as stored")
    sys.exit(1 if found.problems else 0)


ROLES = click.Choice([role.value for role in Role if role is not Role.EMPLOYEE])


def _operator() -> Actor:
    """Whoever sits at the terminal, for the trail: an account of the machine, not a person."""
    account = os.environ.get("SUDO_USER") or os.environ.get("USER") or str(os.getuid())
    return Actor(person_id=0, host_id=f"cli:{account}", name=account, source="cli")


def _person(session: Session, login: str) -> Person:
    found = people_queries.person_by_host_id(session, login)
    if found is None:
        raise click.ClickException(
            f"Nobody here has the identifier {login}. They are entered when they first sign in, "
            "or by: qms people add"
        )
    return found


@unit_commands.command("take-over")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def units_take_over(file: TextIO) -> None:
    """Take over names of units that the office's directory changed: a CSV file with the columns
    code, name_pl and name_en. A directory that has not heard of a reorganisation undoes nothing."""
    rows = csv.DictReader(file)
    if not {"code", "name_pl"} <= set(rows.fieldnames or ()):
        raise click.ClickException("The first line has to name the columns code and name_pl.")
    listed = [
        people.DirectoryUnit(
            (row["code"] or "").strip(), row["name_pl"] or "", row.get("name_en") or ""
        )
        for row in rows
    ]
    qms = _module()
    today = qms.clock.now().astimezone(qms.config.zone).date()
    with qms.database.transaction() as session:
        renamed = people.take_over_units(session, _operator(), qms.clock, listed, day=today)
    click.echo(f"{len(listed)} units read; renamed: {', '.join(renamed) or 'none'}")


@people_commands.command("list")
def people_list() -> None:
    """Everybody who was entered, with their roles."""
    qms = _module()
    today = qms.clock.now().astimezone(qms.config.zone).date()
    with qms.database.transaction(writes=False) as session:
        for person in people_queries.people(session, only_active=False):
            roles = sorted(people.roles_of(person, today) - {Role.EMPLOYEE})
            state = "" if person.active else "  DISABLED"
            click.echo(f"{person.host_id:<24} {person.name:<28} {', '.join(roles)}{state}")


@people_commands.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--email", default=None)
def people_add(login: str, name: str, email: str | None) -> None:
    """Enter somebody before their first sign-in, as the host or the sign-in service knows them."""
    qms = _module()
    with qms.database.transaction() as session:
        user = HostUser(login, name, email)
        people.register(session, user, qms.clock.now(), locale=qms.config.locale)
    click.echo(f"{name} ({login}) is entered.")


@people_commands.command("grant")
@click.argument("login")
@click.argument("role", type=ROLES)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day, such as 2027-03-31.")
def people_grant(login: str, role: str, until: datetime | None) -> None:
    """Give somebody a role; the first QMS representative is made by this."""
    qms = _module()
    with qms.database.transaction() as session:
        person = _person(session, login)
        people.grant(
            session,
            _operator(),
            qms.clock,
            person,
            Role(role),
            valid_until=until.date() if until else None,
        )
        click.echo(f"{person.name}: {role}{f' until {until:%Y-%m-%d}' if until else ''}.")


@people_commands.command("revoke")
@click.argument("login")
@click.argument("role", type=ROLES)
def people_revoke(login: str, role: str) -> None:
    """Take a role away."""
    qms = _module()
    with qms.database.transaction() as session:
        person = _person(session, login)
        had = people.revoke(session, _operator(), qms.clock, person, Role(role))
        click.echo(f"{person.name}: {'no more' if had else 'was not'} {role}.")


@people_commands.command("disable")
@click.argument("login")
def people_disable(login: str) -> None:
    """Refuse somebody from now on. What they did stays, under their name."""
    _switch(login, on=False)


@people_commands.command("enable")
@click.argument("login")
def people_enable(login: str) -> None:
    """Let somebody in again."""
    _switch(login, on=True)


def _switch(login: str, *, on: bool) -> None:
    qms = _module()
    with qms.database.transaction() as session:
        person = _person(session, login)
        people.switch(session, _operator(), qms.clock, person, on=on)
        click.echo(f"{person.name}: {'let in' if on else 'refused from now on'}.")
