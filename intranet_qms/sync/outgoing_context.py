"""What an auditor needs beside the questions where there is no network (step 7.2): the cited
paragraphs, the findings that were raised here before, and what the team added on the spot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from ..access import decide
from ..audits import queries as audits
from ..checklists import queries as checklists
from ..documents import queries as documents
from ..documents.queries.words import by_lines
from ..findings import labels as finding_labels
from ..findings import queries as findings
from ..findings.queries import classes as finding_classes
from ..host import Actor
from ..http import wire_time
from ..i18n import localized
from ..people import queries as people

MOST_EARLIER = 60
MOST_CHARACTERS = 400_000
"""Of all texts of one audit: a phone on a bad line has to fetch them."""

_PLACE = re.compile(r"(?:§|pkt\.?|ust\.?|rozdz\.?|section|point)?\s*(\d+(?:\.\d+)*)\s*\Z")
_CODE = re.compile(r"[^\s#]+")


def added_on_the_spot(session: Session, audit: Any) -> dict[str, Any]:
    """The own questions of an audit and the names of its samples. Three queries at most."""
    own = audits.own_questions(session, [audit.id])
    authors = people.identities(session, {one.author_id for one in own}) if own else {}
    return {
        "own_questions": [
            {
                "key": one.key,
                "section": one.section_key or None,
                "text": one.text,
                "clause": one.clause,
                "type": one.type,
                "author": {
                    "uuid": str(authors[one.author_id].uuid) if one.author_id in authors else None,
                    "name": one.author_name,
                },
                "added_at": wire_time(one.added_at),
            }
            for one in own
        ],
        "samples": [
            {"question": one.question_key, "sample": one.sample, "label": one.label}
            for one in audits.sample_labels(session, [audit.id])
        ],
    }


def earlier_findings(session: Session, actor: Actor, audit: Any) -> list[dict[str, Any]]:
    """What was found in the audited units and documents before, as far as the auditor may know.

    Who is on the team sees findings of the scope, and nothing beyond it.
    """
    found = findings.earlier_in(
        session,
        unit_ids=[scope.unit_id for scope in audit.units],
        document_ids=[scope.document_id for scope in audit.documents],
        without_audit_id=audit.id,
        limit=MOST_EARLIER,
    )
    return [
        {
            "uuid": str(one.uuid),
            "number": one.number,
            "class": str(one.finding_class),
            **own_class(one),
            "state": str(one.state),
            "clause": one.clause,
            "statement": one.statement,
            "unit": one.unit.code if one.unit is not None else None,
            "document": one.document.code if one.document is not None else None,
            "raised_at": wire_time(one.raised_at),
        }
        for one in found
    ]


def own_class(finding: Any) -> dict[str, str]:
    """The class as the office calls it, where that is another name than the usual one."""
    return {} if finding.own_class is None else {"class_name": finding_labels.class_name(finding)}


def renamed_classes(session: Session) -> dict[str, dict[str, str]]:
    """What the office calls the five classes, where it renamed any. One query."""
    renamed = {
        str(one.base): one.name
        for one in finding_classes.classes(session, retired=True)
        if one.setting is not None and one.code == one.base
    }
    return {"class_names": renamed} if renamed else {}


def cited_texts(session: Session, actor: Actor, audit: Any, version: Any) -> dict[str, Any]:
    """The text of the documents in the scope and of those that questions cite, and which place
    each question means: the issue that was pinned, for others the one in force."""
    cited = _citations(session, audit, version)
    pinned = {
        scope.document_id: scope.revision_id
        for scope in audit.documents
        if scope.revision_id is not None
    }
    wanted = {scope.document_id for scope in audit.documents} | {one[0] for one in cited.values()}
    issues = {
        issue.document_id: issue
        for issue in documents.issues_with_text(
            session, revision_ids=pinned.values(), document_ids=wanted - pinned.keys()
        )
        if decide(actor, "documents.read", issue)
    }
    told, room = [], MOST_CHARACTERS
    for issue in issues.values():
        texts = [
            {"key": one.key, "number": one.number, "text": by_lines(one.text, one.number)}
            for one in issue.paragraphs
        ]
        size = sum(len(one["text"]) for one in texts)
        whole = size <= room
        room -= size if whole else 0
        told.append(
            {
                "code": issue.document.code,
                "title": localized(issue.document.title, issue.document.title_en),
                "issue": issue.label,
                "whole": whole,
                # By what is printed on a copy it is told which issue lies on the desk.
                "prints": [
                    {"uuid": str(one.uuid), "issue": one.label}
                    for one in issue.document.revisions
                    if one.published_at is not None
                ],
                "paragraphs": texts if whole else [],
            }
        )
    return {
        "documents": told,
        "cited": {
            key: {
                "code": issues[document].document.code,
                "paragraphs": list(_paragraphs(issues[document], place)),
            }
            for key, (document, place) in cited.items()
            if document in issues
        },
    }


def _citations(session: Session, audit: Any, version: Any) -> dict[str, tuple[int, str]]:
    """For each question that rests on a document: which, and where (``#key`` or a number)."""
    found: dict[str, tuple[int, str]] = {}
    named = {
        key: str(question.get("procedure") or "").strip()
        for key, question in version.questions.items()
    }
    codes = {match[0] for name in named.values() if (match := _CODE.match(name))}
    known = documents.codes_to_urls(session, sorted(codes)) if codes else {}
    for key, name in named.items():
        match = _CODE.match(name)
        if match and match[0] in known:
            found[key] = (known[match[0]][0], name[match.end() :].strip())
    for key, (document_id, paragraph) in checklists.citations_of_version(
        session, version.version_id
    ).items():
        # What was tied by hand holds over what the words say.
        if key in named:
            found[key] = (document_id, f"#{paragraph}" if paragraph else "")
    return found


def _paragraphs(issue: Any, place: str) -> Iterable[str]:
    """The keys of the paragraphs that are meant; none for the document as a whole."""
    if place.startswith("#"):
        key = place[1:].strip()
        return [one.key for one in issue.paragraphs if one.key == key]
    number = _PLACE.match(place)
    if number is None:
        return []
    return [
        one.key
        for one in issue.paragraphs
        if one.number == number[1] or one.number.startswith((f"{number[1]}(", f"{number[1]}."))
    ]
