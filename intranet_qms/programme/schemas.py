"""How programmes look in the API. Days are ISO 8601."""

from __future__ import annotations

from marshmallow import Schema, fields


class _CodedSchema(Schema):
    code = fields.String()


class ProgrammeSchema(Schema):
    """A version of the programme of a year."""

    uuid = fields.UUID()
    year = fields.Integer()
    version = fields.Integer(attribute="number")
    state = fields.String(metadata={"description": "draft, submitted, approved or superseded"})
    objectives = fields.String()
    risks = fields.String()
    cycle_years = fields.Integer()
    change_reason = fields.String()
    content_hash = fields.String(
        metadata={"description": "SHA-256 of the content, from the submission on"}
    )
    approved_by = fields.String()
    approved_at = fields.AwareDateTime(allow_none=True)


class ProgrammeListSchema(Schema):
    """The programme of each year that the reader may see."""

    programmes = fields.List(fields.Nested(ProgrammeSchema))


class AuditorSchema(Schema):
    """Somebody in a team."""

    name = fields.String(attribute="person.name")
    leads = fields.Boolean()


class EntrySchema(Schema):
    """One area of the year with what became of it."""

    key = fields.UUID(attribute="entry.key", metadata={"description": "The same in all versions"})
    unit = fields.Pluck(_CodedSchema, "code", attribute="entry.unit", allow_none=True)
    document = fields.Pluck(_CodedSchema, "code", attribute="entry.document", allow_none=True)
    month = fields.Integer(attribute="entry.month", allow_none=True)
    day = fields.Date(attribute="entry.day", allow_none=True)
    half_days = fields.Integer(attribute="entry.half_days")
    team = fields.List(fields.Nested(AuditorSchema), attribute="entry.team")
    clauses = fields.Function(
        lambda one: [of.clause.number for of in one.entry.clauses],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    priority = fields.Integer(attribute="entry.priority")
    factors = fields.List(fields.Dict(), attribute="entry.factors")
    note = fields.String(attribute="entry.note")
    standing = fields.String(
        metadata={"description": "ahead, late, planned, moved, running, done or cancelled"}
    )
    audit = fields.String(attribute="audit_number", metadata={"description": "Number, or empty"})
    audit_first_day = fields.Date(attribute="audit_first", allow_none=True)
    audit_last_day = fields.Date(attribute="audit_last", allow_none=True)


class ProgrammeWithEntriesSchema(Schema):
    """A version with its entries by their time."""

    programme = fields.Nested(ProgrammeSchema)
    seal_holds = fields.Boolean(
        metadata={"description": "Whether an approved version is what was approved"}
    )
    entries = fields.List(fields.Nested(EntrySchema))
