"""How findings look in the API. Identifiers are UUIDs and numbers; days are ISO 8601, moments RFC
3339 in UTC; units are named by their codes."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields, validate

from .workflow import FindingSource

_SOURCES = [one.value for one in FindingSource if one is not FindingSource.AUDIT]


class _Named(Schema):
    name = fields.String()


class _Coded(Schema):
    code = fields.String()


class _Numbered(Schema):
    number = fields.String()


class FindingSchema(Schema):
    """A finding of the register."""

    uuid = fields.UUID()
    number = fields.String(metadata={"description": "As people cite it: U-2026-014"})
    class_ = fields.String(
        attribute="finding_class",
        data_key="class",
        metadata={"description": "One of the five classes that every auditor knows"},
    )
    own_class = fields.Pluck(
        _Coded, "code", allow_none=True, metadata={"description": "The office's own class"}
    )
    state = fields.String()
    source = fields.String()
    source_reference = fields.String()
    unit = fields.Pluck(_Coded, "code", allow_none=True)
    owner = fields.Pluck(_Named, "name", allow_none=True)
    due_on = fields.Date(allow_none=True)
    clause = fields.String()
    document = fields.Pluck(_Coded, "code", allow_none=True)
    statement = fields.String()
    raised_at = fields.AwareDateTime()
    raised_by = fields.String(attribute="raised_by_name")
    disputed_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    round = fields.Integer(metadata={"description": "Which time it is worked on, from 1"})


class CauseSchema(Schema):
    """A cause; ``parent`` is what it explains."""

    id = fields.Integer()
    parent = fields.Integer(attribute="parent_id", allow_none=True)
    round = fields.Integer()
    category = fields.String()
    text = fields.String()
    is_root = fields.Boolean()


class PlaceSchema(Schema):
    """A similar place that was looked at."""

    round = fields.Integer()
    unit = fields.Pluck(_Coded, "code", allow_none=True)
    document = fields.Pluck(_Coded, "code", allow_none=True)
    result = fields.String()
    note = fields.String()
    checked_by = fields.String(attribute="checked_by_name")
    checked_at = fields.AwareDateTime()


class ActionSchema(Schema):
    """A correction or a corrective action."""

    uuid = fields.UUID()
    round = fields.Integer()
    kind = fields.String()
    text = fields.String()
    root_cause = fields.String()
    owner = fields.Pluck(_Named, "name")
    due_on = fields.Date()
    state = fields.String()
    done_text = fields.String()
    done_at = fields.AwareDateTime(allow_none=True)
    verified_at = fields.AwareDateTime(allow_none=True)
    links = fields.Function(lambda action: action.links.split())


class RemarkSchema(Schema):
    """What somebody said at a step."""

    round = fields.Integer()
    kind = fields.String()
    text = fields.String()
    author = fields.String(attribute="author_name")
    said_at = fields.AwareDateTime()


class FindingDetailsSchema(FindingSchema):
    """A finding with its whole story."""

    requirement = fields.String()
    evidence = fields.String(attribute="evidence_text")
    paragraph_key = fields.String(allow_none=True)
    cited_text = fields.String()
    effectiveness_on = fields.Date(allow_none=True)
    effectiveness_text = fields.String()
    withdrawn_reason = fields.String()
    repeats = fields.Pluck(_Numbered, "number", allow_none=True)
    causes = fields.List(fields.Nested(CauseSchema))
    places = fields.List(fields.Nested(PlaceSchema), attribute="extents")
    actions = fields.List(fields.Nested(ActionSchema))
    remarks = fields.List(fields.Nested(RemarkSchema))
    row_version = fields.Integer()


class NewFindingSchema(Schema):
    """A finding that another program enters."""

    class Meta:
        """Fields that are not known are left out: newer programs may say more."""

        unknown = EXCLUDE

    class_ = fields.String(required=True, data_key="class", validate=validate.Length(1, 20))
    source = fields.String(required=True, validate=validate.OneOf(_SOURCES))
    source_reference = fields.String(load_default="", validate=validate.Length(max=200))
    unit = fields.String(required=True, validate=validate.Length(1, 60))
    statement = fields.String(required=True, validate=validate.Length(1, 20_000))
    requirement = fields.String(load_default="", validate=validate.Length(max=20_000))
    evidence = fields.String(load_default="", validate=validate.Length(max=20_000))
    clause = fields.String(load_default="", validate=validate.Length(max=60))
    due_on = fields.Date(load_default=None, allow_none=True)
