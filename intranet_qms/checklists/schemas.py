"""The form of what the designer sends."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from .content import MAX_QUESTIONS, MAX_SECTIONS, MAX_TITLE

_LONGEST = 64


class SectionSchema(Schema):
    """A section with the keys of its questions, in order."""

    key = fields.String(required=True, validate=validate.Length(1, _LONGEST))
    title_pl = fields.String(required=True, validate=validate.Length(max=MAX_TITLE))
    title_en = fields.String(required=True, validate=validate.Length(max=MAX_TITLE))
    questions = fields.List(
        fields.String(validate=validate.Length(1, _LONGEST)),
        required=True,
        validate=validate.Length(max=MAX_QUESTIONS),
    )


class DraftSchema(Schema):
    """A draft: its head, its sections, and the questions that changed, whole and by key."""

    row_version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))
    title_pl = fields.String(required=True, validate=validate.Length(max=MAX_TITLE))
    title_en = fields.String(required=True, validate=validate.Length(max=MAX_TITLE))
    standard = fields.String(load_default="", validate=validate.Length(max=100))
    edition = fields.String(load_default="", validate=validate.Length(max=100))
    sections = fields.List(
        fields.Nested(SectionSchema), required=True, validate=validate.Length(max=MAX_SECTIONS)
    )
    questions = fields.Dict(
        keys=fields.String(validate=validate.Length(1, _LONGEST)),
        values=fields.Dict(keys=fields.String()),
        load_default=dict,
        validate=validate.Length(max=MAX_QUESTIONS),
    )


class PresenceSchema(Schema):
    """Somebody has the draft open in this version of its row."""

    row_version = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**31 - 1))
