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
    label = fields.String(metadata={"description": "As cited: 3, or 3.1 for an editorial issue"})
    state = fields.String()
    effective_on = fields.Date(allow_none=True)
    change_summary = fields.String()
    content_hash = fields.String()


class IssueTextSchema(IssueSchema):
    """What an issue says: its text as Markdown, and the fields of its kind."""

    title = fields.String()
    title_en = fields.String()
    body = fields.String(
        metadata={
            "description": "Markdown, made of the fields where the kind has no text of its own"
        }
    )
    content = fields.Dict(keys=fields.String())
    paragraphs = fields.List(fields.Nested(ParagraphSchema))


class AttachedFileSchema(Schema):
    """A file of the issue in force."""

    uuid = fields.UUID(attribute="attachment.uuid")
    name = fields.String(attribute="attachment.name")
    media_type = fields.String(attribute="attachment.media_type")
    size = fields.Integer(attribute="attachment.size", metadata={"description": "Bytes"})
    sha256 = fields.String(attribute="attachment.sha256")
    words = fields.String(
        allow_none=True,
        metadata={"description": "done, waiting or failed: whether a search knows its words"},
    )
    address = fields.String(metadata={"description": "Where the bytes are, for the signed-in"})


class DocumentDetailsSchema(DocumentSchema):
    """A document with its issues and the paragraphs in force."""

    legal_basis = fields.String()
    jrwa = fields.String()
    archive_category = fields.String()
    former_codes = fields.List(
        fields.String(), metadata={"description": "Codes it had before, the latest first"}
    )
    legal_acts = fields.List(
        fields.Pluck(_CodedSchema, "code"),
        metadata={"description": "Codes of the acts of the register that it rests on"},
    )
    cited_by = fields.List(
        fields.Pluck(_CodedSchema, "code"),
        metadata={"description": "Codes of the documents that rest on it"},
    )
    issues = fields.List(fields.Nested(IssueSchema))
    attachments = fields.List(
        fields.Nested(AttachedFileSchema),
        metadata={"description": "The files of the issue in force"},
    )
    content = fields.Dict(
        keys=fields.String(),
        metadata={"description": "The fields of its kind in the issue in force; {} without any"},
    )
    paragraphs = fields.List(fields.Nested(ParagraphSchema))


class AcknowledgementSchema(Schema):
    """A person who was asked to confirm an issue; ``acknowledged_at`` is empty until they have."""

    name = fields.String()
    unit = fields.String(attribute="unit_pl", allow_none=True)
    owed_since = fields.AwareDateTime()
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    content_hash = fields.String(
        metadata={"description": "SHA-256 of the text that was confirmed; empty until it was"}
    )


class OwedSchema(Schema):
    """An issue that the caller has to read and confirm."""

    code = fields.String()
    title = fields.String()
    title_en = fields.String()
    issue = fields.String(attribute="label")
    owed_since = fields.AwareDateTime()
    change_summary = fields.String()


class _ThenSchema(Schema):
    title = fields.String()
    title_en = fields.String()
    issue = fields.String(attribute="label", metadata={"description": "As cited: 3 or 3.1"})
    number = fields.Integer(metadata={"description": "Its place; stands in addresses"})
    in_force_from = fields.Date(allow_none=True)
    in_force_until = fields.Date(
        allow_none=True, metadata={"description": "First day on which it no longer was"}
    )
    owner = fields.String(attribute="owner_name")
    content_hash = fields.String()


class _ProofSchema(Schema):
    holds = fields.Boolean(
        metadata={"description": "Whether the text is what was approved and published"}
    )
    faults = fields.List(fields.String())
    recorded_hash = fields.String(
        metadata={"description": "SHA-256 that the trail remembers; empty where it knows nothing"}
    )


class PastDocumentSchema(Schema):
    """A document as it stood on a day of the past: the issue in force then, and its proof."""

    code = fields.String(attribute="document.code")
    kind = fields.String(attribute="document.kind")
    uuid = fields.UUID(attribute="document.uuid")
    unit = fields.String(attribute="unit.code", allow_none=True)
    then = fields.Nested(_ThenSchema, attribute="revision")
    proof = fields.Nested(_ProofSchema)


class EffectSchema(Schema):
    """One thing that cites a changed document, and what came of looking at it."""

    uuid = fields.UUID()
    kind = fields.String()
    code = fields.String()
    title = fields.String(attribute="title_pl")
    title_en = fields.String()
    paragraphs = fields.List(fields.String(), metadata={"description": "Keys; empty: the whole"})
    owner = fields.Pluck(_NamedSchema, "name", allow_none=True)
    state = fields.String()
    note = fields.String()
    decided_by = fields.String(attribute="decided_by_name")
    decided_at = fields.AwareDateTime(allow_none=True)


class ChangeSchema(Schema):
    """Something happened to a document that others had to look at."""

    uuid = fields.UUID()
    kind = fields.String()
    summary = fields.String()
    link = fields.String()
    happened_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    noted_by = fields.String(attribute="noted_by_name")
    noted_at = fields.AwareDateTime()
    effects = fields.List(fields.Nested(EffectSchema))
