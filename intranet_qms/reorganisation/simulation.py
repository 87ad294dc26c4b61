"""What a plan makes of the office, worked out without touching it. Pure; standard library only.

Units are named by a reference: their number as text, or ``+`` and the code for one that the plan
opens. The details of a change are data::

    open    {"code", "name_pl", "name_en", "parent": ref or "", "head": person or null}
    rename  {"unit": ref, "code", "name_pl", "name_en"}
    move    {"unit": ref, "parent": ref or ""}
    head    {"unit": ref, "person": person or null}
    merge   {"units": [ref], "target": ref}
    split   {"unit": ref, "targets": [ref, the first by default], "goes_on": bool}
    close   {"unit": ref}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .workflow import ChangeKind

MAX_CODE = 20
MAX_NAME = 300
EVERYBODY = "*"
"""As a target: all units that take part in a split; for kinds that may be shared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A unit of the office, as it is or as it will be."""

    ref: str
    code: str
    name_pl: str
    name_en: str
    parent: str | None = None
    head: int | None = None
    new: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the plan; ``id`` is its number in the database."""

    id: int
    kind: ChangeKind
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a change cannot be. ``code`` has its sentence in ``words``; ``values`` fill it."""

    step: int
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Division:
    """A unit whose things go to others. The first target gets what nobody decided about."""

    step: int
    source: str
    targets: tuple[str, ...]
    closes: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The office before and after, by reference; who ended; what is divided; what is wrong."""

    before: Mapping[str, Node]
    after: Mapping[str, Node]
    divisions: Sequence[Division]
    closed: Sequence[str]
    problems: Sequence[Problem]


Choices = Mapping[tuple[int, str, int], str]
"""By change, kind and key (0 for the whole kind): the unit that was chosen."""


def simulate(
    office: Iterable[Node],
    steps: Sequence[Step],
    *,
    codes_of_the_past: Iterable[str] = (),
    choices: Choices | None = None,
) -> Outcome:
    """Work a plan out.

    Args:
        office: all units that are there.
        codes_of_the_past: codes of closed units, which history needs.
        choices: exceptions; those about units below (kind ``units``) decide the tree.
    """
    run = _Run({node.ref: node for node in office}, set(codes_of_the_past), choices or {})
    # What a plan opens may be named by all its other changes, whatever their order.
    for step in sorted(steps, key=lambda one: one.kind is not ChangeKind.OPEN):
        run.step(step)
    run.check_circles(steps)
    return Outcome(run.before, run.after, run.divisions, run.closed, run.problems)


