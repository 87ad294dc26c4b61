"""A report without names, for the public bulletin: what is taken out, and the report that is left.

Nothing is sure in finding names, so everything taken out is listed for whoever confirms it, who may
leave something in and take more out. Source: art. 5 and 8 of the act on access to public
information, which leaves the privacy of natural persons out.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..i18n import LazyText, lazy, t
from ..personal_data import Kind, places
from ..personal_names import NameKind, find_names, fold, initials_of, may_be
from ..reports import audit_values as values

WHATS: dict[str, LazyText] = {
    "person": lazy("name of somebody of the office"),
    "field": lazy("place for a name; the role stays"),
    "guessed": lazy("looks like a name"),
    "initials": lazy("initials"),
    "wish": lazy("your own wish"),
    "photo": lazy("photograph"),
    Kind.PESEL: lazy("PESEL number"),
    Kind.CARD: lazy("number of an identity document"),
    Kind.ACCOUNT: lazy("bank account"),
    Kind.PHONE: lazy("telephone number"),
    Kind.EMAIL: lazy("e-mail address"),
}
"""What was taken out, in words."""

_KEEP = frozenset(
    ["shape", "tone", "state", "sha256", "photo", "photos", "language", "zone", "number", "kind",
     "scope_units", "scope_clauses", "scope_procedures", "standards", "unit", "office", "label",
     "role", "device", "seal", "mark"]
)  # fmt: skip
"""Fields that hold no text of people: codes, words of the system, names of units."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that was taken out: as it was written, what it is, where, and how often."""

    text: str
    what: str
    where: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """What is left of a report, and what was taken out of it."""

    report: values.AuditReport
    taken: tuple[Taken, ...]


@dataclass(slots=True)
class _Redactor:
    people: Sequence[str]
    roles: Mapping[str, str]
    """What stands in place of the name of a member of the team."""
    initials: Mapping[str, str]
    take_out: Sequence[str]
    leave_in: frozenset[str]
    found: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def note(self, text: str, what: str, where: str) -> None:
        self.found.setdefault((text, what), []).append(where)

    def text(self, text: str, where: str) -> str:
        """The text without what identifies somebody."""
        spans: list[tuple[int, int, str, str]] = []

        def add(start: int, end: int, what: str, instead: str) -> None:
            if fold(text[start:end]) in self.leave_in and what != "wish":
                return
            over = [one for one in spans if one[0] < end and one[1] > start]
            if over:
                # A wish for a first name must not keep the surname that was found with it.
                longest = max(over, key=lambda one: one[1] - one[0])
                if end - start <= longest[1] - longest[0]:
                    what, instead = longest[2:]
                start = min(start, *(one[0] for one in over))
                end = max(end, *(one[1] for one in over))
                spans[:] = [one for one in spans if one not in over]
            spans.append((start, end, what, instead))

        for wish in self.take_out:
            for match in re.finditer(re.escape(wish), text, re.IGNORECASE):
                add(match.start(), match.end(), "wish", t("[removed]"))
        for start, end, kind in places(text):
            add(start, end, kind, t("[removed]"))
        for one in find_names(text, self.people):
            what = "person" if one.kind is NameKind.KNOWN else "guessed"
            add(one.start, one.end, what, self._instead(one.text))
        for written in self.initials:
            # "PS-04" is the code of a document.
            pattern = rf"(?<![\w.-]){re.escape(written)}(?![\w]|[-–/]\d)"
            for match in re.finditer(pattern, text):
                add(match.start(), match.end(), "initials", t("[name]"))
        made, at = [], 0
        for start, end, what, instead in sorted(spans):
            made += [text[at:start], instead]
            self.note(text[start:end], what, where)
            at = end
        return "".join([*made, text[at:]])

    def _instead(self, written: str) -> str:
        roles = {role for name, role in self.roles.items() if may_be(written, name)}
        # A surname that two of the team share tells of neither.
        return f"[{roles.pop()}]" if len(roles) == 1 else t("[name]")

    def role(self, name: str, where: str) -> str:
        """A field that is a name and nothing else: the role in the team, or nothing."""
        if name:
            self.note(name, "field", where)
        return self.roles.get(name, "")


def redact(
    report: values.AuditReport,
    people: Iterable[str],
    *,
    take_out: Iterable[str] = (),
    leave_in: Iterable[str] = (),
    photos: Iterable[str] = (),
) -> Redacted:
    """Take out of a report what names or identifies people.

    Args:
        people: names of everybody whom the office knows; those of the report are added.
        take_out: further texts that are to go, wherever they stand.
        leave_in: texts that were found and are to stay.
        photos: hashes of the photographs that stay; all others go.
    """
    roles = {one.name: one.role.lower() for one in report.team}
    named = list(dict.fromkeys([*people, *_names_of(report)]))
    redactor = _Redactor(
        people=named,
        roles=roles,
        initials=initials_of([*_names_of(report), *report.distribution]),
        take_out=[one.strip() for one in take_out if one.strip()],
        leave_in=frozenset(fold(one) for one in leave_in),
    )
    kept = frozenset(photos)
    shortened = _without_photos(_by_role(report, redactor), kept, redactor)
    made = _walk(shortened, redactor, "")
    assert isinstance(made, values.AuditReport)
    taken = tuple(
        Taken(text, what, tuple(dict.fromkeys(where)), len(where))
        for (text, what), where in redactor.found.items()
    )
    return Redacted(made, taken)


