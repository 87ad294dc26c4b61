"""How certificates look in the API. Days are ISO 8601."""

from __future__ import annotations

from marshmallow import Schema, fields


class _NamedSchema(Schema):
    name = fields.String()


class _NumberedSchema(Schema):
    number = fields.String()


class VisitSchema(Schema):
    """An external audit of the cycle."""

    uuid = fields.UUID()
    kind = fields.String(metadata={"description": "Step of the cycle, such as surveillance_1"})
    due_on = fields.Date(metadata={"description": "Last day by which it has to be held"})
    planned_on = fields.Date(allow_none=True)
    held_on = fields.Date(allow_none=True)
    decision = fields.String(metadata={"description": "What the body decided; empty until then"})
    decided_on = fields.Date(allow_none=True)
    audit = fields.Pluck(_NumberedSchema, "number", allow_none=True)


class CertificateSchema(Schema):
    """A certificate, or the application for one."""

    uuid = fields.UUID()
    number = fields.String()
    state = fields.String(
        metadata={"description": "applied, valid, suspended, withdrawn or expired"}
    )
    standard = fields.String(attribute="standard_text")
    body = fields.Pluck(_NamedSchema, "name")
    scope_pl = fields.String()
    scope_en = fields.String()
    sites = fields.String(metadata={"description": "Addresses, one in a line"})
    whole_office = fields.Boolean()
    issued_on = fields.Date(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    visits = fields.List(fields.Nested(VisitSchema))


class CertificateListSchema(Schema):
    """All certificates, and the number of the one in force."""

    current = fields.String(allow_none=True)
    certificates = fields.List(fields.Nested(CertificateSchema))
