"""How opinions look in the API. Moments are RFC 3339 in UTC."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from .workflow import ANSWERS


class _NumberedSchema(Schema):
    number = fields.String()


class OpinionSchema(Schema):
    """What a citizen said about a guide; who said it is not known."""

    uuid = fields.UUID()
    clarity = fields.String(metadata={"description": "yes, partly or no"})
    text = fields.String()
    language = fields.String()
    issue = fields.String(attribute="revision.label", metadata={"description": "That was read"})
    state = fields.String(metadata={"description": "new, read, used, spam or finding"})
    note = fields.String()
    received_at = fields.AwareDateTime()
    handled_at = fields.AwareDateTime(allow_none=True)
    handled_by = fields.String(attribute="handled_by_name")
    finding = fields.Pluck(_NumberedSchema, "number", allow_none=True)


class OpinionListSchema(Schema):
    """Opinions about a guide, the newest first, and how many say what."""

    clarity = fields.Dict(keys=fields.String(), values=fields.Integer())
    opinions = fields.List(fields.Nested(OpinionSchema))
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class OpinionAnswerSchema(Schema):
    """One opinion."""

    opinion = fields.Nested(OpinionSchema)


class HandlingSchema(Schema):
    """What became of an opinion."""

    state = fields.String(
        required=True, validate=validate.OneOf([one.value for one in ANSWERS]),
    )  # fmt: skip
    note = fields.String(load_default="", validate=validate.Length(max=2_000))
