"""How documents look in the API. Identifiers are UUIDs and codes; days are ISO 8601, moments RFC
3339 in UTC."""

from __future__ import annotations

from marshmallow import Schema, fields


class _NamedSchema(Schema):
    name = fields.String()


class _CodedSchema(Schema):
    code = fields.String()


class DocumentSchema(Schema):
    """A document of the register."""

    uuid = fields.UUID(metadata={"description": "Stable identifier"})
    code = fields.String(metadata={"description": "Code as people cite it, such as PG-02"})
    kind = fields.String()
    process_type = fields.String(allow_none=True)
    title = fields.String(metadata={"description": "Polish title"})
    title_en = fields.String()
    state = fields.String(attribute="current_state")
    issue = fields.Integer(attribute="current_number", allow_none=True)
    effective_on = fields.Date(allow_none=True)
    review_due_on = fields.Date(allow_none=True)
    owner = fields.Pluck(_NamedSchema, "name", allow_none=True)
    owner_unit = fields.Pluck(_CodedSchema, "code", allow_none=True)


class ParagraphSchema(Schema):
    """A paragraph of the issue in force; ``key`` stays over issues."""

    key = fields.String()
    number = fields.String()
    text = fields.String()


class IssueSchema(Schema):
    """An issue that is or was in force."""

    uuid = fields.UUID()
    number = fields.Integer()
    state = fields.String()
    effective_on = fields.Date(allow_none=True)
    change_summary = fields.String()
    content_hash = fields.String()


class DocumentDetailsSchema(DocumentSchema):
    """A document with its issues and the paragraphs in force."""

    legal_basis = fields.String()
    jrwa = fields.String()
    archive_category = fields.String()
    issues = fields.List(fields.Nested(IssueSchema))
    paragraphs = fields.List(fields.Nested(ParagraphSchema))
