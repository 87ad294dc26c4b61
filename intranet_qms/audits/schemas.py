"""How reports of audits look in the API. Moments are ISO 8601."""

from __future__ import annotations

from marshmallow import Schema, fields


class RecipientSchema(Schema):
    """Somebody on the distribution list."""

    name = fields.String(attribute="person_name")
    part = fields.String(metadata={"description": "audited, team or other"})
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    acknowledged_by = fields.String()
    remarks = fields.String()


class ReportSchema(Schema):
    """One version of the report of an audit."""

    uuid = fields.UUID()
    version = fields.Integer(attribute="number")
    state = fields.String(metadata={"description": "draft or signed"})
    language = fields.String()
    reason = fields.String(metadata={"description": "Why a version after the first was needed"})
    shared_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "Since when the audited units may read the draft"},
    )
    signed_by = fields.String(attribute="signed_name")
    signed_at = fields.AwareDateTime(allow_none=True)
    sha256 = fields.String(
        attribute="content_hash", metadata={"description": "Of the signed content; empty before"}
    )


class ReportFilesSchema(Schema):
    """Where the files are fetched; null until the worker has made them."""

    pdf = fields.String(allow_none=True)
    docx = fields.String(allow_none=True)


class ReportDetailsSchema(ReportSchema):
    """A version with its texts, whom it went to, and its files."""

    summary = fields.String()
    conclusions = fields.String()
    strengths = fields.String()
    recommendations = fields.String()
    recipients = fields.List(fields.Nested(RecipientSchema))


class ReportListSchema(Schema):
    """The versions that the caller may read, the newest first."""

    reports = fields.List(fields.Nested(ReportSchema))


class ReportAnswerSchema(Schema):
    """One version, whether its seal holds (null for a draft), and its files."""

    report = fields.Nested(ReportDetailsSchema)
    seal_holds = fields.Boolean(allow_none=True)
    files = fields.Nested(ReportFilesSchema)
