"""What follows from a plan: both trees, who gets what, and what would not be right any more.

Carrying out goes by the same decisions, so that what was previewed is what is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from ..i18n import LazyText, localized
from ..people import hooks
from ..people import queries as people
from ..people.hooks import Concern, Follower, Future, FutureUnit, Holding
from .models import PlannedChange, Reorganisation
from .simulation import (
    EVERYBODY,
    Choices,
    Division,
    Line,
    Node,
    Outcome,
    Problem,
    Step,
    before_and_after,
    simulate,
)
from .workflow import ChangeKind

BY_CHOICE, BY_KIND, BY_PERSON, BY_RULE = "chosen", "kind", "person", "rule"
"""Why something goes where it goes: chosen for it, for its kind, with its person, or by default."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one thing goes, and why."""

    holding: Holding
    targets: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind of a unit that is divided or ends."""

    kind: str
    label: LazyText
    shared: bool
    rows: Sequence[Destination]
    chosen: str = ""
    """What was chosen for the whole kind."""

    def counts(self) -> Mapping[str, int]:
        """How many of them each unit gets, by reference."""
        return Counter(ref for row in self.rows for ref in row.targets)


@dataclass(frozen=True, slots=True)
class Divided:
    """One unit whose things go to others."""

    division: Division
    source: Node
    targets: Sequence[Node]
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Kept:
    """A unit that stays but is named, placed or led otherwise, and what it keeps, counted."""

    before: Node
    after: Node
    counts: Sequence[tuple[LazyText, int]]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that follows from a plan."""

    outcome: Outcome
    before: Sequence[Line]
    after: Sequence[Line]
    divided: Sequence[Divided]
    kept: Sequence[Kept]
    problems: Sequence[Problem]
    concerns: Sequence[Concern]
    totals: Sequence[tuple[LazyText, int]] = ()
    """How many things of each kind change hands."""
    held: Mapping[str, Mapping[str, Sequence[Holding]]] = field(default_factory=dict)
    """What units that are to be closed still hold, by unit and kind."""


def nodes(session: Session) -> tuple[list[Node], list[str], dict[str, str]]:
    """The units that there are, the codes of closed ones, and how siblings sort."""
    present, past, keys = [], [], {}
    for unit in people.all_units(session):
        if not unit.active:
            past.append(unit.code)
            continue
        keys[str(unit.id)] = unit.sort_key
        present.append(
            Node(
                ref=str(unit.id),
                code=unit.code,
                name_pl=unit.name_pl,
                name_en=unit.name_en,
                parent=str(unit.parent_id) if unit.parent_id else None,
                head=unit.head_id,
            )
        )
    return present, past, keys


def steps_of(changes: Iterable[PlannedChange]) -> list[Step]:
    """The changes of a plan as the simulation reads them."""
    return [Step(one.id, ChangeKind(one.kind), one.details) for one in changes]


def choices_of(changes: Iterable[PlannedChange]) -> Choices:
    """All exceptions of a plan."""
    return {
        (change.id, choice.kind, choice.key): choice.target
        for change in changes
        for choice in change.choices
    }


def of_plan(session: Session, plan: Reorganisation) -> Preview:
    """What follows from a plan today. A constant number of queries for each kind of things."""
    present, past, keys = nodes(session)
    choices = choices_of(plan.changes)
    steps = steps_of(plan.changes)
    outcome = simulate(present, steps, codes_of_the_past=past, choices=choices)
    problems = [*outcome.problems, *_heads_gone(session, outcome, steps)]
    named = _still_there(outcome)
    giving = {one.source for one in outcome.divisions}
    closing = set(outcome.closed) - giving
    staying = [
        (outcome.before[ref], outcome.after[ref])
        for ref in outcome.after
        if ref in outcome.before and outcome.before[ref] != outcome.after[ref]
        and ref not in giving
    ]  # fmt: skip
    wanted = giving | closing | {before.ref for before, _ in staying}
    held = _by_unit(hooks.holdings(session, [int(ref) for ref in wanted]))
    followers = hooks.followers()
    divided = [
        Divided(
            division,
            outcome.before[division.source],
            [named[ref] for ref in division.targets if ref in named],
            _groups(division, held.get(division.source, {}), followers, outcome, choices),
        )
        for division in outcome.divisions
    ]
    kept = [
        Kept(
            before,
            after,
            [
                (one.label, len(held.get(before.ref, {}).get(one.kind, ())))
                for one in followers
                if held.get(before.ref, {}).get(one.kind)
            ],
        )
        for before, after in staying
    ]
    still = _still_held(closing, held, plan)
    problems += _cannot_close(still, outcome, plan, followers)
    first, second = before_and_after(outcome, keys)
    totals = Counter(
        group.kind
        for one in divided
        for group in one.groups
        for row in group.rows
        if row.targets != (one.division.source,)
    )
    future = _future(outcome, divided)
    return Preview(
        outcome,
        first,
        second,
        divided,
        kept,
        problems,
        _new_concerns(session, future, present) if not problems else [],
        [(one.label, totals[one.kind]) for one in followers if totals[one.kind]],
        still,
    )


def _heads_gone(session: Session, outcome: Outcome, steps: Sequence[Step]) -> list[Problem]:
    wanted = {
        node.head: node.code
        for node in outcome.after.values()
        if node.head is not None and (node.new or outcome.before[node.ref].head != node.head)
    }
    there = {one.id for one in people.people_by_ids(session, wanted) if one.active}
    step_of = {
        person: step.id
        for step in steps
        if (person := step.details.get("person", step.details.get("head"))) is not None
    }
    return [
        Problem(step_of.get(person_id, 0), "person_gone", {"unit": code})
        for person_id, code in wanted.items()
        if person_id not in there
    ]


