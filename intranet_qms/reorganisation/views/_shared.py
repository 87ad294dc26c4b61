"""What the pages of a reorganisation have in common."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect
from werkzeug.wrappers import Response as BaseResponse

from ...errors import not_found
from ...http import Routes, db_session
from ...http import today as today
from ...i18n import localized, t
from ...people import queries as people
from ...templating import interface as interface
from .. import queries
from ..models import PlannedChange, Reorganisation
from ..simulation import Node
from ..workflow import ChangeKind

routes = Routes("reorganisation")

Names = Mapping[str, Node]


def plan_of(identifier: uuid.UUID) -> Reorganisation:
    """The plan of the address."""
    return queries.by_uuid(db_session(), identifier)


def change_of(plan: Reorganisation, identifier: uuid.UUID) -> PlannedChange:
    """A change of the plan. Raises NotFound."""
    for change in plan.changes:
        if change.uuid == identifier:
            return change
    raise not_found("reorganisation.change_not_found")


def back_to(endpoint: str, message: str = "", /, **values: Any) -> BaseResponse:
    """Go to a page after a change was made, with a sentence that says so."""
    if message:
        flash(message, "good")
    return redirect(interface().url(endpoint, **values), code=303)


def described(change: PlannedChange, names: Names, heads: Mapping[int, str]) -> str:
    """A change in one sentence."""
    details = change.details

    def unit(ref: Any) -> str:
        node = names.get(str(ref or ""))
        if node is None:
            return str(ref or "").lstrip("+") or "?"
        return f"{node.code} {localized(node.name_pl, node.name_en)}"

    def units(refs: Any) -> str:
        return ", ".join(unit(ref) for ref in refs or ())

    above = unit(details.get("parent")) if details.get("parent") else t("the top of the office")
    words = {"code": details.get("code", ""), "name": details.get("name_pl", ""), "above": above}
    if change.kind is ChangeKind.OPEN:
        return t("%(code)s %(name)s begins, below %(above)s.", **words)
    if change.kind is ChangeKind.MERGE:
        sources = [ref for ref in details.get("units") or () if ref != details.get("target")]
        return t(
            "%(units)s end; everything goes to %(target)s.",
            units=units(sources), target=unit(details.get("target")),
        )  # fmt: skip
    one = unit(details.get("unit"))
    if change.kind is ChangeKind.RENAME:
        return t("%(unit)s becomes %(code)s %(name)s.", unit=one, **words)
    if change.kind is ChangeKind.MOVE:
        return t("%(unit)s comes below %(above)s.", unit=one, above=above)
    if change.kind is ChangeKind.HEAD:
        who = heads.get(details.get("person") or 0)
        if who is None:
            return t("%(unit)s has no head for the time being.", unit=one)
        return t("%(unit)s is led by %(person)s.", unit=one, person=who)
    if change.kind is ChangeKind.SPLIT:
        parts = units(details.get("targets"))
        if details.get("goes_on"):
            return t("%(unit)s goes on and gives things to %(parts)s.", unit=one, parts=parts)
        return t("%(unit)s ends and is divided among %(parts)s.", unit=one, parts=parts)
    return t("%(unit)s ends.", unit=one)


def heads_named(plan: Reorganisation) -> dict[int, str]:
    """The names of the people whom a plan makes heads."""
    wanted = {
        number
        for change in plan.changes
        for number in (change.details.get("person"), change.details.get("head"))
        if isinstance(number, int)
    }
    if not wanted:
        return {}
    return {one.id: one.name for one in people.people_by_ids(db_session(), wanted)}
