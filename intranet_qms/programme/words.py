"""What conditions and conflicts say to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date, get_month_names

from ..i18n import current_locale, t
from .planning.conditions import Condition, Violation, barred
from .planning.problem import Auditor, Problem, Span, Task


def month_name(number: int) -> str:
    """A month by itself: “kwiecień”."""
    return str(get_month_names("wide", context="stand-alone", locale=current_locale())[number])


def day_text(day: date) -> str:
    """A day for a sentence."""
    return str(format_date(day, "d MMM y", locale=current_locale()))


def span_text(spans: Sequence[Span]) -> str:
    """Days from–until, one after the other."""
    return ", ".join(
        day_text(first) if first == last else f"{day_text(first)} – {day_text(last)}"
        for first, last in spans
    )


def sentence(problem: Problem, one: Violation) -> str:
    """A condition that is not kept, in words that name the person and the area."""
    person = next((of.name for of in problem.auditors if of.person_id == one.person_id), "")
    task = next((of.name for of in problem.tasks if of.key == one.task), "")
    names = {"person": person or t("Somebody who is not in the register"), "area": task}
    days = span_text(one.spans)
    match one.condition:
        case Condition.COVERAGE:
            return t("%(area)s is due in this cycle and not planned.", **names)
        case Condition.TEAM:
            return t("The team of %(area)s needs a lead and %(number)s people in all.",
                     area=task, number=one.number)  # fmt: skip
        case Condition.LEAD:
            if one.spans:
                return t("%(person)s is not appointed to lead audits then: %(days)s.",
                         person=names["person"], days=days)  # fmt: skip
            return t("%(person)s is not appointed to lead audits.", **names)
        case Condition.OWN_UNIT:
            return t("%(person)s works in the audited unit, or in one above or below it.", **names)
        case Condition.OWN_DOCUMENT:
            return t("%(person)s answers for the audited procedure or wrote it.", **names)
        case Condition.TWICE_RUNNING:
            return t("%(person)s audited this area the last time.", **names)
        case Condition.COMPETENCE if one.spans:
            return t("%(person)s is not appointed or not competent then: %(days)s.",
                     person=names["person"], days=days)  # fmt: skip
        case Condition.COMPETENCE:
            return t(
                "%(person)s has no valid competence for the standard of the programme.", **names
            )
        case Condition.ABSENCE:
            return t("%(person)s is away: %(days)s.", person=names["person"], days=days)
        case Condition.WORKING_DAY:
            if not one.spans:
                return t("%(area)s has no day yet.", **names)
            return t(
                "The office is closed then, or the year ends before the audit: %(days)s.", days=days
            )
        case Condition.UNIT_CLOSED:
            return t("The unit is closed to audits: %(days)s.", days=days)
        case Condition.REST:
            return t("%(person)s has another audit then or too near: %(days)s.",
                     person=names["person"], days=days)  # fmt: skip
        case Condition.LOAD_MONTH:
            return t("%(person)s would have more half-days in %(month)s than was agreed.",
                     person=names["person"], month=month_name(one.number))  # fmt: skip
        case Condition.LOAD_YEAR:
            return t("%(person)s would have %(number)s half-days in the year, more than was agreed.",
                     person=names["person"], number=one.number)  # fmt: skip
        case Condition.PINNED_DAY:
            return t("%(area)s is fixed to another day.", **names)
        case Condition.PINNED_TEAM:
            return t("%(area)s is fixed to another team.", **names)
    raise AssertionError(one.condition)


def reasons_text(problem: Problem, reasons: Sequence[tuple[str, str, int]]) -> list[str]:
    """Conditions that exclude each other, as sentences that name whom and what they concern."""
    tasks = {one.key: one for one in problem.tasks}
    people = {one.person_id: one for one in problem.auditors}
    said: list[str] = []
    concerned = list(dict.fromkeys(key for _, key, _ in reasons if key in tasks))
    barring = {
        Condition.OWN_UNIT.value,
        Condition.OWN_DOCUMENT.value,
        Condition.TWICE_RUNNING.value,
        Condition.COMPETENCE.value,
    }
    for key in concerned:
        task = tasks[key]
        out = {person for code, of, person in reasons if of == key and code in barring}
        if out:
            said.append(_who_can(task, problem, people, out))
    for code, key, person_id in reasons:
        if code in barring:
            continue
        words = _one_reason(code, tasks.get(key), people.get(person_id), problem)
        if words:
            said.append(words)
    return list(dict.fromkeys(said))


def _who_can(task: Task, problem: Problem, people: Mapping[int, Auditor], out: set[int]) -> str:
    left = [one.name for one in problem.auditors if one.person_id not in out]
    why = "; ".join(
        f"{people[person].name} – {_briefly(task, people[person])}"
        for person in sorted(out)
        if person in people
    )
    if not left:
        return t("Nobody can audit %(area)s: %(why)s.", area=task.name, why=why)
    return t(
        "%(area)s can be audited by %(people)s only (%(why)s).",
        area=task.name, people=", ".join(left), why=why,
    )  # fmt: skip


def _briefly(task: Task, person: Auditor) -> str:
    never = [_brief(one) for one in barred(task, person)]
    unfit = person.unfit_for(task)
    if unfit and Condition.COMPETENCE not in barred(task, person):
        never.append(t("not appointed or not competent on %(days)s", days=span_text(unfit)))
    return ", ".join(never)


def _brief(condition: Condition) -> str:
    return {
        Condition.OWN_UNIT: t("own unit"),
        Condition.OWN_DOCUMENT: t("own procedure"),
        Condition.TWICE_RUNNING: t("audited it the last time"),
        Condition.COMPETENCE: t("no competence"),
    }.get(condition, condition.value)


def _one_reason(code: str, task: Task | None, person: Auditor | None, problem: Problem) -> str:
    name = task.name if task is not None else ""
    who = person.name if person is not None else ""
    match code:
        case Condition.COVERAGE:
            if task is None:
                return ""
            if not problem.auditors:
                return t("There is no auditor who could be planned.")
            return t(
                "%(area)s has to be audited by a team of %(number)s.",
                area=name,
                number=task.team_size,
            )
        case Condition.LEAD if person is not None and person.may_lead:
            return t("%(person)s is not appointed to lead audits then: %(days)s.",
                     person=who, days=span_text(person.not_leading))  # fmt: skip
        case Condition.LEAD:
            return t("%(person)s is not appointed to lead audits.", person=who)
        case Condition.ABSENCE if person is not None:
            return t("%(person)s is away: %(days)s.", person=who, days=span_text(person.away))
        case Condition.UNIT_CLOSED if task is not None:
            return t(
                "%(area)s is closed to audits: %(days)s.", area=name, days=span_text(task.closed)
            )
        case Condition.REST:
            return t("%(person)s has one audit at a time, with %(number)s open days between two.",
                     person=who, number=problem.rest_days)  # fmt: skip
        case Condition.LOAD_MONTH if person is not None:
            return t("%(person)s is asked for %(number)s half-days a month at most.",
                     person=who, number=person.month_limit)  # fmt: skip
        case Condition.LOAD_YEAR if person is not None:
            return t("%(person)s is asked for %(number)s half-days a year at most.",
                     person=who, number=person.year_limit)  # fmt: skip
        case Condition.PINNED_DAY if task is not None:
            when = (
                day_text(task.pinned_day)
                if task.pinned_day is not None
                else month_name(task.pinned_month or 1)
            )
            return t("%(area)s is fixed to %(when)s.", area=name, when=when)
        case Condition.PINNED_TEAM if task is not None:
            chosen = [
                one.name for one in problem.auditors if one.person_id in (task.pinned_team or ())
            ]
            return t("%(area)s is fixed to the team: %(people)s.", area=name,
                     people=", ".join(chosen) or "—")  # fmt: skip
        case Condition.WORKING_DAY:
            return t(
                "The office is closed on that day, or the audit would not end within the year."
            )
    return ""


def factor_text(factor: Mapping[str, Any]) -> str:
    """A factor of a priority in words, with its number."""
    number = factor.get("number", 0)
    match factor["name"]:
        case "importance":
            return t("importance %(number)s of 5", number=number)
        case "age":
            if number < 0:
                return t("never audited")
            return t("audited %(number)s days ago", number=number)
        case "findings":
            return t("findings: %(number)s points", number=number)
        case "changes":
            return t("changes since: %(number)s", number=number)
    return t(
        "chosen by %(person)s: %(reason)s",
        person=factor.get("by", ""),
        reason=factor.get("reason", ""),
    )
