"""How exchanges look in the API. Moments are RFC 3339 in UTC."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from .workflow import Outcome


class RunSchema(Schema):
    """An import, archive or restore, and where it stands."""

    uuid = fields.UUID()
    kind = fields.String()
    state = fields.String(
        metadata={"description": "mapping, checking, checked, applying, done, failed, discarded"}
    )
    progress = fields.Integer(metadata={"description": "Per cent"})
    file_name = fields.String()
    file_sha256 = fields.String(allow_none=True)
    seal = fields.String(allow_none=True, metadata={"description": "Of an archive: its hash"})
    counts = fields.Dict(metadata={"description": "How many rows by what would happen to them"})
    columns = fields.Function(
        lambda run: run.choices.get("columns", {}),
        metadata={"description": "Field by number of the column, from 0", "type": "object"},
    )
    headings = fields.Function(
        lambda run: run.choices.get("headers", {}), metadata={"type": "object"}
    )
    error_code = fields.String()
    created_at = fields.AwareDateTime()
    finished_at = fields.AwareDateTime(allow_none=True)


class NoteSchema(Schema):
    """What is wrong with a cell, or worth knowing of it."""

    severity = fields.String()
    column = fields.String(allow_none=True)
    field = fields.String(allow_none=True)
    code = fields.String()
    message = fields.String()


class LineSchema(Schema):
    """What a row came to."""

    row = fields.Integer(metadata={"description": "As the spreadsheet program numbers it"})
    code = fields.String()
    title = fields.String()
    outcome = fields.String(metadata={"description": ", ".join(one.value for one in Outcome)})
    changes = fields.List(fields.String())
    notes = fields.List(fields.Nested(NoteSchema))


class RunAnswerSchema(Schema):
    """A run, with one page of its rows where it is an import that was checked."""

    run = fields.Nested(RunSchema)
    file = fields.String(
        allow_none=True, metadata={"description": "Address of the sheet, or of the archive made"}
    )
    lines = fields.List(fields.Nested(LineSchema))
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class RunListSchema(Schema):
    """Runs, the newest first."""

    runs = fields.List(fields.Nested(RunSchema))
    page = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class DecisionSchema(Schema):
    """What is to become of a run."""

    decision = fields.String(
        required=True,
        validate=validate.OneOf(["columns", "do", "discard"]),
        metadata={"description": "Say which column is what, do it, or discard it"},
    )
    columns = fields.Dict(
        keys=fields.Integer(validate=validate.Range(0, 200)),
        values=fields.String(validate=validate.Length(max=40)),
        metadata={"description": "For columns: field by number of the column, from 0"},
    )
    edition = fields.String(validate=validate.Length(max=80))
    errors = fields.String(
        validate=validate.OneOf(["stop", "skip"]),
        metadata={"description": "For do: stop at mistakes, or leave their rows out"},
    )
    existing = fields.String(
        validate=validate.OneOf(["leave", "update"]),
        metadata={"description": "For do: leave documents that are there, or change them"},
    )