def _names_of(report: values.AuditReport) -> list[str]:
    """Everybody whom the report itself names."""
    names = [one.name for one in report.team]
    names += [one.name for one in report.signatures]
    names += [name for item in report.agenda for name in item.auditors]
    names += [one.owner for one in report.findings]
    names += [one.person for one in report.receipts]
    names += [one.author for one in report.photos]
    names += [one.author for one in report.files]
    for meeting in (report.opening, report.closing):
        names += [_name(one) for one in meeting.participants] if meeting else []
    for section in report.sections:
        names += [one.author for question in section.questions for one in question.answers]
    return [name for name in dict.fromkeys(names) if name]


def _name(participant: str) -> str:
    """The name of somebody who was at a meeting, without the function behind it."""
    return participant.partition(" (")[0]


def _by_role(report: values.AuditReport, redactor: _Redactor) -> values.AuditReport:
    """Every field that is a name becomes the role in the team, or goes."""
    team, signed = t("Audit team"), t("Signatures")
    findings, checklist = t("Findings"), t("Checklist")
    for member in report.team:
        redactor.role(member.name, team)
    for signature in report.signatures:
        redactor.role(signature.name, signed)
    for name in report.distribution:
        redactor.note(name, "field", t("Distribution list"))
    return replace(
        report,
        team=tuple(values.TeamMember(one.role, "", "") for one in report.team),
        opening=_meeting(report.opening, redactor, t("Opening meeting")),
        closing=_meeting(report.closing, redactor, t("Closing meeting")),
        agenda=tuple(
            replace(
                item,
                auditors=tuple(
                    dict.fromkeys(
                        role for one in item.auditors if (role := redactor.role(one, t("Agenda")))
                    )
                ),
            )
            for item in report.agenda
        ),
        sections=tuple(
            replace(
                section,
                questions=tuple(
                    replace(
                        question,
                        answers=tuple(
                            replace(
                                one,
                                author=redactor.role(one.author, f"{checklist} {question.number}"),
                                device="",
                            )
                            for one in question.answers
                        ),
                    )
                    for question in section.questions
                ),
            )
            for section in report.sections
        ),
        findings=tuple(
            replace(one, owner=redactor.role(one.owner, f"{findings} {one.number}"))
            for one in report.findings
        ),
        photos=tuple(
            replace(one, author=redactor.role(one.author, t("Photographs")), description="")
            for one in report.photos
        ),
        files=tuple(
            replace(one, author=redactor.role(one.author, t("Other evidence")))
            for one in report.files
        ),
        receipts=tuple(
            replace(one, device=t("Phone"), person=redactor.role(one.person, t("Sync receipt")))
            for one in report.receipts
        ),
        signatures=tuple(
            replace(one, name=one.role, role="", method="", picture="") for one in report.signatures
        ),
        distribution=(),
    )


def _meeting(
    meeting: values.Meeting | None, redactor: _Redactor, where: str
) -> values.Meeting | None:
    if meeting is None:
        return None
    present = []
    for one in meeting.participants:
        name, _, function = one.partition(" (")
        role = redactor.role(name, where)
        present.append(role or function.rstrip(")"))
    return replace(meeting, participants=tuple(dict.fromkeys(one for one in present if one)))


def _without_photos(
    report: values.AuditReport, kept: frozenset[str], redactor: _Redactor
) -> values.AuditReport:
    """Without the photographs that nobody ticked, and without what refers to them."""
    for one in report.photos:
        if one.sha256 not in kept:
            redactor.note(one.caption or one.sha256[:12], "photo", t("Photographs"))

    def pieces(evidence: Sequence[values.Evidence]) -> tuple[values.Evidence, ...]:
        return tuple(
            one if one.photo is None or one.photo in kept else values.Evidence(one.text)
            for one in evidence
            if one.text or one.photo is None or one.photo in kept
        )

    return replace(
        report,
        photos=tuple(one for one in report.photos if one.sha256 in kept),
        findings=tuple(
            replace(one, photos=tuple(sha for sha in one.photos if sha in kept))
            for one in report.findings
        ),
        sections=tuple(
            replace(
                section,
                questions=tuple(
                    replace(
                        question,
                        answers=tuple(
                            replace(one, evidence=pieces(one.evidence)) for one in question.answers
                        ),
                    )
                    for question in section.questions
                ),
            )
            for section in report.sections
        ),
    )


def _walk(value: Any, redactor: _Redactor, where: str) -> Any:
    """Every text of people, wherever it stands."""
    if isinstance(value, str):
        return redactor.text(value, where)
    if isinstance(value, tuple):
        return tuple(_walk(one, redactor, where) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        here = _place(value, where)
        changed = {
            one.name: _walk(getattr(value, one.name), redactor, here or _label(one.name))
            for one in dataclasses.fields(value)
            if one.name not in _KEEP
            or (one.name == "photos" and not where)
            # An answer in words stands where others have the name of a choice.
            or (isinstance(value, values.Mark) and one.name == "label")
        }
        return replace(value, **changed)
    return value


def _place(value: Any, where: str) -> str:
    if isinstance(value, values.Finding):
        return f"{t('Findings')} {value.number}"
    if isinstance(value, values.Question):
        return f"{t('Checklist')} {value.number}"
    return where


def _label(name: str) -> str:
    labels = {
        "title": t("Subject"),
        "objective": t("Audit objective"),
        "criteria": t("Criteria"),
        "summary": t("Summary"),
        "conclusions": t("Audit conclusions"),
        "strong_points": t("Strengths"),
        "strengths": t("Strengths"),
        "recommendations": t("Recommendations"),
        "opening": t("Opening meeting"),
        "closing": t("Closing meeting"),
        "agenda": t("Agenda"),
        "sections": t("Checklist"),
        "photos": t("Photographs"),
        "files": t("Other evidence"),
        "followed": t("Earlier findings that were looked at again"),
        "signatures": t("Signatures"),
        "corrects": t("What this version corrects"),
    }
    return labels.get(name, t("Audit report"))
