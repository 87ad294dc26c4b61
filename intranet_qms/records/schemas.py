"""How records look in the API. Days are ISO 8601."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class RecordSchema(Schema):
    """A record as it stands today."""

    kind = fields.String()
    uuid = fields.UUID()
    code = fields.String()
    title = fields.String()
    jrwa = fields.String(metadata={"description": "Class of the file plan"})
    category = fields.String(metadata={"description": "Archive category, such as B10"})
    first_day = fields.Date(allow_none=True)
    ended_on = fields.Date(allow_none=True)
    due_on = fields.Date(allow_none=True, metadata={"description": "From when it may go"})
    state = fields.String(metadata={"description": "due, transfer, kept, open or held"})
    held = fields.String(metadata={"description": "Reason of a hold, or empty"})
    listed = fields.String(metadata={"description": "Number of an open disposal list, or empty"})


class RecordListSchema(Schema):
    """Records, one page of them, and how many stand how."""

    records = fields.List(fields.Nested(RecordSchema))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class RecordAnswerSchema(Schema):
    """One record."""

    record = fields.Nested(RecordSchema)


class ClassificationSchema(Schema):
    """Class and category of one record; empty for those of its kind."""

    jrwa = fields.String(load_default="", validate=validate.Length(max=10))
    category = fields.String(load_default="", validate=validate.Length(max=10))