class _Run:
    def __init__(
        self, office: dict[str, Node], codes_of_the_past: set[str], choices: Choices
    ) -> None:
        self.before = dict(office)
        self.after = dict(office)
        self.codes = {node.code.casefold(): node.ref for node in office.values()}
        self.codes.update({code.casefold(): "" for code in codes_of_the_past})
        self.choices = choices
        self.divisions: list[Division] = []
        self.closed: list[str] = []
        self.problems: list[Problem] = []
        self.touched: dict[tuple[str, str], int] = {}

    def say(self, step: Step, code: str, **values: str) -> None:
        self.problems.append(Problem(step.id, code, values))

    def step(self, step: Step) -> None:
        getattr(self, f"_{step.kind.value}")(step)

    def unit(self, step: Step, ref: Any) -> Node | None:
        """A unit that is still there after the changes so far."""
        node = self.after.get(str(ref or ""))
        if node is None:
            gone = self.before.get(str(ref or ""))
            self.say(step, "unit_gone" if gone else "unit_unknown", unit=gone.code if gone else "")
        return node

    def once(self, step: Step, node: Node, what: str) -> bool:
        """Refuse a second change of the same kind of one unit: which one would hold?"""
        if (node.ref, what) in self.touched:
            self.say(step, "twice", unit=node.code)
            return False
        self.touched[node.ref, what] = step.id
        return True

    def texts(self, step: Step) -> tuple[str, str, str] | None:
        code, name_pl, name_en = (
            str(step.details.get(word) or "").strip() for word in ("code", "name_pl", "name_en")
        )
        if not code:
            self.say(step, "code_missing")
        elif len(code) > MAX_CODE or "/" in code or not code.isprintable():
            self.say(step, "code_bad", unit=code[:40])
        if not name_pl:
            self.say(step, "name_missing", unit=code)
        elif max(len(name_pl), len(name_en)) > MAX_NAME:
            self.say(step, "name_long", unit=code)
        return (code, name_pl, name_en or name_pl) if code and name_pl else None

    def _open(self, step: Step) -> None:
        texts = self.texts(step)
        if texts is None:
            return
        code, name_pl, name_en = texts
        ref = f"+{code}"
        if code.casefold() in self.codes:
            self.say(step, "code_taken", unit=code)
            return
        parent = str(step.details.get("parent") or "") or None
        # A parent that is opened by a later change is looked for once all are there.
        if parent is not None and parent not in self.after and not parent.startswith("+"):
            self.unit(step, parent)
            parent = None
        self.codes[code.casefold()] = ref
        self.after[ref] = Node(
            ref=ref,
            code=code,
            name_pl=name_pl,
            name_en=name_en,
            parent=parent,
            head=step.details.get("head"),
            new=True,
        )

    def _rename(self, step: Step) -> None:
        node, texts = self.unit(step, step.details.get("unit")), self.texts(step)
        if node is None or texts is None or not self.once(step, node, "name"):
            return
        code, name_pl, name_en = texts
        if self.codes.get(code.casefold(), node.ref) != node.ref:
            self.say(step, "code_taken", unit=code)
            return
        self.codes[code.casefold()] = node.ref
        self.after[node.ref] = replace(node, code=code, name_pl=name_pl, name_en=name_en)

    def _move(self, step: Step) -> None:
        node = self.unit(step, step.details.get("unit"))
        if node is None or not self.once(step, node, "parent"):
            return
        parent = str(step.details.get("parent") or "") or None
        if parent is not None and self.unit(step, parent) is None:
            return
        self.after[node.ref] = replace(node, parent=parent)

    def _head(self, step: Step) -> None:
        node = self.unit(step, step.details.get("unit"))
        if node is not None and self.once(step, node, "head"):
            self.after[node.ref] = replace(node, head=step.details.get("person"))

    def _merge(self, step: Step) -> None:
        target = self.unit(step, step.details.get("target"))
        sources = [
            node
            for ref in dict.fromkeys(step.details.get("units") or ())
            if (node := self.unit(step, ref)) is not None
        ]
        if target is None:
            return
        sources = [node for node in sources if node.ref != target.ref]
        if not sources:
            self.say(step, "nothing_to_merge", unit=target.code)
            return
        for node in sources:
            if self.divides(step, node, (target.ref,)):
                self._end(step, node, (target.ref,))
                self.divisions.append(Division(step.id, node.ref, (target.ref,), True))

    def _split(self, step: Step) -> None:
        node = self.unit(step, step.details.get("unit"))
        targets = [
            found
            for ref in dict.fromkeys(step.details.get("targets") or ())
            if (found := self.unit(step, ref)) is not None
        ]
        if node is None:
            return
        goes_on = bool(step.details.get("goes_on"))
        refs = tuple(one.ref for one in targets if one.ref != node.ref)
        if not refs or (len(refs) < 2 and not goes_on):
            self.say(step, "too_few_parts", unit=node.code)
            return
        # What goes on keeps what nobody decided about.
        refs = (node.ref, *refs) if goes_on else refs
        if not self.divides(step, node, refs):
            return
        if not goes_on:
            self._end(step, node, refs)
        self.divisions.append(Division(step.id, node.ref, refs, not goes_on))

    def divides(self, step: Step, node: Node, targets: tuple[str, ...]) -> bool:
        """A unit gives things away once, and none that it only gets by the same plan."""
        if node.new:
            self.say(step, "new_divided", unit=node.code)
            return False
        receiving = {ref for one in self.divisions for ref in one.targets if ref != one.source}
        giving = {one.source for one in self.divisions}
        if node.ref in giving | receiving or giving & (set(targets) - {node.ref}):
            self.say(step, "chained", unit=node.code)
            return False
        return True

    def _end(self, step: Step, node: Node, targets: tuple[str, ...]) -> None:
        """A unit ends; the units below it go to a successor."""
        del self.after[node.ref]
        self.closed.append(node.ref)
        whole = self.choices.get((step.id, "units", 0), "")
        for child in [one for one in self.after.values() if one.parent == node.ref]:
            chosen = self.choices.get((step.id, "units", _number(child.ref)), whole)
            parent = chosen if chosen in targets else targets[0]
            if parent == child.ref:
                # A part that stood below takes the place of the whole.
                parent = node.parent or ""
            self.after[child.ref] = replace(child, parent=parent or None)

    def _close(self, step: Step) -> None:
        node = self.unit(step, step.details.get("unit"))
        if node is None or not self.once(step, node, "close"):
            return
        if node.ref in {ref for one in self.divisions for ref in one.targets}:
            self.say(step, "chained", unit=node.code)
            return
        below = sorted(one.code for one in self.after.values() if one.parent == node.ref)
        if below:
            self.say(step, "has_units", unit=node.code, units=", ".join(below))
            return
        del self.after[node.ref]
        self.closed.append(node.ref)

    def check_circles(self, steps: Sequence[Step]) -> None:
        """No unit stands under itself, and none under one that is no more."""
        last = {
            str(one.details.get("unit") or f"+{one.details.get('code')}"): one.id
            for one in steps
            if one.kind in {ChangeKind.MOVE, ChangeKind.OPEN}
        }
        told: set[str] = set()
        for node in self.after.values():
            if node.parent is not None and node.parent not in self.after:
                gone = self.before.get(node.parent)
                step = last.get(node.ref, steps[0].id if steps else 0)
                self.problems.append(
                    Problem(
                        step, "parent_gone",
                        {"unit": node.code, "parent": gone.code if gone else node.parent},
                    )
                )  # fmt: skip
                continue
            seen = [node.ref]
            above = node.parent
            while above is not None and above in self.after and above not in seen:
                seen.append(above)
                above = self.after[above].parent
            if above is not None and above in seen and not told.intersection(seen):
                told.update(seen)
                circle = seen[seen.index(above) :]
                step = next(
                    (last[ref] for ref in circle if ref in last), steps[0].id if steps else 0
                )
                names = " → ".join(self.after[ref].code for ref in [*circle, above])
                self.problems.append(Problem(step, "circle", {"units": names}))


