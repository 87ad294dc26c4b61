"""Enter a certification body and change what is known of it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ... import access
from ...db import new_uuid
from ...errors import Invalid
from ...host import Actor, Clock
from ...i18n import lazy, t
from ...trail.services import record
from ..models import CertificationBody

_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,120}")
_LONGEST = {"name": 200, "accreditation": 100, "address": 300, "email": 200, "phone": 60,
            "website": 200}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFacts:
    """What is known of a body."""

    name: str
    accreditation: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    active: bool = True


def save_body(
    session: Session,
    actor: Actor,
    clock: Clock,
    body: CertificationBody | None,
    facts: BodyFacts,
) -> CertificationBody:
    """Enter a body, or change one.

    Raises:
        Forbidden: ``certification.manage``.
        Invalid: no name, one that another body has, or an address that is none.
    """
    access.require(actor, "certification.manage")
    values = {
        name: " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else value
        for name, value in asdict(facts).items()
    }
    _check(session, body, values)
    is_new = body is None
    if body is None:
        body = CertificationBody(uuid=new_uuid(), **values)
        session.add(body)
    else:
        for name, value in values.items():
            setattr(body, name, value)
    session.flush()
    record(
        session, actor, clock,
        "certification.enter" if is_new else "certification.change",
        "certification_body", body.uuid, {"name": body.name},
    )  # fmt: skip
    return body


def _check(session: Session, body: CertificationBody | None, values: dict[str, object]) -> None:
    fields: dict[str, list[str]] = {}
    name = str(values["name"])
    if not name:
        fields["name"] = [t("Enter the name of the certification body.")]
    else:
        twin = session.scalars(
            select(CertificationBody).where(
                func.lower(CertificationBody.name) == name.lower(),
                CertificationBody.id != (body.id if body is not None else 0),
            )
        ).first()
        if twin is not None:
            fields["name"] = [t("A certification body of this name is entered already.")]
    for key, limit in _LONGEST.items():
        if len(str(values[key])) > limit:
            fields[key] = [t("This text is too long.")]
    if values["email"] and not _ADDRESS.fullmatch(str(values["email"])):
        fields["email"] = [t("This is no e-mail address.")]
    if values["website"]:
        parts = urlsplit(str(values["website"]))
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            fields["website"] = [t("Write the whole address, beginning with https://.")]
    if fields:
        raise Invalid(
            "certification.body_invalid",
            lazy("The certification body cannot be saved like this."),
            way_out=lazy("Correct the marked fields."),
            fields=fields,
        )
