"""The shape of what phones send (docs/sync-protocol.md, section 3). Marshmallow; no database."""

from __future__ import annotations

import math
import re
import uuid
from datetime import UTC, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

SHA256 = re.compile(r"[0-9a-f]{64}\Z")
NOTE_LENGTH = 20_000
CLASSES = ("major", "minor", "observation", "opportunity", "strength")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LARGEST = 10**300
"""Beyond this a number has no double, and no canonical form."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


class Refused(Exception):
    """A mutation that can never be applied; ``code`` is one of ``reasons.REASONS``."""

    def __init__(self, code: str, detail: str = "", *, quarantine: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.quarantine = quarantine
        """Whether the whole mutation is kept for review instead of being refused."""


class Identifier(fields.Field[uuid.UUID]):
    """A uuid in the one form of the protocol, so that equal identifiers are equal texts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> uuid.UUID:
        return identifier(value)


def identifier(value: Any) -> uuid.UUID:
    """A uuid in lower case with hyphens. Raises ValidationError."""
    if not isinstance(value, str) or _UUID.match(value) is None:
        raise ValidationError("no uuid in lower case with hyphens")
    return uuid.UUID(value)


class Moment(fields.Field[datetime]):
    """RFC 3339 with an offset, within years that every database stores."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        return moment(value)


def moment(value: Any) -> datetime:
    """A time of the protocol, in UTC. Raises ValidationError."""
    if not isinstance(value, str) or len(value) > 40:
        raise ValidationError("not a time")
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValidationError("not a time") from error
    if parsed.tzinfo is None or not 1970 <= parsed.year <= 9998:
        raise ValidationError("not a time of RFC 3339 with an offset")
    return parsed.astimezone(UTC)


def _text(length: int = NOTE_LENGTH, *, required: bool = True) -> fields.String:
    if required:
        return fields.String(required=True, validate=validate.Length(max=length))
    return fields.String(validate=validate.Length(max=length))


def _whole(minimum: int = 0, maximum: int = 2**53) -> fields.Integer:
    return fields.Integer(
        required=True, strict=True, validate=validate.Range(min=minimum, max=maximum)
    )


class Strict(Schema):
    """Refuses what it does not know (step 3.4)."""

    class Meta:
        unknown = RAISE


class AnswerRecord(Strict):
    """``answer.record``."""

    audit = Identifier(required=True)
    question = _text(80)
    sample = _whole(0, 9999)
    value = fields.Raw(required=True, allow_none=True)
    note = _text()
    based_on = fields.List(Identifier(), required=True, validate=validate.Length(max=50))


class AnswerResolve(Strict):
    """``answer.resolve``."""

    audit = Identifier(required=True)
    question = _text(80)
    sample = _whole(0, 9999)
    keep = fields.List(Identifier(), required=True, validate=validate.Length(min=1, max=50))
    based_on = fields.List(Identifier(), required=True, validate=validate.Length(min=1, max=50))
    note = _text()


class EvidenceAttach(Strict):
    """``evidence.attach``."""

    audit = Identifier(required=True)
    evidence = Identifier(required=True)
    question = fields.String(required=True, allow_none=True, validate=validate.Length(max=80))
    sample = _whole(0, 9999)
    finding = Identifier(required=True, allow_none=True)
    sha256 = fields.String(required=True, validate=validate.Regexp(SHA256))
    size = _whole(1, 2**40)
    media_type = _text(100)
    caption = _text(2000)
    taken_at = Moment(required=True)


class EvidenceCaption(Strict):
    """``evidence.caption``."""

    audit = Identifier(required=True)
    evidence = Identifier(required=True)
    caption = _text(2000)


class QuestionAdd(Strict):
    """``question.add``."""

    audit = Identifier(required=True)
    section = fields.String(required=True, allow_none=True, validate=validate.Length(max=80))
    text = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    clause = _text(60)
    type = fields.String(
        required=True, validate=validate.OneOf(("conformity", "yes_no", "number", "text"))
    )


class SampleLabel(Strict):
    """``sample.label``."""

    audit = Identifier(required=True)
    question = _text(80)
    sample = _whole(0, 9999)
    label = _text(200)


class FindingRaise(Strict):
    """``finding.raise``."""

    audit = Identifier(required=True)
    finding = Identifier(required=True)
    question = fields.String(required=True, allow_none=True, validate=validate.Length(max=80))
    class_ = fields.String(required=True, data_key="class", validate=validate.OneOf(CLASSES))
    clause = _text(60)
    requirement = _text()
    statement = fields.String(required=True, validate=validate.Length(min=1, max=NOTE_LENGTH))
    evidence_text = _text()


class FindingAmend(Strict):
    """``finding.amend``."""

    audit = Identifier(required=True)
    finding = Identifier(required=True)
    class_ = fields.String(data_key="class", validate=validate.OneOf(CLASSES))
    clause = _text(60, required=False)
    requirement = _text(required=False)
    statement = fields.String(validate=validate.Length(min=1, max=NOTE_LENGTH))
    evidence_text = _text(required=False)
    base_version = _whole(1)


class SheetSign(Strict):
    """``sheet.sign``."""

    audit = Identifier(required=True)
    signer = fields.String(required=True, validate=validate.OneOf(("auditor", "auditee")))
    signed_name = fields.String(required=True, validate=validate.Length(min=1, max=300))
    agrees = fields.Boolean(required=True, truthy={True}, falsy={False})
    remark = _text()
    content_hash = fields.String(required=True, validate=validate.Regexp(SHA256))
    picture = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(SHA256))


ARGUMENTS: dict[str, Schema] = {
    "answer.record": AnswerRecord(),
    "answer.resolve": AnswerResolve(),
    "evidence.attach": EvidenceAttach(),
    "evidence.caption": EvidenceCaption(),
    "question.add": QuestionAdd(),
    "sample.label": SampleLabel(),
    "finding.raise": FindingRaise(),
    "finding.amend": FindingAmend(),
    "sheet.sign": SheetSign(),
}


class Unsent(Strict):
    """What the phone still holds."""

    mutations = _whole()
    evidence = _whole()
    since = Moment(allow_none=True, load_default=None)


class Push(Strict):
    """The frame of a push (step 4.1); the mutations are looked at one by one."""

    protocol = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    device = Identifier(required=True)
    app_version = _text(60)
    sent_at = Moment(required=True)
    clock_offset_ms = fields.Integer(
        required=True, strict=True, validate=validate.Range(min=-(2**53), max=2**53)
    )
    unsent = fields.Nested(Unsent(), required=True)
    mutations = fields.List(fields.Raw(), required=True)


class Registration(Strict):
    """``PUT devices/<uuid>`` (step 2.1)."""

    label = _text(200)
    app_version = _text(60)
    user_agent = _text(400)


class Recovery(Strict):
    """Step 2.5: what the phone tells about its PIN."""

    code = fields.String(
        required=True, validate=validate.Regexp(r"[0-9A-HJKMNP-TV-Z]{20}\Z", error="no code")
    )


_MUTATION_KEYS = frozenset({"id", "seq", "name", "at", "args"})


def identity(mutation: Any) -> tuple[uuid.UUID, int]:
    """The two fields without which a mutation cannot even be refused by name.

    Raises:
        ValidationError: the push as a whole cannot be understood.
    """
    if not isinstance(mutation, dict):
        raise ValidationError({"mutations": ["not an object"]})
    raw, seq = mutation.get("id"), mutation.get("seq")
    if not isinstance(raw, str) or isinstance(seq, bool) or not isinstance(seq, int):
        raise ValidationError({"mutations": ["id and seq are needed"]})
    if not 1 <= seq <= 2**53:
        raise ValidationError({"mutations": ["seq is out of range"]})
    try:
        return identifier(raw), seq
    except ValidationError as error:
        raise ValidationError({"mutations": ["id is no uuid"]}) from error


def storable(value: Any) -> bool:
    """Whether every text in ``value`` can be stored (step 3.5), and every number is one."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    if isinstance(value, dict):
        return all(map(storable, value)) and all(map(storable, value.values()))
    if isinstance(value, list):
        return all(map(storable, value))
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return True