def _number(ref: str) -> int:
    return int(ref) if ref.isdigit() else -1


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the tree, with what the plan does to it."""

    node: Node
    depth: int
    marks: tuple[str, ...] = ()


def tree(nodes: Mapping[str, Node], key: Mapping[str, str]) -> list[tuple[Node, int]]:
    """All units in the order of an outline, each with its depth.

    Args:
        key: by reference, what siblings are sorted by.
    """
    below: dict[str | None, list[Node]] = {}
    for node in nodes.values():
        parent = node.parent if node.parent in nodes else None
        below.setdefault(parent, []).append(node)
    found: list[tuple[Node, int]] = []

    def walk(parent: str | None, depth: int) -> None:
        for node in sorted(below.get(parent, ()), key=lambda one: key.get(one.ref, one.name_pl)):
            found.append((node, depth))
            walk(node.ref, depth + 1)

    walk(None, 0)
    return found


def before_and_after(outcome: Outcome, key: Mapping[str, str]) -> tuple[list[Line], list[Line]]:
    """Both trees. Marks: ``closed``, ``divided``; ``new``, ``renamed``, ``moved``, ``head``."""
    divided = {one.source for one in outcome.divisions if not one.closes}
    first = []
    for node, depth in tree(outcome.before, key):
        marks = ["closed"] if node.ref in outcome.closed else []
        marks += ["divided"] if node.ref in divided else []
        first.append(Line(node, depth, tuple(marks)))
    second = []
    for node, depth in tree(outcome.after, key):
        earlier = outcome.before.get(node.ref)
        if earlier is None:
            second.append(Line(node, depth, ("new",)))
            continue
        marks = []
        if (earlier.code, earlier.name_pl, earlier.name_en) != (
            node.code,
            node.name_pl,
            node.name_en,
        ):
            marks.append("renamed")
        if earlier.parent != node.parent:
            marks.append("moved")
        if earlier.head != node.head:
            marks.append("head")
        second.append(Line(node, depth, tuple(marks)))
    return first, second