def _still_there(outcome: Outcome) -> dict[str, Node]:
    return {**outcome.before, **outcome.after}


def _by_unit(found: Mapping[str, Sequence[Holding]]) -> dict[str, dict[str, list[Holding]]]:
    result: dict[str, dict[str, list[Holding]]] = {}
    for kind, listed in found.items():
        for one in listed:
            result.setdefault(str(one.unit_id), {}).setdefault(kind, []).append(one)
    return result


def _groups(
    division: Division,
    held: Mapping[str, Sequence[Holding]],
    followers: Sequence[Follower],
    outcome: Outcome,
    choices: Choices,
) -> list[Group]:
    heads = {
        node.head: ref
        for ref in division.targets
        if (node := outcome.after.get(ref)) is not None and node.head is not None
    }
    goes_with: dict[int, str] = {}
    groups = []
    for follower in followers:
        rows = [
            decide(division, one, follower.shared, choices, heads, goes_with)
            for one in held.get(follower.kind, ())
        ]
        if follower.kind == "people":
            goes_with = {row.holding.key: row.targets[0] for row in rows}
        if follower.kind == "units":
            rows = [row for row in rows if str(row.holding.key) not in row.targets]
        if rows:
            chosen = choices.get((division.step, follower.kind, 0), "")
            groups.append(Group(follower.kind, follower.label, follower.shared, rows, chosen))
    return groups


def decide(
    division: Division,
    holding: Holding,
    shared: bool,
    choices: Choices,
    heads: Mapping[int, str],
    goes_with: Mapping[int, str],
) -> Destination:
    """Where one thing goes: as chosen for it, as chosen for its kind, with the person who answers
    for it, else to the first part (and what may be shared, to all parts)."""
    for key, reason in ((holding.key, BY_CHOICE), (0, BY_KIND)):
        chosen = choices.get((division.step, holding.kind, key))
        if chosen in division.targets and chosen is not None:
            return Destination(holding, (chosen,), reason)
        if chosen == EVERYBODY and shared:
            return Destination(holding, division.targets, reason)
    if holding.kind == "people" and holding.key in heads:
        return Destination(holding, (heads[holding.key],), BY_PERSON)
    if shared:
        return Destination(holding, division.targets, BY_RULE)
    if (
        holding.kind != "people"
        and holding.person_id is not None
        and holding.person_id in goes_with
    ):
        return Destination(holding, (goes_with[holding.person_id],), BY_PERSON)
    return Destination(holding, (division.targets[0],), BY_RULE)


def _still_held(
    closing: Iterable[str],
    held: Mapping[str, Mapping[str, Sequence[Holding]]],
    plan: Reorganisation,
) -> dict[str, Mapping[str, Sequence[Holding]]]:
    moved = {
        str(change.details.get("unit")) for change in plan.changes if change.kind is ChangeKind.MOVE
    }
    still: dict[str, Mapping[str, Sequence[Holding]]] = {}
    for ref in closing:
        rest = {
            kind: [one for one in listed if not (kind == "units" and str(one.key) in moved)]
            for kind, listed in held.get(ref, {}).items()
        }
        rest = {kind: listed for kind, listed in rest.items() if listed}
        if rest:
            still[ref] = rest
    return still


def _cannot_close(
    still: Mapping[str, Mapping[str, Sequence[Holding]]],
    outcome: Outcome,
    plan: Reorganisation,
    followers: Sequence[Follower],
) -> list[Problem]:
    labels = {one.kind: one.label for one in followers}
    step_of = {
        str(change.details.get("unit")): change.id
        for change in plan.changes
        if change.kind is ChangeKind.CLOSE
    }
    return [
        Problem(
            step_of.get(ref, 0),
            "holds",
            {
                "unit": outcome.before[ref].code,
                "things": "; ".join(
                    f"{labels[kind]} ({len(listed)})" for kind, listed in things.items()
                ),
            },
        )
        for ref, things in still.items()
    ]


def _future(outcome: Outcome, divided: Sequence[Divided]) -> Future:
    numbers: dict[str, int] = {}
    for at, ref in enumerate(outcome.after, 1):
        numbers[ref] = int(ref) if ref.isdigit() else -at
    units = {
        numbers[ref]: FutureUnit(
            numbers[ref],
            localized(node.name_pl, node.name_en),
            numbers.get(node.parent or ""),
            node.head,
        )
        for ref, node in outcome.after.items()
    }
    moves = {
        (row.holding.kind, row.holding.key): tuple(
            numbers[ref] for ref in row.targets if ref in numbers
        )
        for one in divided
        for group in one.groups
        for row in group.rows
    }
    return Future(units, {key: targets for key, targets in moves.items() if targets})


def _new_concerns(session: Session, future: Future, present: Sequence[Node]) -> list[Concern]:
    """What the plan makes wrong; what is wrong already is not its doing."""
    today = Future(
        {
            int(node.ref): FutureUnit(
                int(node.ref),
                localized(node.name_pl, node.name_en),
                int(node.parent) if node.parent else None,
                node.head,
            )
            for node in present
        },
        {},
    )
    before = {one.sentence for one in hooks.concerns(session, today)}
    return [one for one in hooks.concerns(session, future) if one.sentence not in before]