def arguments(mutation: dict[str, Any]) -> tuple[str, datetime, dict[str, Any]]:
    """Name, phone's time and checked arguments of a mutation (step 3.2).

    Raises:
        Refused: unknown name or field, unstorable text, wrong values.
    """
    if mutation.keys() - _MUTATION_KEYS:
        raise Refused("sync.unknown_field")
    if not storable(mutation):
        raise Refused("sync.text_not_storable")
    name = mutation.get("name")
    schema = ARGUMENTS.get(name) if isinstance(name, str) else None
    if schema is None or not isinstance(name, str):
        raise Refused("sync.name_unknown")
    args = mutation.get("args")
    if not isinstance(args, dict):
        raise Refused("sync.fields_invalid")
    try:
        at = moment(mutation.get("at"))
        if name == "answer.record" and (swift := _swift_answer(args)) is not None:
            return name, at, swift
        if args.keys() - {field.data_key or key for key, field in schema.fields.items()}:
            raise Refused("sync.unknown_field")
        loaded: dict[str, Any] = schema.load(args)
    except ValidationError as error:
        names = sorted(error.messages_dict) if isinstance(error.messages, dict) else ["at"]
        raise Refused("sync.fields_invalid", ", ".join(names)) from error
    return name, at, loaded


_ANSWER_KEYS = frozenset(AnswerRecord().fields)


def _swift_answer(args: dict[str, Any]) -> dict[str, Any] | None:
    """An answer that is in order at first sight, read a dozen times as fast as by its schema.

    Returns:
        None where there is any doubt: then the schema decides, which alone refuses.
    """
    if args.keys() != _ANSWER_KEYS:
        return None
    audit, question, sample = args["audit"], args["question"], args["sample"]
    note, based_on = args["note"], args["based_on"]
    if (
        type(audit) is not str
        or _UUID.match(audit) is None
        or type(question) is not str
        or len(question) > 80
        or type(sample) is not int
        or not 0 <= sample <= 9999
        or type(note) is not str
        or len(note) > NOTE_LENGTH
        or type(based_on) is not list
        or len(based_on) > 50
        or not all(type(base) is str and _UUID.match(base) for base in based_on)
    ):
        return None
    return {
        "audit": uuid.UUID(audit),
        "question": question,
        "sample": sample,
        "value": args["value"],
        "note": note,
        "based_on": [uuid.UUID(base) for base in based_on],
    }
