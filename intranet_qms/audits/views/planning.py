"""The plan of an audit as a form, with the independence of the team checked while it is filled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for

from ...access import decide
from ...checklists import queries as checklists
from ...documents import queries as documents
from ...errors import Forbidden, Invalid
from ...findings import queries as findings
from ...http import clock, db_session, guarded, module, page, signed_in
from ...i18n import date_text, localized, t
from ...people import queries as people
from ...standards import queries as standards
from ...workdays import holiday_name, is_working_day, working_days_between
from .. import hooks, labels, queries, services
from ..checking import sentence, team_problems
from ..models import Audit
from ..workflow import AuditKind, AuditState, TeamRole
from ._shared import form_day, form_number, form_numbers, routes, the_audit, to_audit, today


@routes.get("/audits/new")
@guarded("audits.plan")
def new() -> Response:
    """An empty plan."""
    day = today().isoformat()
    values: dict[str, Any] = {"first_day": day, "last_day": day, "kind": "internal"}
    follows = _followed_audit(request.args.get("follows", ""))
    if follows is not None:
        values |= _follow_up_of(follows)
    return _form(None, values, {})


def _followed_audit(number: str) -> Audit | None:
    """The audit whose findings a follow-up takes along; none for nothing, or what nobody may see."""
    found = queries.by_number(db_session(), number[:20]) if number else None
    return (
        found if found is not None and decide(signed_in(), "audits.read_details", found) else None
    )


def _follow_up_of(audit: Audit) -> dict[str, Any]:
    """What a follow-up begins with: scope and team of the audit, and its findings that ask for
    something."""
    raised = [
        one
        for one in findings.of_audit(db_session(), audit.id)
        if one.state != "withdrawn" and one.finding_class != "strength"
    ]
    return {
        **_values(audit),
        "kind": AuditKind.FOLLOW_UP,
        "title": t("Follow-up of %(number)s: %(title)s", number=audit.number, title=audit.title)[:300],
        "objective": t("Whether the findings of audit %(number)s were mended and what was done works.",
                       number=audit.number),
        "first_day": today().isoformat(),
        "last_day": today().isoformat(),
        "unit_ids": [one.unit_id for one in raised if one.unit_id is not None]
        or [one.unit_id for one in audit.units],
        "follows": audit.number,
        "followed_ids": [one.id for one in raised if one.state != "closed"]
        or [one.id for one in raised],
    }  # fmt: skip


@routes.post("/audits/new")
@guarded("audits.plan")
def create() -> Response:
    """Enter the plan."""
    values, plan, errors = _read()
    if plan is None:
        return _form(None, values, errors, 422)
    try:
        audit = services.plan_audit(db_session(), signed_in(), clock(), plan)
    except Invalid as error:
        return _form(None, values, error.fields, 422)
    flash(t("The audit was planned as %(number)s.", number=audit.number), "good")
    return to_audit(audit)


@routes.get("/audits/<number>/plan")
@guarded("audits.read")
def edit(number: str) -> Response:
    """The plan as it is."""
    audit = the_audit(number)
    _may_change(audit)
    return _form(audit, _values(audit), {})


@routes.post("/audits/<number>/plan")
@guarded("audits.read")
def update(number: str) -> Response:
    """Change the plan; the second of two savers is told."""
    audit = the_audit(number)
    _may_change(audit)
    values, plan, errors = _read(audit)
    if plan is None:
        return _form(audit, values, errors, 422)
    try:
        services.change_plan(
            db_session(),
            signed_in(),
            clock(),
            audit,
            plan,
            seen_version=form_number("version") or 0,
            zone=module().config.zone,
        )
    except Invalid as error:
        return _form(audit, values, error.fields, 422)
    flash(t("The plan was changed."), "good")
    return to_audit(audit)


def _may_change(audit: Audit) -> None:
    decision = decide(signed_in(), "audits.lead", audit)
    if not decision and not decide(signed_in(), "audits.plan"):
        raise Forbidden("audits.plan.refused", decision.reason)


@routes.post("/audits/check")
@guarded("audits.plan", writes=False)
def check() -> Response:
    """What the office says about the plan so far; the form asks while it is filled."""
    return page("qms/audits/_check.html", **_notes(_scope(), _team()))


def _notes(scope: services.ScopeChoice, team: services.TeamChoice) -> dict[str, Any]:
    first, last = form_day("first_day"), form_day("last_day")
    return {
        "problems": [
            sentence(problem) for problem in team_problems(db_session(), team.roles(), scope)
        ],
        "warnings": [*day_warnings(first, last), *_team_warnings(scope, team, first, last)],
    }


def _team_warnings(
    scope: services.ScopeChoice,
    team: services.TeamChoice,
    first: date | None,
    last: date | None,
) -> list[str]:
    session = db_session()
    clauses = standards.clauses_by_ids(session, scope.clause_ids) if scope.clause_ids else []
    chosen = [form_number("standard_edition_id"), *form_numbers("further_edition_ids")]
    return hooks.team_warnings(
        session,
        hooks.TeamPlan(
            roles=team.roles(),
            first_day=first,
            last_day=last or first,
            edition_ids=[
                *(one for one in chosen if one is not None),
                *(one.edition_id for one in clauses),
            ],
            document_ids=scope.document_ids,
        ),
    )


def _said(day: date) -> str:
    return date_text(day, module().config.zone)


def day_warnings(first: date | None, last: date | None) -> list[str]:
    """What should be known about the days of an audit; none of it forbids them."""
    warnings = []
    for day in dict.fromkeys(one for one in (first, last) if one is not None):
        holiday = holiday_name(day)
        if holiday:
            warnings.append(
                t("%(day)s is a public holiday: %(name)s.", day=_said(day), name=holiday)
            )
        elif not is_working_day(day):
            warnings.append(t("%(day)s is a Saturday or a Sunday.", day=_said(day)))
    notice = module().config.audit_notice_working_days
    if first is not None and working_days_between(today(), first, at_most=notice) < notice:
        warnings.append(
            t(
                "The audited unit should know %(days)s working days ahead; there is less left.",
                days=notice,
            )
        )
    return warnings


def _scope() -> services.ScopeChoice:
    return services.ScopeChoice(
        unit_ids=form_numbers("unit_ids"),
        document_ids=form_numbers("document_ids"),
        clause_ids=form_numbers("clause_ids"),
    )


def _team() -> services.TeamChoice:
    return services.TeamChoice(
        lead_id=form_number("lead_id"),
        auditor_ids=form_numbers("auditor_ids"),
        expert_ids=form_numbers("expert_ids"),
        observer_ids=form_numbers("observer_ids"),
    )


def _read(
    audit: Audit | None = None,
) -> tuple[dict[str, Any], services.Plan | None, dict[str, list[str]]]:
    """What was typed, and the plan made of it; None with the reasons where none can be made."""
    form = request.form
    values: dict[str, Any] = {
        **form.to_dict(),
        **{
            name: form.getlist(name)
            for name in ("unit_ids", "document_ids", "clause_ids", "auditor_ids", "expert_ids",
                         "observer_ids", "further_edition_ids", "followed_ids")
        },
    }  # fmt: skip
    errors: dict[str, list[str]] = {}
    first, last = form_day("first_day"), form_day("last_day")
    if first is None:
        errors["first_day"] = [t("Choose the first day.")]
    if last is None:
        errors["last_day"] = [t("Choose the last day.")]
    kind = form.get("kind", "")
    if kind not in labels.KINDS:
        errors["kind"] = [t("Choose the kind of audit.")]
    known = {version.id for version in checklists.published(db_session())}
    version_id = form_number("checklist_version_id")
    if audit is not None and audit.state != AuditState.PLANNED:
        version_id = audit.checklist_version_id
    elif version_id is not None and version_id not in known and (
        audit is None or version_id != audit.checklist_version_id
    ):  # fmt: skip
        errors["checklist_version_id"] = [t("This checklist is not offered any more.")]
    follows = _followed_audit(form.get("follows", ""))
    if audit is not None and audit.follows_id is not None:
        follows = audit.follows
    if follows is not None:
        values["follows"] = follows.number
        known_findings = {one.id for one in findings.of_audit(db_session(), follows.id)}
        if not set(form_numbers("followed_ids")) <= known_findings:
            errors["followed_ids"] = [t("Choose findings of the audit that is followed up.")]
    if not set(form_numbers("further_edition_ids")) <= {
        one.id for one in standards.editions(db_session())
    }:
        errors["further_edition_ids"] = [t("This edition is not there any more.")]
    if errors or first is None or last is None:
        return values, None, errors
    plan = services.Plan(
        title=form.get("title", ""),
        kind=AuditKind(kind),
        first_day=first,
        last_day=last,
        checklist_version_id=version_id,
        objective=form.get("objective", "")[:20_000],
        criteria=form.get("criteria", "")[:20_000],
        method=form.get("method", "on_site"),
        place=form.get("place", ""),
        standard_edition_id=form_number("standard_edition_id"),
        further_edition_ids=form_numbers("further_edition_ids"),
        follows_id=follows.id if follows is not None else None,
        followed_ids=form_numbers("followed_ids") if follows is not None else (),
        scope=_scope(),
        team=_team(),
    )
    return values, plan, errors


def _values(audit: Audit) -> dict[str, Any]:
    present = [member for member in audit.team if member.removed_at is None]

    def of(role: TeamRole) -> list[int]:
        return [member.person_id for member in present if member.role == role]

    return {
        "title": audit.title,
        "kind": audit.kind,
        "objective": audit.objective,
        "criteria": audit.criteria,
        "method": audit.method,
        "place": audit.place,
        "first_day": audit.first_day.isoformat(),
        "last_day": audit.last_day.isoformat(),
        "standard_edition_id": audit.standard_edition_id,
        "further_edition_ids": [one.edition_id for one in audit.further_standards],
        "follows": audit.follows.number if audit.follows is not None else "",
        "followed_ids": [one.finding_id for one in audit.followed],
        "checklist_version_id": audit.checklist_version_id,
        "unit_ids": [one.unit_id for one in audit.units],
        "document_ids": [one.document_id for one in audit.documents],
        "clause_ids": [one.clause_id for one in audit.clauses],
        "lead_id": next(iter(of(TeamRole.LEAD)), None),
        "auditor_ids": of(TeamRole.AUDITOR),
        "expert_ids": of(TeamRole.EXPERT),
        "observer_ids": of(TeamRole.OBSERVER),
        "version": audit.row_version,
    }


def _form(
    audit: Audit | None, values: Mapping[str, Any], errors: Mapping[str, Any], status: int = 200
) -> Response:
    session = db_session()
    everybody = people.people(session)
    auditors = people.people_with_role(session, "auditor", "lead_auditor", today=today())
    leads = people.people_with_role(session, "lead_auditor", today=today())
    editions = standards.editions(session)
    checklist_choices = [
        (version.id, f"{version.template.title} ({_written_for(version)})")
        for version in checklists.published(session)
    ]
    if audit is not None and audit.checklist_version_id not in dict(checklist_choices):
        checklist_choices.insert(0, (audit.checklist_version_id, t("the one that was chosen")))
    where = (
        url_for("qms.audits_update", number=audit.number) if audit else url_for("qms.audits_create")
    )
    follows = queries.by_number(session, str(values.get("follows") or "")[:20])
    followed_choices = [
        (one.id, f"{one.number} {one.statement[:160]}")
        for one in (findings.of_audit(session, follows.id) if follows is not None else ())
        if one.state != "withdrawn"
    ]
    notes: dict[str, Any] = {"problems": [], "warnings": []}
    if request.method == "POST":
        notes["warnings"] = _notes(_scope(), _team())["warnings"]
    elif audit is not None:
        notes["warnings"] = [
            *day_warnings(audit.first_day, audit.last_day),
            *hooks.team_warnings(session, hooks.team_plan(audit)),
        ]
    return page(
        "qms/audits/plan.html",
        status=status,
        audit=audit,
        action=where,
        values=values,
        errors=errors,
        kinds=labels.options(labels.KINDS),
        methods=labels.options(labels.METHODS),
        units=[(one[0], localized(one[1], one[2])) for one in people.unit_choices(session)],
        documents=documents.document_choices(session),
        clauses=queries.clause_choices(session),
        editions=[(edition.id, edition.label) for edition in editions],
        follows=follows,
        followed_choices=followed_choices,
        role_rights=labels.ROLE_RIGHTS,
        checklists=checklist_choices,
        leads=[(one.id, _with_unit(one)) for one in leads],
        auditors=[(one.id, _with_unit(one)) for one in auditors],
        everybody=[(one.id, _with_unit(one)) for one in everybody],
        pinned=audit is not None and audit.state != AuditState.PLANNED,
        **notes,
    )


def _written_for(version: Any) -> str:
    """The number of a version, and the kind of audits and the unit that its checklist is for."""
    template = version.template
    parts = [t("version %(number)s", number=version.number)]
    if template.for_kind in labels.KINDS:
        parts.append(str(labels.KINDS[AuditKind(template.for_kind)]))
    if template.for_unit is not None:
        parts.append(localized(template.for_unit.name_pl, template.for_unit.name_en))
    return ", ".join(parts)


def _with_unit(person: Any) -> str:
    return f"{person.name} ({person.unit.code})" if person.unit else str(person.name)
