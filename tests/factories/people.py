"""People who sign in to a host, with roles and units, for tests of pages."""

from __future__ import annotations

from typing import Any

from intranet_qms.host import Actor
from intranet_qms.people import services as people
from intranet_qms.people.models import Person, Unit
from tests.support.host import Host


def enter(
    host: Host,
    host_id: str,
    *roles: str,
    name: str = "Anna Wiśniewska",
    unit: str | None = None,
    heads: bool = False,
    **details: Any,
) -> int:
    """Enter somebody and commit; returns their internal number.

    Args:
        unit: code of a unit, made when it is not there.
        heads: they lead that unit.
    """
    with host.transaction() as session:
        where = None
        if unit is not None:
            where = session.query(Unit).filter_by(code=unit).one_or_none() or people.add_unit(
                session, code=unit, name_pl=f"Wydział {unit}", name_en=f"Department {unit}"
            )
        person: Person = people.add_person(
            session,
            host.clock.now(),
            host_id=host_id,
            name=name,
            email=details.pop("email", f"{host_id}@um.example"),
            unit=where,
            roles=roles,
            **details,
        )
        session.flush()
        if heads and where is not None:
            where.head_id = person.id
        return person.id


def sign_in(host: Host, host_id: str, *roles: str, **details: Any) -> int:
    """Enter somebody and let every request come from them; returns their internal number."""
    name = str(details.get("name", "Anna Wiśniewska"))
    number = enter(host, host_id, *roles, **details)
    host.sign_in(host_id, name)
    return number


def actor(host: Host, host_id: str) -> Actor:
    """Somebody as an Actor, with roles as of now."""
    with host.transaction() as session:
        made = people.actor_by_host_id(session, host_id, host.clock.now())
    assert made is not None
    return made
