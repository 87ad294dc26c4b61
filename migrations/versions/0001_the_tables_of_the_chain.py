"""The tables of the chain, from units and documents to audits, findings and phones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from intranet_qms import db as qms
from intranet_qms.checklists import published_ddl
from intranet_qms.documents import search_ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "qms_answer_base",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answer_uuid", sa.Uuid(), nullable=False),
        sa.Column("base_uuid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_answer_base")),
        sa.UniqueConstraint(
            "answer_uuid", "base_uuid", name=op.f("uq_qms_answer_base_answer_uuid_base_uuid")
        ),
    )
    with op.batch_alter_table("qms_answer_base", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_answer_base_base_uuid"), ["base_uuid"], unique=False
        )

    op.create_table(
        "qms_approval_path",
        sa.Column(
            "kind",
            sa.Enum(
                "policy",
                "manual",
                "process_map",
                "process_card",
                "procedure",
                "instruction",
                "form",
                "client_guide",
                "legal_act",
                "external",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "review_order",
            sa.Enum("parallel", "in_turn", name="revieworder", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("minimum_reviewers", sa.Integer(), nullable=False),
        sa.Column(
            "approver_rule",
            sa.Enum(
                "named",
                "top_management",
                "qms_representative",
                name="approverrule",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("minor_without_review", sa.Boolean(), nullable=False),
        sa.Column(
            "reviewer_ids",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_approval_path")),
        sa.UniqueConstraint("kind", name=op.f("uq_qms_approval_path_kind")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_approval_path_uuid")),
    )
    op.create_table(
        "qms_attachment_text",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "done", "failed", name="extractionstate", native_enum=False, length=12
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("asked_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("done_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_qms_attachment_text")),
    )
    op.create_table(
        "qms_audit_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_qms_audit_number")),
    )
    op.create_table(
        "qms_certification_body",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("accreditation", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_certification_body")),
        sa.UniqueConstraint("name", name=op.f("uq_qms_certification_body_name")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_certification_body_uuid")),
    )
    op.create_table(
        "qms_finding_class",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("base", sa.String(length=12), nullable=False),
        sa.Column("name_pl", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("needs_action", sa.Boolean(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("tone", sa.String(length=12), nullable=False),
        sa.Column("shape", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_class")),
        sa.UniqueConstraint("code", name=op.f("uq_qms_finding_class_code")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_finding_class_uuid")),
    )
    op.create_table(
        "qms_finding_number",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_qms_finding_number")),
    )
    op.create_table(
        "qms_jrwa_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_jrwa_class")),
        sa.UniqueConstraint("symbol", name=op.f("uq_qms_jrwa_class_symbol")),
    )
    op.create_table(
        "qms_milestone",
        sa.Column("from_text", sa.String(length=10), nullable=False),
        sa.Column("until_text", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("title_pl", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("text_pl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_milestone")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_milestone_uuid")),
    )
    op.create_table(
        "qms_numbering_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "policy",
                "manual",
                "process_map",
                "process_card",
                "procedure",
                "instruction",
                "form",
                "client_guide",
                "legal_act",
                "external",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("pattern", sa.String(length=80), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_numbering_pattern")),
        sa.UniqueConstraint("kind", name=op.f("uq_qms_numbering_pattern_kind")),
    )
    op.create_table(
        "qms_outbox_job",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column(
            "payload",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("dedup_key", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("due_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("taken_until", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("done_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_outbox_job")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_qms_outbox_job_dedup_key")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_outbox_job_uuid")),
    )
    with op.batch_alter_table("qms_outbox_job", schema=None) as batch_op:
        batch_op.create_index("ix_qms_outbox_job_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_qms_outbox_job_taken", ["state", "taken_until"], unique=False)

    op.create_table(
        "qms_record_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=30), nullable=False),
        sa.Column("record_uuid", sa.Uuid(), nullable=False),
        sa.Column("jrwa", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_record_class")),
        sa.UniqueConstraint(
            "record_kind", "record_uuid", name=op.f("uq_qms_record_class_record_kind_record_uuid")
        ),
    )
    op.create_table(
        "qms_retention_rule",
        sa.Column("record_kind", sa.String(length=30), nullable=False),
        sa.Column("jrwa", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("record_kind", name=op.f("pk_qms_retention_rule")),
    )
    op.create_table(
        "qms_search_synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=100), nullable=False),
        sa.Column("shown", sa.String(length=100), nullable=False),
        sa.Column("meanings", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_search_synonym")),
        sa.UniqueConstraint("said", name=op.f("uq_qms_search_synonym_said")),
    )
    op.create_table(
        "qms_standard_edition",
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("title_pl", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_standard_edition")),
        sa.UniqueConstraint(
            "standard", "edition", name=op.f("uq_qms_standard_edition_standard_edition")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_standard_edition_uuid")),
    )
    op.create_table(
        "qms_trail_entry",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("actor_host_id", sa.String(length=200), nullable=False),
        sa.Column("actor_name", sa.String(length=300), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=300), nullable=True),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=True),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_uuid", sa.String(length=36), nullable=False),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_trail_entry")),
    )
    with op.batch_alter_table("qms_trail_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_trail_entry_entity", ["entity", "entity_uuid", "id"], unique=False
        )

    op.create_table(
        "qms_trail_head",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("last_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_trail_head")),
    )
    op.create_table(
        "qms_unit",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_pl", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("head_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("directory_name_pl", sa.String(length=300), nullable=True),
        sa.Column("directory_name_en", sa.String(length=300), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["qms_unit.id"], name=op.f("fk_qms_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_qms_unit_code")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_unit_uuid")),
    )
    with op.batch_alter_table("qms_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_unit_head_id"), ["head_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_unit_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "qms_checklist_template",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title_pl", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("standard", sa.String(length=100), nullable=False),
        sa.Column("edition", sa.String(length=100), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column(
            "for_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("for_kind", sa.String(length=20), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["for_unit_id"], ["qms_unit.id"], name=op.f("fk_qms_checklist_template_for_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_checklist_template")),
        sa.UniqueConstraint("key", name=op.f("uq_qms_checklist_template_key")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_checklist_template_uuid")),
    )
    with op.batch_alter_table("qms_checklist_template", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_checklist_template_for_kind"), ["for_kind"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_checklist_template_for_unit_id"), ["for_unit_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_checklist_template_sort_key"), ["sort_key"], unique=False
        )

    op.create_table(
        "qms_clause",
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title_pl", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_number", sa.String(length=20), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["qms_standard_edition.id"], name=op.f("fk_qms_clause_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_clause")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_qms_clause_edition_id_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_clause_uuid")),
    )
    op.create_table(
        "qms_earlier_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_pl", sa.String(length=300), nullable=False),
        sa.Column("name_en", sa.String(length=300), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["qms_unit.id"], name=op.f("fk_qms_earlier_unit_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_earlier_unit_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_earlier_unit")),
    )
    with op.batch_alter_table("qms_earlier_unit", schema=None) as batch_op:
        batch_op.create_index("ix_qms_earlier_unit_unit_until", ["unit_id", "until"], unique=False)

    op.create_table(
        "qms_person",
        sa.Column("host_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("title_pl", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("first_seen_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_person")),
        sa.UniqueConstraint("host_id", name=op.f("uq_qms_person_host_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_person_uuid")),
    )
    with op.batch_alter_table("qms_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_person_sort_key"), ["sort_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_person_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "qms_programme",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("cycle_years", sa.Integer(), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "rules",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("change_reason", sa.Text(), nullable=False),
        sa.Column("return_reason", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_by", sa.String(length=300), nullable=False),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.String(length=300), nullable=False),
        sa.Column("submitted_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(length=300), nullable=False),
        sa.Column("approved_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["qms_standard_edition.id"], name=op.f("fk_qms_programme_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_programme_uuid")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_qms_programme_year_number")),
    )
    with op.batch_alter_table("qms_programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_programme_year"), ["year"], unique=False)

    op.create_table(
        "qms_programme_closed",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_programme_closed_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_closed")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_programme_closed_uuid")),
    )
    with op.batch_alter_table("qms_programme_closed", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_programme_closed_days", ["first_day", "last_day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_programme_closed_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "qms_auditor",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("load_days_limit", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_auditor_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_auditor")),
        sa.UniqueConstraint("person_id", name=op.f("uq_qms_auditor_person_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_auditor_uuid")),
    )
    op.create_table(
        "qms_auditor_absence",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(length=300), nullable=False),
        sa.Column("entered_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_auditor_absence_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_auditor_absence")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_auditor_absence_uuid")),
    )
    with op.batch_alter_table("qms_auditor_absence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_auditor_absence_person", ["person_id", "first_day", "last_day"], unique=False
        )

    op.create_table(
        "qms_auditor_appointment",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.Column("ended_act", sa.String(length=200), nullable=False),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_auditor_appointment_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_auditor_appointment")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_auditor_appointment_uuid")),
    )
    with op.batch_alter_table("qms_auditor_appointment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_auditor_appointment_ended_on"), ["ended_on"], unique=False
        )
        batch_op.create_index(
            "ix_qms_auditor_appointment_person", ["person_id", "first_day"], unique=False
        )

    op.create_table(
        "qms_checklist_version",
        sa.Column(
            "template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("question_count", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_name", sa.String(length=300), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "import_notes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=300), nullable=False),
        sa.Column("begun_from", sa.String(length=100), nullable=False),
        sa.Column("edited_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.String(length=300), nullable=False),
        sa.Column("published_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(length=300), nullable=True),
        sa.Column("retired_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["qms_checklist_template.id"],
            name=op.f("fk_qms_checklist_version_template_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_checklist_version")),
        sa.UniqueConstraint(
            "template_id", "number", name=op.f("uq_qms_checklist_version_template_id_number")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_checklist_version_uuid")),
    )
    with op.batch_alter_table("qms_checklist_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_checklist_version_content_hash"), ["content_hash"], unique=False
        )
        batch_op.create_index(
            "uq_qms_checklist_version_published",
            ["template_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "qms_clause_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "from_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("note_pl", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_clause_id"], ["qms_clause.id"], name=op.f("fk_qms_clause_mapping_from_clause_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_clause_id"], ["qms_clause.id"], name=op.f("fk_qms_clause_mapping_to_clause_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_clause_mapping")),
        sa.UniqueConstraint(
            "from_clause_id",
            "to_clause_id",
            name=op.f("uq_qms_clause_mapping_from_clause_id_to_clause_id"),
        ),
    )
    with op.batch_alter_table("qms_clause_mapping", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_clause_mapping_to_clause_id"), ["to_clause_id"], unique=False
        )

    op.create_table(
        "qms_deputising",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "deputy_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["qms_person.id"], name=op.f("fk_qms_deputising_deputy_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_deputising_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_deputising")),
    )
    with op.batch_alter_table("qms_deputising", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_deputising_deputy", ["deputy_id", "first_day", "last_day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_deputising_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("app_version", sa.String(length=60), nullable=False),
        sa.Column("user_agent", sa.String(length=400), nullable=False),
        sa.Column("registered_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("unsent_mutations", sa.Integer(), nullable=False),
        sa.Column("unsent_evidence", sa.Integer(), nullable=False),
        sa.Column("unsent_since", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("recovery_code", sa.String(length=40), nullable=True),
        sa.Column("recovery_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_device_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_device")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_device_uuid")),
    )
    with op.batch_alter_table("qms_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_device_person_id"), ["person_id"], unique=False)

    op.create_table(
        "qms_disposal",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("proposed_by_name", sa.String(length=300), nullable=False),
        sa.Column("proposed_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("done_by_name", sa.String(length=300), nullable=False),
        sa.Column("done_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["qms_person.id"], name=op.f("fk_qms_disposal_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["qms_person.id"], name=op.f("fk_qms_disposal_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_disposal")),
        sa.UniqueConstraint("number", name=op.f("uq_qms_disposal_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_disposal_uuid")),
    )
    with op.batch_alter_table("qms_disposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_disposal_state"), ["state"], unique=False)

    op.create_table(
        "qms_document",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("code_key", sa.String(length=400), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "policy",
                "manual",
                "process_map",
                "process_card",
                "procedure",
                "instruction",
                "form",
                "client_guide",
                "legal_act",
                "external",
                name="documentkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("process_type", sa.String(length=20), nullable=True),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("title_en", sa.String(length=400), nullable=False),
        sa.Column("title_key", sa.String(length=400), nullable=False),
        sa.Column(
            "owner_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("review_interval_months", sa.Integer(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("jrwa", sa.String(length=20), nullable=False),
        sa.Column("archive_category", sa.String(length=10), nullable=False),
        sa.Column(
            "current_state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "effective",
                "superseded",
                "withdrawn",
                name="revisionstate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("current_number", sa.Integer(), nullable=True),
        sa.Column("current_label", sa.String(length=12), nullable=False),
        sa.Column(
            "replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("replacement_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("last_reviewed_on", sa.Date(), nullable=True),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["qms_person.id"], name=op.f("fk_qms_document_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_unit_id"], ["qms_unit.id"], name=op.f("fk_qms_document_owner_unit_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["qms_document.id"], name=op.f("fk_qms_document_replaced_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_document")),
        sa.UniqueConstraint("code", name=op.f("uq_qms_document_code")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_document_uuid")),
    )
    with op.batch_alter_table("qms_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_document_effective_on"), ["effective_on"], unique=False
        )
        batch_op.create_index("ix_qms_document_kind_code", ["kind", "code_key"], unique=False)
        batch_op.create_index(
            "ix_qms_document_order", ["code_key", "id", "current_state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_document_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_document_process_type"), ["process_type"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_document_review_due_on"), ["review_due_on"], unique=False
        )
        batch_op.create_index(
            "ix_qms_document_state_code", ["current_state", "code_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_document_title_key"), ["title_key"], unique=False)
        batch_op.create_index(
            "ix_qms_document_unit_code", ["owner_unit_id", "code_key"], unique=False
        )

    op.create_table(
        "qms_earlier_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_earlier_membership_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_earlier_membership_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_earlier_membership")),
    )
    with op.batch_alter_table("qms_earlier_membership", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_earlier_membership_person_until", ["person_id", "until"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_earlier_membership_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "qms_guest_grant",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("begins_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("records_from", sa.Date(), nullable=True),
        sa.Column("records_until", sa.Date(), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_sent_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("locked_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("granted_by_name", sa.String(length=300), nullable=False),
        sa.Column("granted_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_name", sa.String(length=300), nullable=False),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["qms_person.id"], name=op.f("fk_qms_guest_grant_granted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_guest_grant")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_qms_guest_grant_link_hash")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_guest_grant_uuid")),
    )
    with op.batch_alter_table("qms_guest_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_guest_grant_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "qms_guide_template_version",
        sa.Column("template", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "layout",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"],
            ["qms_person.id"],
            name=op.f("fk_qms_guide_template_version_created_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_guide_template_version")),
        sa.UniqueConstraint(
            "template", "number", name=op.f("uq_qms_guide_template_version_template_number")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_guide_template_version_uuid")),
    )
    op.create_table(
        "qms_print",
        sa.Column(
            "kind",
            sa.Enum("book", "register", name="printkind", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "contents",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "narrowed",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("made_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("made_by_name", sa.String(length=300), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["qms_person.id"], name=op.f("fk_qms_print_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_print")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_print_uuid")),
    )
    with op.batch_alter_table("qms_print", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_print_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_print_made_by_id"), ["made_by_id"], unique=False)

    op.create_table(
        "qms_programme_run",
        sa.Column(
            "programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column(
            "proposals",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "reasons",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "figures",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("requested_by", sa.String(length=300), nullable=False),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["qms_programme.id"], name=op.f("fk_qms_programme_run_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["qms_person.id"],
            name=op.f("fk_qms_programme_run_requested_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_run")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_programme_run_uuid")),
    )
    with op.batch_alter_table("qms_programme_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_programme_run_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "qms_record_hold",
        sa.Column("record_kind", sa.String(length=30), nullable=False),
        sa.Column("record_uuid", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "placed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("placed_by_name", sa.String(length=300), nullable=False),
        sa.Column("placed_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("released_by_name", sa.String(length=300), nullable=False),
        sa.Column("released_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("released_reason", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["qms_person.id"], name=op.f("fk_qms_record_hold_placed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_record_hold")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_record_hold_uuid")),
    )
    with op.batch_alter_table("qms_record_hold", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_record_hold_record", ["record_kind", "record_uuid"], unique=False
        )

    op.create_table(
        "qms_reorganisation",
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("basis", sa.String(length=500), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "approved",
                "blocked",
                "done",
                "cancelled",
                name="planstate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approved_by_name", sa.String(length=300), nullable=False),
        sa.Column("approved_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("done_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["qms_person.id"], name=op.f("fk_qms_reorganisation_approved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_reorganisation")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_reorganisation_uuid")),
    )
    with op.batch_alter_table("qms_reorganisation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_reorganisation_state_day", ["state", "effective_on"], unique=False
        )

    op.create_table(
        "qms_role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_role_grant_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_role_grant")),
        sa.UniqueConstraint("person_id", "role", name=op.f("uq_qms_role_grant_person_id_role")),
    )
    op.create_table(
        "qms_stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("stored_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "stored_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stored_by_id"], ["qms_person.id"], name=op.f("fk_qms_stored_file_stored_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_stored_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_qms_stored_file_sha256")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_stored_file_uuid")),
    )
    op.create_table(
        "qms_sync_quarantined",
        sa.Column("mutation_uuid", sa.Uuid(), nullable=False),
        sa.Column("device_uuid", sa.Uuid(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("audit_uuid", sa.Uuid(), nullable=True),
        sa.Column(
            "mutation",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("reason_code", sa.String(length=80), nullable=False),
        sa.Column("received_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["qms_person.id"], name=op.f("fk_qms_sync_quarantined_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_sync_quarantined_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_sync_quarantined")),
        sa.UniqueConstraint("mutation_uuid", name=op.f("uq_qms_sync_quarantined_mutation_uuid")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_sync_quarantined_uuid")),
    )
    with op.batch_alter_table("qms_sync_quarantined", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_sync_quarantined_audit", ["audit_uuid", "state"], unique=False
        )

    op.create_table(
        "qms_sync_upload",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column(
            "pieces",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("refused_code", sa.String(length=80), nullable=True),
        sa.Column("started_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("touched_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_sync_upload_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_sync_upload")),
        sa.UniqueConstraint(
            "person_id", "sha256", name=op.f("uq_qms_sync_upload_person_id_sha256")
        ),
    )
    with op.batch_alter_table("qms_sync_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_sync_upload_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_sync_upload_touched_at"), ["touched_at"], unique=False
        )

    op.create_table(
        "qms_transition_verdict",
        sa.Column(
            "earlier_edition_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=300), nullable=False),
        sa.Column("decided_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["qms_clause.id"], name=op.f("fk_qms_transition_verdict_clause_id")
        ),
        sa.ForeignKeyConstraint(
            ["earlier_edition_id"],
            ["qms_standard_edition.id"],
            name=op.f("fk_qms_transition_verdict_earlier_edition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["qms_person.id"], name=op.f("fk_qms_transition_verdict_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_transition_verdict")),
        sa.UniqueConstraint(
            "earlier_edition_id",
            "clause_id",
            name=op.f("uq_qms_transition_verdict_earlier_edition_id_clause_id"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_transition_verdict_uuid")),
    )
    with op.batch_alter_table("qms_transition_verdict", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_transition_verdict_clause_id"), ["clause_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_transition_verdict_owner_id"), ["owner_id"], unique=False
        )

    op.create_table(
        "qms_audit",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("objective", sa.Text(), nullable=False),
        sa.Column("criteria", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column(
            "standard_edition_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column(
            "checklist_version_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("checklist_moves", sa.Integer(), nullable=False),
        sa.Column("conclusions", sa.Text(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("invitation_number", sa.Integer(), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("announced_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("short_notice_reason", sa.Text(), nullable=False),
        sa.Column(
            "follows_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("closed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "report_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checklist_version_id"],
            ["qms_checklist_version.id"],
            name=op.f("fk_qms_audit_checklist_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["qms_person.id"], name=op.f("fk_qms_audit_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_follows_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_audit_report_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["standard_edition_id"],
            ["qms_standard_edition.id"],
            name=op.f("fk_qms_audit_standard_edition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit")),
        sa.UniqueConstraint("number", name=op.f("uq_qms_audit_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_uuid")),
    )
    with op.batch_alter_table("qms_audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_audit_first_day"), ["first_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_audit_follows_id"), ["follows_id"], unique=False)
        batch_op.create_index("ix_qms_audit_state_day", ["state", "first_day"], unique=False)

    op.create_table(
        "qms_audit_report_template",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column(
            "uploaded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("uploaded_by_name", sa.String(length=300), nullable=False),
        sa.Column("uploaded_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_audit_report_template_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["qms_person.id"],
            name=op.f("fk_qms_audit_report_template_uploaded_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_report_template")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_report_template_uuid")),
    )
    op.create_table(
        "qms_auditor_competence",
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("standard", sa.String(length=60), nullable=False),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("proof", sa.String(length=400), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_auditor_competence_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_auditor_competence_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_auditor_competence")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_auditor_competence_uuid")),
    )
    with op.batch_alter_table("qms_auditor_competence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_auditor_competence_file_id"), ["file_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_auditor_competence_person", ["person_id", "standard"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_auditor_competence_standard"), ["standard"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_auditor_competence_until"), ["until"], unique=False
        )

    op.create_table(
        "qms_certificate",
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("standard_text", sa.String(length=80), nullable=False),
        sa.Column("scope_pl", sa.Text(), nullable=False),
        sa.Column("scope_en", sa.Text(), nullable=False),
        sa.Column("sites", sa.Text(), nullable=False),
        sa.Column("whole_office", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "valid",
                "suspended",
                "withdrawn",
                "expired",
                name="certificatestate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("state_since", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("renews_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("created_by_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["body_id"], ["qms_certification_body.id"], name=op.f("fk_qms_certificate_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["qms_standard_edition.id"], name=op.f("fk_qms_certificate_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_certificate_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["renews_id"], ["qms_certificate.id"], name=op.f("fk_qms_certificate_renews_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_certificate")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_certificate_uuid")),
    )
    with op.batch_alter_table("qms_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_certificate_body_id"), ["body_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_certificate_renews_id"), ["renews_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_certificate_state_until", ["state", "valid_until"], unique=False
        )

    op.create_table(
        "qms_checklist_presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("seen_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_checklist_presence_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["qms_checklist_version.id"],
            name=op.f("fk_qms_checklist_presence_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_checklist_presence")),
        sa.UniqueConstraint(
            "version_id", "person_id", name=op.f("uq_qms_checklist_presence_version_id_person_id")
        ),
    )
    with op.batch_alter_table("qms_checklist_presence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_checklist_presence_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_checklist_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("clause", sa.String(length=100), nullable=False),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text_pl", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("lemmas", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["qms_checklist_version.id"],
            name=op.f("fk_qms_checklist_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_checklist_question")),
        sa.UniqueConstraint(
            "version_id", "key", name=op.f("uq_qms_checklist_question_version_id_key")
        ),
    )
    with op.batch_alter_table("qms_checklist_question", schema=None) as batch_op:
        batch_op.create_index("ix_qms_checklist_question_clause", ["clause"], unique=False)
        batch_op.create_index("ix_qms_checklist_question_procedure", ["procedure"], unique=False)

    op.create_table(
        "qms_disposal_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "disposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=30), nullable=False),
        sa.Column("record_uuid", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("jrwa", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disposal_id"], ["qms_disposal.id"], name=op.f("fk_qms_disposal_item_disposal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_disposal_item")),
        sa.UniqueConstraint(
            "disposal_id", "position", name=op.f("uq_qms_disposal_item_disposal_id_position")
        ),
    )
    with op.batch_alter_table("qms_disposal_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_disposal_item_record", ["record_kind", "record_uuid"], unique=False
        )

    op.create_table(
        "qms_distribution_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("everybody", sa.Boolean(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_distribution_entry_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_distribution_entry_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_distribution_entry_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_distribution_entry")),
    )
    with op.batch_alter_table("qms_distribution_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_distribution_entry_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "qms_document_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["qms_clause.id"], name=op.f("fk_qms_document_clause_clause_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_document_clause_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_document_clause")),
        sa.UniqueConstraint(
            "document_id", "clause_id", name=op.f("uq_qms_document_clause_document_id_clause_id")
        ),
    )
    with op.batch_alter_table("qms_document_clause", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_document_clause_clause_id"), ["clause_id"], unique=False
        )

    op.create_table(
        "qms_document_search",
        sa.Column(
            "document_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("document_uuid", sa.Uuid(), nullable=False),
        sa.Column("code_squashed", sa.String(length=60), nullable=False),
        sa.Column("code_terms", sa.Text(), nullable=False),
        sa.Column("title_terms", sa.Text(), nullable=False),
        sa.Column("lead_terms", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("body_terms", sa.Text(), nullable=False),
        sa.Column("file_terms", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("paragraph_keys", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_document_search_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_qms_document_search")),
    )
    with op.batch_alter_table("qms_document_search", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_document_search_code_squashed"), ["code_squashed"], unique=False
        )

    op.create_table(
        "qms_earlier_owner_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_earlier_owner_unit_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_earlier_owner_unit_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_earlier_owner_unit")),
    )
    with op.batch_alter_table("qms_earlier_owner_unit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_earlier_owner_unit_document", ["document_id", "until"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_earlier_owner_unit_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "qms_exchange_run",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=True),
        sa.Column(
            "choices",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "counts",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column(
            "error_values",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("heartbeat_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_sha256"],
            ["qms_stored_file.sha256"],
            name=op.f("fk_qms_exchange_run_file_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["qms_person.id"], name=op.f("fk_qms_exchange_run_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_exchange_run")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_exchange_run_uuid")),
    )
    with op.batch_alter_table("qms_exchange_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_exchange_run_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_exchange_run_file_sha256"), ["file_sha256"], unique=False
        )
        batch_op.create_index("ix_qms_exchange_run_kind", ["kind", "created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_exchange_run_requested_by_id"), ["requested_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_exchange_run_seal"), ["seal"], unique=False)

    op.create_table(
        "qms_file_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_file_holder_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_file_holder_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_file_holder")),
        sa.UniqueConstraint(
            "file_id", "person_id", name=op.f("uq_qms_file_holder_file_id_person_id")
        ),
    )
    op.create_table(
        "qms_former_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("until", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_former_code_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_former_code")),
        sa.UniqueConstraint("code", name=op.f("uq_qms_former_code_code")),
    )
    with op.batch_alter_table("qms_former_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_former_code_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "qms_guest_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("used_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["qms_guest_grant.id"], name=op.f("fk_qms_guest_code_grant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_guest_code")),
    )
    with op.batch_alter_table("qms_guest_code", schema=None) as batch_op:
        batch_op.create_index("ix_qms_guest_code_grant", ["grant_id", "made_at"], unique=False)

    op.create_table(
        "qms_guest_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "all_documents",
                "document_kind",
                "unit",
                "document",
                "audits",
                "audit",
                "findings",
                "finding",
                "records",
                "certificates",
                name="scopekind",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["qms_guest_grant.id"], name=op.f("fk_qms_guest_scope_grant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_guest_scope")),
        sa.UniqueConstraint(
            "grant_id", "kind", "reference", name=op.f("uq_qms_guest_scope_grant_id_kind_reference")
        ),
    )
    op.create_table(
        "qms_guest_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("began_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["qms_guest_grant.id"], name=op.f("fk_qms_guest_session_grant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_guest_session")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_qms_guest_session_secret_hash")),
    )
    with op.batch_alter_table("qms_guest_session", schema=None) as batch_op:
        batch_op.create_index("ix_qms_guest_session_grant", ["grant_id", "ends_at"], unique=False)

    op.create_table(
        "qms_guide_topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "documents",
                "family",
                "driving",
                "home",
                "business",
                "taxes",
                "support",
                "environment",
                "city",
                name="topic",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_guide_topic_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_guide_topic")),
        sa.UniqueConstraint(
            "document_id", "topic", name=op.f("uq_qms_guide_topic_document_id_topic")
        ),
    )
    with op.batch_alter_table("qms_guide_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_guide_topic_topic"), ["topic"], unique=False)

    op.create_table(
        "qms_legal_basis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("act_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["act_id"], ["qms_document.id"], name=op.f("fk_qms_legal_basis_act_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_legal_basis_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_legal_basis")),
        sa.UniqueConstraint(
            "document_id", "act_id", name=op.f("uq_qms_legal_basis_document_id_act_id")
        ),
    )
    with op.batch_alter_table("qms_legal_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_legal_basis_act_id"), ["act_id"], unique=False)

    op.create_table(
        "qms_periodic_review",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("revision_uuid", sa.Uuid(), nullable=True),
        sa.Column("issue", sa.String(length=12), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "revised",
                "withdrawn",
                name="periodicoutcome",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("person_name", sa.String(length=300), nullable=False),
        sa.Column("on_behalf_of_name", sa.String(length=300), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("was_due_on", sa.Date(), nullable=True),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_periodic_review_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_periodic_review_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_periodic_review")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_periodic_review_uuid")),
    )
    with op.batch_alter_table("qms_periodic_review", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_periodic_review_document", ["document_id", "id"], unique=False
        )

    op.create_table(
        "qms_programme_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("importance", sa.Integer(), nullable=False),
        sa.Column("every_years", sa.Integer(), nullable=True),
        sa.Column("half_days", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=True),
        sa.Column("priority_reason", sa.Text(), nullable=False),
        sa.Column("priority_by", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_programme_area_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_programme_area_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_area")),
        sa.UniqueConstraint("document_id", name=op.f("uq_qms_programme_area_document_id")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_qms_programme_area_unit_id")),
    )
    op.create_table(
        "qms_programme_entry",
        sa.Column(
            "programme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("half_days", sa.Integer(), nullable=False),
        sa.Column("team_size", sa.Integer(), nullable=False),
        sa.Column("pinned_day", sa.Boolean(), nullable=False),
        sa.Column("pinned_team", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column(
            "factors",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_programme_entry_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["qms_programme.id"], name=op.f("fk_qms_programme_entry_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_programme_entry_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_entry")),
        sa.UniqueConstraint(
            "programme_id", "key", name=op.f("uq_qms_programme_entry_programme_id_key")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_programme_entry_uuid")),
    )
    with op.batch_alter_table("qms_programme_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_programme_entry_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_programme_entry_key"), ["key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_programme_entry_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "qms_question_citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("question_key", sa.String(length=64), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("paragraph_key", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_question_citation_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["qms_checklist_template.id"],
            name=op.f("fk_qms_question_citation_template_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_question_citation")),
        sa.UniqueConstraint(
            "template_id",
            "question_key",
            name=op.f("uq_qms_question_citation_template_id_question_key"),
        ),
    )
    with op.batch_alter_table("qms_question_citation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_question_citation_document", ["document_id", "paragraph_key"], unique=False
        )

    op.create_table(
        "qms_related_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "related_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_related_document_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["qms_document.id"], name=op.f("fk_qms_related_document_related_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_related_document")),
        sa.UniqueConstraint(
            "document_id", "related_id", name=op.f("uq_qms_related_document_document_id_related_id")
        ),
    )
    with op.batch_alter_table("qms_related_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_related_document_related_id"), ["related_id"], unique=False
        )

    op.create_table(
        "qms_reorganisation_change",
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "open",
                "rename",
                "move",
                "head",
                "merge",
                "split",
                "close",
                name="changekind",
                native_enum=False,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column(
            "details",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["qms_reorganisation.id"],
            name=op.f("fk_qms_reorganisation_change_plan_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_reorganisation_change")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_reorganisation_change_uuid")),
    )
    with op.batch_alter_table("qms_reorganisation_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_reorganisation_change_plan_id"), ["plan_id"], unique=False
        )

    op.create_table(
        "qms_report_job",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject_uuid", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("live_key", sa.String(length=120), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column(
            "requested_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("started_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_sha256"], ["qms_stored_file.sha256"], name=op.f("fk_qms_report_job_file_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["qms_person.id"], name=op.f("fk_qms_report_job_requested_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_report_job")),
        sa.UniqueConstraint("live_key", name=op.f("uq_qms_report_job_live_key")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_report_job_uuid")),
    )
    with op.batch_alter_table("qms_report_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_report_job_file_sha256"), ["file_sha256"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_report_job_requested_by_id"), ["requested_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_report_job_subject", ["kind", "subject_uuid", "created_at"], unique=False
        )

    op.create_table(
        "qms_revision",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("major_number", sa.Integer(), nullable=False),
        sa.Column("minor_number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "effective",
                "superseded",
                "withdrawn",
                name="revisionstate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("title_en", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("change_summary", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("published_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "writer_ids",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "review_order",
            sa.Enum("parallel", "in_turn", name="revieworder", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column(
            "approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("approver_role", sa.String(length=24), nullable=False),
        sa.Column("owner_name", sa.String(length=300), nullable=False),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["qms_person.id"], name=op.f("fk_qms_revision_approver_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_revision_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_revision_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_revision")),
        sa.UniqueConstraint(
            "document_id", "number", name=op.f("uq_qms_revision_document_id_number")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_revision_uuid")),
    )
    with op.batch_alter_table("qms_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_revision_approver_id"), ["approver_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_revision_in_force", ["in_force_from", "in_force_until"], unique=False
        )
        batch_op.create_index("ix_qms_revision_waiting", ["state", "effective_on"], unique=False)
        batch_op.create_index(
            "ix_qms_revision_without_text",
            ["state", "document_id"],
            unique=False,
            postgresql_where=sa.text("body = ''"),
            sqlite_where=sa.text("body = ''"),
        )
        batch_op.create_index(
            "uq_qms_revision_one_effective",
            ["document_id"],
            unique=True,
            postgresql_where=sa.text("state = 'effective'"),
            sqlite_where=sa.text("state = 'effective'"),
        )

    op.create_table(
        "qms_sync_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("mutation_uuid", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("audit_uuid", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason_code", sa.String(length=80), nullable=True),
        sa.Column(
            "reason_values",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("received_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["qms_device.id"], name=op.f("fk_qms_sync_receipt_device_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_sync_receipt")),
        sa.UniqueConstraint("mutation_uuid", name=op.f("uq_qms_sync_receipt_mutation_uuid")),
    )
    with op.batch_alter_table("qms_sync_receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_sync_receipt_audit", ["device_id", "audit_uuid", "status"], unique=False
        )
        batch_op.create_index("ix_qms_sync_receipt_device_seq", ["device_id", "seq"], unique=False)

    op.create_table(
        "qms_unpublished_guide",
        sa.Column(
            "document_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_unpublished_guide_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_qms_unpublished_guide")),
    )
    op.create_table(
        "qms_acknowledgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("owed_since", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "content_hash", sa.String(length=64), server_default=sa.text("('')"), nullable=False
        ),
        sa.Column(
            "person_name", sa.String(length=300), server_default=sa.text("('')"), nullable=False
        ),
        sa.Column(
            "unit_name_pl", sa.String(length=300), server_default=sa.text("('')"), nullable=False
        ),
        sa.Column(
            "unit_name_en", sa.String(length=300), server_default=sa.text("('')"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_acknowledgement_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_acknowledgement_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_acknowledgement")),
        sa.UniqueConstraint(
            "revision_id", "person_id", name=op.f("uq_qms_acknowledgement_revision_id_person_id")
        ),
    )
    with op.batch_alter_table("qms_acknowledgement", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_acknowledgement_person_open", ["person_id", "acknowledged_at"], unique=False
        )

    op.create_table(
        "qms_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column(
            "value",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "based_on",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "kept",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("device_uuid", sa.Uuid(), nullable=True),
        sa.Column("device_time", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("clock_offset_ms", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_answer_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_answer_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_answer")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_answer_uuid")),
    )
    with op.batch_alter_table("qms_answer", schema=None) as batch_op:
        batch_op.create_index("ix_qms_answer_device", ["audit_id", "device_uuid"], unique=False)
        batch_op.create_index(
            "ix_qms_answer_slot", ["audit_id", "question_key", "sample"], unique=False
        )
        batch_op.create_index(
            "ix_qms_answer_standing",
            ["audit_id", "question_key", "sample"],
            unique=False,
            postgresql_where=sa.text("standing"),
            sqlite_where=sa.text("standing"),
        )

    op.create_table(
        "qms_attachment",
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum("file", "picture", name="attachmentrole", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("attached_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "attached_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("attached_by_name", sa.String(length=300), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attached_by_id"], ["qms_person.id"], name=op.f("fk_qms_attachment_attached_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_attachment_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_attachment_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_attachment")),
        sa.UniqueConstraint("revision_id", "name", name=op.f("uq_qms_attachment_revision_id_name")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_attachment_uuid")),
    )
    with op.batch_alter_table("qms_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_attachment_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_qms_attachment_sha256", ["sha256"], unique=False)

    op.create_table(
        "qms_audit_agenda",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_agenda_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_audit_agenda_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_agenda")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_agenda_uuid")),
    )
    with op.batch_alter_table("qms_audit_agenda", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_agenda_audit_id"), ["audit_id"], unique=False
        )
        batch_op.create_index("ix_qms_audit_agenda_time", ["starts_at", "ends_at"], unique=False)

    op.create_table(
        "qms_audit_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.String(length=12), nullable=False),
        sa.Column("entity_uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_change_audit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_change")),
    )
    with op.batch_alter_table("qms_audit_change", schema=None) as batch_op:
        batch_op.create_index("ix_qms_audit_change_number", ["audit_id", "number"], unique=False)

    op.create_table(
        "qms_audit_change_counter",
        sa.Column(
            "audit_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_change_counter_audit_id")
        ),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_qms_audit_change_counter")),
    )
    op.create_table(
        "qms_audit_checklist_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "from_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("moved_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "moved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("moved_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_checklist_move_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_version_id"],
            ["qms_checklist_version.id"],
            name=op.f("fk_qms_audit_checklist_move_from_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["moved_by_id"], ["qms_person.id"], name=op.f("fk_qms_audit_checklist_move_moved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_version_id"],
            ["qms_checklist_version.id"],
            name=op.f("fk_qms_audit_checklist_move_to_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_checklist_move")),
    )
    with op.batch_alter_table("qms_audit_checklist_move", schema=None) as batch_op:
        batch_op.create_index("ix_qms_audit_checklist_move_audit", ["audit_id", "id"], unique=False)

    op.create_table(
        "qms_audit_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_clause_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["qms_clause.id"], name=op.f("fk_qms_audit_clause_clause_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_clause")),
        sa.UniqueConstraint(
            "audit_id", "clause_id", name=op.f("uq_qms_audit_clause_audit_id_clause_id")
        ),
    )
    with op.batch_alter_table("qms_audit_clause", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_clause_clause_id"), ["clause_id"], unique=False
        )

    op.create_table(
        "qms_audit_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_document_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_audit_document_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_audit_document_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_document")),
        sa.UniqueConstraint(
            "audit_id", "document_id", name=op.f("uq_qms_audit_document_audit_id_document_id")
        ),
    )
    with op.batch_alter_table("qms_audit_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_document_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "qms_audit_meeting",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("starts_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_meeting_audit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_meeting")),
        sa.UniqueConstraint("audit_id", "kind", name=op.f("uq_qms_audit_meeting_audit_id_kind")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_meeting_uuid")),
    )
    op.create_table(
        "qms_audit_own_question",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("section_key", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("device_uuid", sa.Uuid(), nullable=True),
        sa.Column("device_time", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("added_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_own_question_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_audit_own_question_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_own_question")),
        sa.UniqueConstraint("audit_id", "key", name=op.f("uq_qms_audit_own_question_audit_id_key")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_own_question_uuid")),
    )
    op.create_table(
        "qms_audit_plan_confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("confirmed_by", sa.String(length=300), nullable=False),
        sa.Column("plan_number", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("confirmed_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_plan_confirmation_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_audit_plan_confirmation_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_plan_confirmation")),
        sa.UniqueConstraint(
            "audit_id",
            "person_id",
            "plan_number",
            name=op.f("uq_qms_audit_plan_confirmation_audit_id_person_id_plan_number"),
        ),
    )
    with op.batch_alter_table("qms_audit_plan_confirmation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_plan_confirmation_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_audit_report",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("conclusions", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("recommendations", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("shared_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "signed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("signed_name", sa.String(length=300), nullable=False),
        sa.Column("signed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "pdf_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "docx_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_report_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["qms_person.id"], name=op.f("fk_qms_audit_report_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["docx_file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_audit_report_docx_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["pdf_file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_audit_report_pdf_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["qms_person.id"], name=op.f("fk_qms_audit_report_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_report")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_qms_audit_report_audit_id_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_report_uuid")),
    )
    op.create_table(
        "qms_audit_sample",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("labelled_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_sample_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_audit_sample_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_sample")),
        sa.UniqueConstraint(
            "audit_id",
            "question_key",
            "sample",
            name=op.f("uq_qms_audit_sample_audit_id_question_key_sample"),
        ),
    )
    op.create_table(
        "qms_audit_standard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_standard_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["qms_standard_edition.id"],
            name=op.f("fk_qms_audit_standard_edition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_standard")),
        sa.UniqueConstraint(
            "audit_id", "edition_id", name=op.f("uq_qms_audit_standard_audit_id_edition_id")
        ),
    )
    with op.batch_alter_table("qms_audit_standard", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_standard_edition_id"), ["edition_id"], unique=False
        )

    op.create_table(
        "qms_audit_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_unit_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_audit_unit_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_unit")),
        sa.UniqueConstraint("audit_id", "unit_id", name=op.f("uq_qms_audit_unit_audit_id_unit_id")),
    )
    with op.batch_alter_table("qms_audit_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_audit_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "qms_auditor_evaluation",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("grade", sa.String(length=8), nullable=False),
        sa.Column(
            "marks",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("to_improve", sa.Text(), nullable=False),
        sa.Column(
            "given_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("given_by", sa.String(length=300), nullable=False),
        sa.Column("given_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_auditor_evaluation_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["qms_person.id"], name=op.f("fk_qms_auditor_evaluation_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_auditor_evaluation_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_auditor_evaluation")),
        sa.UniqueConstraint(
            "audit_id", "person_id", name=op.f("uq_qms_auditor_evaluation_audit_id_person_id")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_auditor_evaluation_uuid")),
    )
    with op.batch_alter_table("qms_auditor_evaluation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_auditor_evaluation_given_by_id"), ["given_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_auditor_evaluation_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_certificate_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["qms_certificate.id"],
            name=op.f("fk_qms_certificate_unit_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_certificate_unit_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_certificate_unit")),
        sa.UniqueConstraint(
            "certificate_id", "unit_id", name=op.f("uq_qms_certificate_unit_certificate_id_unit_id")
        ),
    )
    with op.batch_alter_table("qms_certificate_unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_certificate_unit_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "qms_certification_visit",
        sa.Column(
            "certificate_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "certification",
                "surveillance_1",
                "surveillance_2",
                "recertification",
                "special",
                name="visitkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("auditors", sa.String(length=300), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "",
                "granted",
                "maintained",
                "renewed",
                "after_correction",
                "suspended",
                "refused",
                name="visitdecision",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_certification_visit_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["qms_certificate.id"],
            name=op.f("fk_qms_certification_visit_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_certification_visit")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_certification_visit_uuid")),
    )
    with op.batch_alter_table("qms_certification_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_certification_visit_audit_id"), ["audit_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_certification_visit_certificate_id"),
            ["certificate_id"],
            unique=False,
        )
        batch_op.create_index("ix_qms_certification_visit_due", ["held_on", "due_on"], unique=False)

    op.create_table(
        "qms_document_change",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "issue",
                "withdrawal",
                "act",
                name="documentchangekind",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=1000), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "noted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("noted_by_name", sa.String(length=300), nullable=False),
        sa.Column("noted_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_document_change_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["qms_person.id"], name=op.f("fk_qms_document_change_noted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_document_change_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_document_change")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_qms_document_change_revision_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_document_change_uuid")),
    )
    with op.batch_alter_table("qms_document_change", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_document_change_document", ["document_id", "id"], unique=False
        )

    op.create_table(
        "qms_draft_presence",
        sa.Column(
            "revision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("since", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_draft_presence_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_draft_presence_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", "person_id", name=op.f("pk_qms_draft_presence")),
    )
    op.create_table(
        "qms_draft_state",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "fields",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("saved_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "saved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("saved_by_name", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_draft_state_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["qms_person.id"], name=op.f("fk_qms_draft_state_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_draft_state")),
        sa.UniqueConstraint(
            "revision_id", "row_version", name=op.f("uq_qms_draft_state_revision_id_row_version")
        ),
    )
    op.create_table(
        "qms_evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_key", sa.String(length=80), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("finding_uuid", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("refused_reason", sa.String(length=80), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("device_uuid", sa.Uuid(), nullable=True),
        sa.Column("taken_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("attached_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_evidence_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_evidence_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_evidence_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_evidence")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_evidence_uuid")),
    )
    with op.batch_alter_table("qms_evidence", schema=None) as batch_op:
        batch_op.create_index("ix_qms_evidence_audit", ["audit_id", "question_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_evidence_finding_uuid"), ["finding_uuid"], unique=False
        )
        batch_op.create_index("ix_qms_evidence_sha256", ["sha256"], unique=False)

    op.create_table(
        "qms_exchange_line",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column(
            "changes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "notes",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["qms_exchange_run.id"], name=op.f("fk_qms_exchange_line_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_exchange_line")),
        sa.UniqueConstraint("run_id", "row", name=op.f("uq_qms_exchange_line_run_id_row")),
    )
    with op.batch_alter_table("qms_exchange_line", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_exchange_line_outcome", ["run_id", "outcome", "row"], unique=False
        )

    op.create_table(
        "qms_finding",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("finding_class", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("question_key", sa.String(length=80), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("paragraph_key", sa.String(length=12), nullable=True),
        sa.Column("clause", sa.String(length=60), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("evidence_text", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column(
            "raised_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("raised_by_name", sa.String(length=300), nullable=False),
        sa.Column("raised_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("effectiveness_on", sa.Date(), nullable=True),
        sa.Column("effectiveness_text", sa.Text(), nullable=False),
        sa.Column("closed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("device_uuid", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("response_text", sa.Text(), nullable=False),
        sa.Column("class_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("needs_action", sa.Boolean(), nullable=True),
        sa.Column("source_reference", sa.String(length=200), nullable=False),
        sa.Column("clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("clause_number", sa.String(length=20), nullable=False),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("cited_text", sa.Text(), nullable=False),
        sa.Column("disputed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("analysis_method", sa.String(length=10), nullable=False),
        sa.Column("extent_text", sa.Text(), nullable=False),
        sa.Column("effectiveness_days", sa.Integer(), nullable=True),
        sa.Column(
            "repeats_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("repeat_decision", sa.String(length=10), nullable=False),
        sa.Column("reminded_for", sa.String(length=60), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_finding_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["qms_finding_class.id"], name=op.f("fk_qms_finding_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["qms_clause.id"], name=op.f("fk_qms_finding_clause_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_finding_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["qms_person.id"], name=op.f("fk_qms_finding_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["qms_person.id"], name=op.f("fk_qms_finding_raised_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["repeats_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_repeats_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_finding_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_series_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_finding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_qms_finding_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_finding_uuid")),
    )
    with op.batch_alter_table("qms_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_finding_audit_id"), ["audit_id"], unique=False)
        batch_op.create_index(
            "ix_qms_finding_class_state", ["finding_class", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_finding_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_finding_clause_number"), ["clause_number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_finding_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_finding_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_finding_raised_at"), ["raised_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_qms_finding_repeats_id"), ["repeats_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_finding_revision_id"), ["revision_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_finding_series_id"), ["series_id"], unique=False)
        batch_op.create_index("ix_qms_finding_source_state", ["source", "state"], unique=False)
        batch_op.create_index("ix_qms_finding_state_due", ["state", "due_on"], unique=False)
        batch_op.create_index("ix_qms_finding_unit_state", ["unit_id", "state"], unique=False)

    op.create_table(
        "qms_paragraph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_paragraph_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_paragraph")),
        sa.UniqueConstraint("revision_id", "key", name=op.f("uq_qms_paragraph_revision_id_key")),
    )
    with op.batch_alter_table("qms_paragraph", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_paragraph_key"), ["key"], unique=False)

    op.create_table(
        "qms_programme_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_key", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_programme_audit_audit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_audit")),
        sa.UniqueConstraint("audit_id", name=op.f("uq_qms_programme_audit_audit_id")),
    )
    with op.batch_alter_table("qms_programme_audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_programme_audit_entry_key"), ["entry_key"], unique=False
        )

    op.create_table(
        "qms_programme_entry_auditor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["qms_programme_entry.id"],
            name=op.f("fk_qms_programme_entry_auditor_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_programme_entry_auditor_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_entry_auditor")),
        sa.UniqueConstraint(
            "entry_id", "person_id", name=op.f("uq_qms_programme_entry_auditor_entry_id_person_id")
        ),
    )
    with op.batch_alter_table("qms_programme_entry_auditor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_programme_entry_auditor_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_programme_entry_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "clause_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["qms_clause.id"], name=op.f("fk_qms_programme_entry_clause_clause_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["qms_programme_entry.id"],
            name=op.f("fk_qms_programme_entry_clause_entry_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_programme_entry_clause")),
        sa.UniqueConstraint(
            "entry_id", "clause_id", name=op.f("uq_qms_programme_entry_clause_entry_id_clause_id")
        ),
    )
    with op.batch_alter_table("qms_programme_entry_clause", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_programme_entry_clause_clause_id"), ["clause_id"], unique=False
        )

    op.create_table(
        "qms_reading_request",
        sa.Column(
            "revision_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("asked_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_reading_request_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_reading_request_revision_id")
        ),
        sa.PrimaryKeyConstraint("revision_id", name=op.f("pk_qms_reading_request")),
    )
    with op.batch_alter_table("qms_reading_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_reading_request_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "qms_reorganisation_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["qms_reorganisation_change.id"],
            name=op.f("fk_qms_reorganisation_choice_change_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_reorganisation_choice")),
        sa.UniqueConstraint(
            "change_id", "kind", "key", name=op.f("uq_qms_reorganisation_choice_change_id_kind_key")
        ),
    )
    op.create_table(
        "qms_revision_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "part",
            sa.Enum("review", "approve", name="assignmentpart", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_revision_assignment_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["qms_revision.id"],
            name=op.f("fk_qms_revision_assignment_revision_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_revision_assignment")),
        sa.UniqueConstraint(
            "revision_id",
            "part",
            "person_id",
            name=op.f("uq_qms_revision_assignment_revision_id_part_person_id"),
        ),
    )
    with op.batch_alter_table("qms_revision_assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_revision_assignment_person", ["person_id", "part"], unique=False
        )

    op.create_table(
        "qms_revision_comment",
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("paragraph_key", sa.String(length=12), nullable=False),
        sa.Column("paragraph_number", sa.String(length=20), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("on_behalf_of_name", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_name", sa.String(length=300), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_revision_comment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_revision_comment_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["qms_revision_comment.id"],
            name=op.f("fk_qms_revision_comment_thread_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_revision_comment")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_revision_comment_uuid")),
    )
    with op.batch_alter_table("qms_revision_comment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_revision_comment_revision", ["revision_id", "id"], unique=False
        )

    op.create_table(
        "qms_revision_decision",
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "prepared",
                "reviewed",
                "changes_requested",
                "approved",
                name="decisionkind",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "on_behalf_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("person_name", sa.String(length=300), nullable=False),
        sa.Column("on_behalf_of_name", sa.String(length=300), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"],
            ["qms_person.id"],
            name=op.f("fk_qms_revision_decision_on_behalf_of_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_revision_decision_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_revision_decision_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_revision_decision")),
        sa.UniqueConstraint(
            "revision_id",
            "round",
            "kind",
            "person_id",
            "content_hash",
            name=op.f("uq_qms_revision_decision_revision_id_round_kind_person_id_content_hash"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_revision_decision_uuid")),
    )
    with op.batch_alter_table("qms_revision_decision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_revision_decision_revision_id"), ["revision_id"], unique=False
        )

    op.create_table(
        "qms_revision_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_revision_look_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_revision_look_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_revision_look")),
        sa.UniqueConstraint(
            "revision_id",
            "person_id",
            "round",
            name=op.f("uq_qms_revision_look_revision_id_person_id_round"),
        ),
    )
    op.create_table(
        "qms_revision_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("title_en", sa.String(length=400), nullable=False),
        sa.Column(
            "paragraphs",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_revision_round_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_revision_round")),
        sa.UniqueConstraint(
            "revision_id", "round", name=op.f("uq_qms_revision_round_revision_id_round")
        ),
    )
    op.create_table(
        "qms_signature",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signer", sa.String(length=8), nullable=False),
        sa.Column("signed_name", sa.String(length=300), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("device_uuid", sa.Uuid(), nullable=True),
        sa.Column("signed_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_signature_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_signature_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_signature")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_signature_uuid")),
    )
    with op.batch_alter_table("qms_signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qms_signature_audit_id"), ["audit_id"], unique=False)

    op.create_table(
        "qms_team_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("added_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("removed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_team_member_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_team_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_team_member")),
        sa.UniqueConstraint(
            "audit_id", "person_id", name=op.f("uq_qms_team_member_audit_id_person_id")
        ),
    )
    with op.batch_alter_table("qms_team_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_team_member_person", ["person_id", "removed_at"], unique=False
        )

    op.create_table(
        "qms_audit_agenda_auditor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["qms_audit_agenda.id"], name=op.f("fk_qms_audit_agenda_auditor_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_audit_agenda_auditor_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_agenda_auditor")),
        sa.UniqueConstraint(
            "item_id", "person_id", name=op.f("uq_qms_audit_agenda_auditor_item_id_person_id")
        ),
    )
    with op.batch_alter_table("qms_audit_agenda_auditor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_agenda_auditor_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_audit_followed_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["qms_audit.id"], name=op.f("fk_qms_audit_followed_finding_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["qms_finding.id"],
            name=op.f("fk_qms_audit_followed_finding_finding_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_followed_finding")),
        sa.UniqueConstraint(
            "audit_id", "finding_id", name=op.f("uq_qms_audit_followed_finding_audit_id_finding_id")
        ),
    )
    with op.batch_alter_table("qms_audit_followed_finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_followed_finding_finding_id"), ["finding_id"], unique=False
        )

    op.create_table(
        "qms_audit_meeting_attendee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("function", sa.String(length=300), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["qms_audit_meeting.id"],
            name=op.f("fk_qms_audit_meeting_attendee_meeting_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_audit_meeting_attendee_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_meeting_attendee")),
    )
    with op.batch_alter_table("qms_audit_meeting_attendee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_audit_meeting_attendee_meeting_id"), ["meeting_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_audit_meeting_attendee_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "qms_audit_report_public",
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "take_out",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "leave_in",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "photos",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=True,
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "confirmed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("confirmed_name", sa.String(length=300), nullable=False),
        sa.Column("confirmed_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "pdf_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "docx_file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["qms_person.id"],
            name=op.f("fk_qms_audit_report_public_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["docx_file_id"],
            ["qms_stored_file.id"],
            name=op.f("fk_qms_audit_report_public_docx_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["pdf_file_id"],
            ["qms_stored_file.id"],
            name=op.f("fk_qms_audit_report_public_pdf_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["qms_audit_report.id"],
            name=op.f("fk_qms_audit_report_public_report_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_report_public")),
        sa.UniqueConstraint("report_id", name=op.f("uq_qms_audit_report_public_report_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_report_public_uuid")),
    )
    op.create_table(
        "qms_audit_report_recipient",
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("person_name", sa.String(length=300), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("told_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=300), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["qms_person.id"], name=op.f("fk_qms_audit_report_recipient_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["qms_audit_report.id"],
            name=op.f("fk_qms_audit_report_recipient_report_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_audit_report_recipient")),
        sa.UniqueConstraint(
            "report_id", "person_id", name=op.f("uq_qms_audit_report_recipient_report_id_person_id")
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_audit_report_recipient_uuid")),
    )
    with op.batch_alter_table("qms_audit_report_recipient", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_audit_report_recipient_person", ["person_id", "acknowledged_at"], unique=False
        )

    op.create_table(
        "qms_change_effect",
        sa.Column(
            "change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title_pl", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.String(length=60), nullable=False),
        sa.Column(
            "values",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "paragraphs",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column(
            "source_document_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
        ),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "not_affected",
                "updated",
                "withdrawn",
                name="effectstate",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["qms_document_change.id"], name=op.f("fk_qms_change_effect_change_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["qms_person.id"], name=op.f("fk_qms_change_effect_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["qms_person.id"], name=op.f("fk_qms_change_effect_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_document_id"],
            ["qms_document.id"],
            name=op.f("fk_qms_change_effect_source_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_change_effect")),
        sa.UniqueConstraint(
            "change_id",
            "kind",
            "reference",
            name=op.f("uq_qms_change_effect_change_id_kind_reference"),
        ),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_change_effect_uuid")),
    )
    with op.batch_alter_table("qms_change_effect", schema=None) as batch_op:
        batch_op.create_index("ix_qms_change_effect_owner", ["owner_id", "state"], unique=False)
        batch_op.create_index(
            "ix_qms_change_effect_source", ["source_document_id", "state"], unique=False
        )

    op.create_table(
        "qms_corrective_action",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("root_cause", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_text", sa.Text(), nullable=False),
        sa.Column("done_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "done_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "verified_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("verified_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("reminded_for", sa.String(length=60), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by_id"], ["qms_person.id"], name=op.f("fk_qms_corrective_action_done_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_corrective_action_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["qms_person.id"], name=op.f("fk_qms_corrective_action_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_corrective_action_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"],
            ["qms_person.id"],
            name=op.f("fk_qms_corrective_action_verified_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_corrective_action")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_corrective_action_uuid")),
    )
    with op.batch_alter_table("qms_corrective_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_corrective_action_finding_id"), ["finding_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_corrective_action_owner", ["owner_id", "state", "due_on"], unique=False
        )

    op.create_table(
        "qms_external_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("external_number", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_external_finding_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["qms_certification_visit.id"],
            name=op.f("fk_qms_external_finding_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_external_finding")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_qms_external_finding_finding_id")),
        sa.UniqueConstraint(
            "visit_id",
            "external_number",
            name=op.f("uq_qms_external_finding_visit_id_external_number"),
        ),
    )
    op.create_table(
        "qms_external_import",
        sa.Column("visit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "checked", "done", "discarded", name="importstate", native_enum=False, length=12
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column(
            "rows",
            sa.JSON(none_as_null=True).with_variant(
                postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
            ),
            nullable=False,
        ),
        sa.Column("entered", sa.Integer(), nullable=False),
        sa.Column(
            "sent_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("sent_by_name", sa.String(length=300), nullable=False),
        sa.Column("sent_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["qms_person.id"], name=op.f("fk_qms_external_import_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["visit_id"],
            ["qms_certification_visit.id"],
            name=op.f("fk_qms_external_import_visit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_external_import")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_external_import_uuid")),
    )
    with op.batch_alter_table("qms_external_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_external_import_visit_id"), ["visit_id"], unique=False
        )

    op.create_table(
        "qms_finding_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("question_key", sa.String(length=80), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_answer_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_answer")),
        sa.UniqueConstraint(
            "finding_id",
            "question_key",
            "sample",
            name=op.f("uq_qms_finding_answer_finding_id_question_key_sample"),
        ),
    )
    op.create_table(
        "qms_finding_cause",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_root", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entered_by_name", sa.String(length=300), nullable=False),
        sa.Column("entered_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_cause_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["qms_finding_cause.id"], name=op.f("fk_qms_finding_cause_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_cause")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_finding_cause_uuid")),
    )
    with op.batch_alter_table("qms_finding_cause", schema=None) as batch_op:
        batch_op.create_index("ix_qms_finding_cause_finding", ["finding_id", "round"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_finding_cause_parent_id"), ["parent_id"], unique=False
        )

    op.create_table(
        "qms_finding_extent",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "checked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("checked_by_name", sa.String(length=300), nullable=False),
        sa.Column("checked_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["qms_person.id"], name=op.f("fk_qms_finding_extent_checked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_finding_extent_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_extent_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["qms_unit.id"], name=op.f("fk_qms_finding_extent_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_extent")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_finding_extent_uuid")),
    )
    with op.batch_alter_table("qms_finding_extent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_finding_extent_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_finding_extent_finding", ["finding_id", "round"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_finding_extent_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "qms_finding_remark",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("said_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["qms_person.id"], name=op.f("fk_qms_finding_remark_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_remark_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_remark")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_finding_remark_uuid")),
    )
    with op.batch_alter_table("qms_finding_remark", schema=None) as batch_op:
        batch_op.create_index("ix_qms_finding_remark_finding", ["finding_id", "id"], unique=False)
        batch_op.create_index("ix_qms_finding_remark_kind", ["kind", "said_at"], unique=False)

    op.create_table(
        "qms_finding_term",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_term_finding_id")
        ),
        sa.PrimaryKeyConstraint("finding_id", "term", name=op.f("pk_qms_finding_term")),
    )
    with op.batch_alter_table("qms_finding_term", schema=None) as batch_op:
        batch_op.create_index("ix_qms_finding_term_term", ["term", "finding_id"], unique=False)

    op.create_table(
        "qms_opinion",
        sa.Column(
            "document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "clarity",
            sa.Enum("yes", "partly", "no", name="clarity", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "read",
                "used",
                "spam",
                "finding",
                name="opinionstate",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("received_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("sender_mark", sa.String(length=64), nullable=True),
        sa.Column("handled_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "handled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("handled_by_name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["qms_document.id"], name=op.f("fk_qms_opinion_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_opinion_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["handled_by_id"], ["qms_person.id"], name=op.f("fk_qms_opinion_handled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_opinion_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_opinion")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_opinion_uuid")),
    )
    with op.batch_alter_table("qms_opinion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_qms_opinion_document", ["document_id", "state", "received_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_opinion_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_qms_opinion_revision_id"), ["revision_id"], unique=False
        )
        batch_op.create_index("ix_qms_opinion_sender", ["sender_mark", "received_at"], unique=False)
        batch_op.create_index("ix_qms_opinion_waiting", ["state", "received_at"], unique=False)

    op.create_table(
        "qms_due_extension",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "asked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("asked_by_name", sa.String(length=300), nullable=False),
        sa.Column("asked_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decision_text", sa.Text(), nullable=False),
        sa.Column(
            "decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_by_name", sa.String(length=300), nullable=False),
        sa.Column("decided_at", qms.UTCDateTime(timezone=True), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["qms_corrective_action.id"], name=op.f("fk_qms_due_extension_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["qms_person.id"], name=op.f("fk_qms_due_extension_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["qms_person.id"], name=op.f("fk_qms_due_extension_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_due_extension_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_due_extension")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_due_extension_uuid")),
    )
    with op.batch_alter_table("qms_due_extension", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_due_extension_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            "ix_qms_due_extension_finding", ["finding_id", "decided_at"], unique=False
        )

    op.create_table(
        "qms_finding_file",
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("added_by_name", sa.String(length=300), nullable=False),
        sa.Column("added_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("uuid", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["qms_corrective_action.id"], name=op.f("fk_qms_finding_file_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["qms_person.id"], name=op.f("fk_qms_finding_file_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["qms_stored_file.id"], name=op.f("fk_qms_finding_file_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_file_finding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_file")),
        sa.UniqueConstraint("uuid", name=op.f("uq_qms_finding_file_uuid")),
    )
    with op.batch_alter_table("qms_finding_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_finding_file_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_qms_finding_file_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_qms_finding_file_finding", ["finding_id", "id"], unique=False)

    op.create_table(
        "qms_finding_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "finding_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("action_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("begun_by_name", sa.String(length=300), nullable=False),
        sa.Column("begun_at", qms.UTCDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["qms_corrective_action.id"], name=op.f("fk_qms_finding_issue_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["qms_finding.id"], name=op.f("fk_qms_finding_issue_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["qms_revision.id"], name=op.f("fk_qms_finding_issue_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qms_finding_issue")),
        sa.UniqueConstraint(
            "finding_id", "revision_id", name=op.f("uq_qms_finding_issue_finding_id_revision_id")
        ),
    )
    with op.batch_alter_table("qms_finding_issue", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_qms_finding_issue_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_qms_finding_issue_revision_id"), ["revision_id"], unique=False
        )

    # Units and people name each other; SQLite cannot add a constraint later and does without it.
    if op.get_bind().dialect.name == "postgresql":
        op.create_foreign_key("fk_qms_unit_head_id", "qms_unit", "qms_person", ["head_id"], ["id"])
    op.execute(
        "insert into qms_trail_head (id, last_id, last_hash) values (1, 0, '" + "0" * 64 + "')"
    )
    search_ddl.create(op.get_bind())
    published_ddl.create(op.get_bind())


def downgrade() -> None:
    """Take it back."""
    published_ddl.drop(op.get_bind())
    search_ddl.drop(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_qms_unit_head_id", "qms_unit", type_="foreignkey")
    with op.batch_alter_table("qms_finding_issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_finding_issue_revision_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_issue_action_id"))

    op.drop_table("qms_finding_issue")
    with op.batch_alter_table("qms_finding_file", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_finding_file_finding")
        batch_op.drop_index(batch_op.f("ix_qms_finding_file_file_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_file_action_id"))

    op.drop_table("qms_finding_file")
    with op.batch_alter_table("qms_due_extension", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_due_extension_finding")
        batch_op.drop_index(batch_op.f("ix_qms_due_extension_action_id"))

    op.drop_table("qms_due_extension")
    with op.batch_alter_table("qms_opinion", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_opinion_waiting")
        batch_op.drop_index("ix_qms_opinion_sender")
        batch_op.drop_index(batch_op.f("ix_qms_opinion_revision_id"))
        batch_op.drop_index(batch_op.f("ix_qms_opinion_finding_id"))
        batch_op.drop_index("ix_qms_opinion_document")

    op.drop_table("qms_opinion")
    with op.batch_alter_table("qms_finding_term", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_finding_term_term")

    op.drop_table("qms_finding_term")
    with op.batch_alter_table("qms_finding_remark", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_finding_remark_kind")
        batch_op.drop_index("ix_qms_finding_remark_finding")

    op.drop_table("qms_finding_remark")
    with op.batch_alter_table("qms_finding_extent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_finding_extent_unit_id"))
        batch_op.drop_index("ix_qms_finding_extent_finding")
        batch_op.drop_index(batch_op.f("ix_qms_finding_extent_document_id"))

    op.drop_table("qms_finding_extent")
    with op.batch_alter_table("qms_finding_cause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_finding_cause_parent_id"))
        batch_op.drop_index("ix_qms_finding_cause_finding")

    op.drop_table("qms_finding_cause")
    op.drop_table("qms_finding_answer")
    with op.batch_alter_table("qms_external_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_external_import_visit_id"))

    op.drop_table("qms_external_import")
    op.drop_table("qms_external_finding")
    with op.batch_alter_table("qms_corrective_action", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_corrective_action_owner")
        batch_op.drop_index(batch_op.f("ix_qms_corrective_action_finding_id"))

    op.drop_table("qms_corrective_action")
    with op.batch_alter_table("qms_change_effect", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_change_effect_source")
        batch_op.drop_index("ix_qms_change_effect_owner")

    op.drop_table("qms_change_effect")
    with op.batch_alter_table("qms_audit_report_recipient", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_audit_report_recipient_person")

    op.drop_table("qms_audit_report_recipient")
    op.drop_table("qms_audit_report_public")
    with op.batch_alter_table("qms_audit_meeting_attendee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_meeting_attendee_person_id"))
        batch_op.drop_index(batch_op.f("ix_qms_audit_meeting_attendee_meeting_id"))

    op.drop_table("qms_audit_meeting_attendee")
    with op.batch_alter_table("qms_audit_followed_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_followed_finding_finding_id"))

    op.drop_table("qms_audit_followed_finding")
    with op.batch_alter_table("qms_audit_agenda_auditor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_agenda_auditor_person_id"))

    op.drop_table("qms_audit_agenda_auditor")
    with op.batch_alter_table("qms_team_member", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_team_member_person")

    op.drop_table("qms_team_member")
    with op.batch_alter_table("qms_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_signature_audit_id"))

    op.drop_table("qms_signature")
    op.drop_table("qms_revision_round")
    op.drop_table("qms_revision_look")
    with op.batch_alter_table("qms_revision_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_revision_decision_revision_id"))

    op.drop_table("qms_revision_decision")
    with op.batch_alter_table("qms_revision_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_revision_comment_revision")

    op.drop_table("qms_revision_comment")
    with op.batch_alter_table("qms_revision_assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_revision_assignment_person")

    op.drop_table("qms_revision_assignment")
    op.drop_table("qms_reorganisation_choice")
    with op.batch_alter_table("qms_reading_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_reading_request_document_id"))

    op.drop_table("qms_reading_request")
    with op.batch_alter_table("qms_programme_entry_clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_entry_clause_clause_id"))

    op.drop_table("qms_programme_entry_clause")
    with op.batch_alter_table("qms_programme_entry_auditor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_entry_auditor_person_id"))

    op.drop_table("qms_programme_entry_auditor")
    with op.batch_alter_table("qms_programme_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_audit_entry_key"))

    op.drop_table("qms_programme_audit")
    with op.batch_alter_table("qms_paragraph", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_paragraph_key"))

    op.drop_table("qms_paragraph")
    with op.batch_alter_table("qms_finding", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_finding_unit_state")
        batch_op.drop_index("ix_qms_finding_state_due")
        batch_op.drop_index("ix_qms_finding_source_state")
        batch_op.drop_index(batch_op.f("ix_qms_finding_series_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_revision_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_repeats_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_raised_at"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_owner_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_document_id"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_clause_number"))
        batch_op.drop_index(batch_op.f("ix_qms_finding_clause_id"))
        batch_op.drop_index("ix_qms_finding_class_state")
        batch_op.drop_index(batch_op.f("ix_qms_finding_audit_id"))

    op.drop_table("qms_finding")
    with op.batch_alter_table("qms_exchange_line", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_exchange_line_outcome")

    op.drop_table("qms_exchange_line")
    with op.batch_alter_table("qms_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_evidence_sha256")
        batch_op.drop_index(batch_op.f("ix_qms_evidence_finding_uuid"))
        batch_op.drop_index("ix_qms_evidence_audit")

    op.drop_table("qms_evidence")
    op.drop_table("qms_draft_state")
    op.drop_table("qms_draft_presence")
    with op.batch_alter_table("qms_document_change", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_document_change_document")

    op.drop_table("qms_document_change")
    with op.batch_alter_table("qms_certification_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_certification_visit_due")
        batch_op.drop_index(batch_op.f("ix_qms_certification_visit_certificate_id"))
        batch_op.drop_index(batch_op.f("ix_qms_certification_visit_audit_id"))

    op.drop_table("qms_certification_visit")
    with op.batch_alter_table("qms_certificate_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_certificate_unit_unit_id"))

    op.drop_table("qms_certificate_unit")
    with op.batch_alter_table("qms_auditor_evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_auditor_evaluation_person_id"))
        batch_op.drop_index(batch_op.f("ix_qms_auditor_evaluation_given_by_id"))

    op.drop_table("qms_auditor_evaluation")
    with op.batch_alter_table("qms_audit_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_unit_unit_id"))

    op.drop_table("qms_audit_unit")
    with op.batch_alter_table("qms_audit_standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_standard_edition_id"))

    op.drop_table("qms_audit_standard")
    op.drop_table("qms_audit_sample")
    op.drop_table("qms_audit_report")
    with op.batch_alter_table("qms_audit_plan_confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_plan_confirmation_person_id"))

    op.drop_table("qms_audit_plan_confirmation")
    op.drop_table("qms_audit_own_question")
    op.drop_table("qms_audit_meeting")
    with op.batch_alter_table("qms_audit_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_document_document_id"))

    op.drop_table("qms_audit_document")
    with op.batch_alter_table("qms_audit_clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_audit_clause_clause_id"))

    op.drop_table("qms_audit_clause")
    with op.batch_alter_table("qms_audit_checklist_move", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_audit_checklist_move_audit")

    op.drop_table("qms_audit_checklist_move")
    op.drop_table("qms_audit_change_counter")
    with op.batch_alter_table("qms_audit_change", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_audit_change_number")

    op.drop_table("qms_audit_change")
    with op.batch_alter_table("qms_audit_agenda", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_audit_agenda_time")
        batch_op.drop_index(batch_op.f("ix_qms_audit_agenda_audit_id"))

    op.drop_table("qms_audit_agenda")
    with op.batch_alter_table("qms_attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_attachment_sha256")
        batch_op.drop_index(batch_op.f("ix_qms_attachment_file_id"))

    op.drop_table("qms_attachment")
    with op.batch_alter_table("qms_answer", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_qms_answer_standing",
            postgresql_where=sa.text("standing"),
            sqlite_where=sa.text("standing"),
        )
        batch_op.drop_index("ix_qms_answer_slot")
        batch_op.drop_index("ix_qms_answer_device")

    op.drop_table("qms_answer")
    with op.batch_alter_table("qms_acknowledgement", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_acknowledgement_person_open")

    op.drop_table("qms_acknowledgement")
    op.drop_table("qms_unpublished_guide")
    with op.batch_alter_table("qms_sync_receipt", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_sync_receipt_device_seq")
        batch_op.drop_index("ix_qms_sync_receipt_audit")

    op.drop_table("qms_sync_receipt")
    with op.batch_alter_table("qms_revision", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_qms_revision_one_effective",
            postgresql_where=sa.text("state = 'effective'"),
            sqlite_where=sa.text("state = 'effective'"),
        )
        batch_op.drop_index(
            "ix_qms_revision_without_text",
            postgresql_where=sa.text("body = ''"),
            sqlite_where=sa.text("body = ''"),
        )
        batch_op.drop_index("ix_qms_revision_waiting")
        batch_op.drop_index("ix_qms_revision_in_force")
        batch_op.drop_index(batch_op.f("ix_qms_revision_approver_id"))

    op.drop_table("qms_revision")
    with op.batch_alter_table("qms_report_job", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_report_job_subject")
        batch_op.drop_index(batch_op.f("ix_qms_report_job_requested_by_id"))
        batch_op.drop_index(batch_op.f("ix_qms_report_job_file_sha256"))

    op.drop_table("qms_report_job")
    with op.batch_alter_table("qms_reorganisation_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_reorganisation_change_plan_id"))

    op.drop_table("qms_reorganisation_change")
    with op.batch_alter_table("qms_related_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_related_document_related_id"))

    op.drop_table("qms_related_document")
    with op.batch_alter_table("qms_question_citation", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_question_citation_document")

    op.drop_table("qms_question_citation")
    with op.batch_alter_table("qms_programme_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_entry_unit_id"))
        batch_op.drop_index(batch_op.f("ix_qms_programme_entry_key"))
        batch_op.drop_index(batch_op.f("ix_qms_programme_entry_document_id"))

    op.drop_table("qms_programme_entry")
    op.drop_table("qms_programme_area")
    with op.batch_alter_table("qms_periodic_review", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_periodic_review_document")

    op.drop_table("qms_periodic_review")
    with op.batch_alter_table("qms_legal_basis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_legal_basis_act_id"))

    op.drop_table("qms_legal_basis")
    with op.batch_alter_table("qms_guide_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_guide_topic_topic"))

    op.drop_table("qms_guide_topic")
    with op.batch_alter_table("qms_guest_session", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_guest_session_grant")

    op.drop_table("qms_guest_session")
    op.drop_table("qms_guest_scope")
    with op.batch_alter_table("qms_guest_code", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_guest_code_grant")

    op.drop_table("qms_guest_code")
    with op.batch_alter_table("qms_former_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_former_code_document_id"))

    op.drop_table("qms_former_code")
    op.drop_table("qms_file_holder")
    with op.batch_alter_table("qms_exchange_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_exchange_run_seal"))
        batch_op.drop_index(batch_op.f("ix_qms_exchange_run_requested_by_id"))
        batch_op.drop_index("ix_qms_exchange_run_kind")
        batch_op.drop_index(batch_op.f("ix_qms_exchange_run_file_sha256"))
        batch_op.drop_index(batch_op.f("ix_qms_exchange_run_created_at"))

    op.drop_table("qms_exchange_run")
    with op.batch_alter_table("qms_earlier_owner_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_earlier_owner_unit_unit_id"))
        batch_op.drop_index("ix_qms_earlier_owner_unit_document")

    op.drop_table("qms_earlier_owner_unit")
    with op.batch_alter_table("qms_document_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_document_search_code_squashed"))

    op.drop_table("qms_document_search")
    with op.batch_alter_table("qms_document_clause", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_document_clause_clause_id"))

    op.drop_table("qms_document_clause")
    with op.batch_alter_table("qms_distribution_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_distribution_entry_document_id"))

    op.drop_table("qms_distribution_entry")
    with op.batch_alter_table("qms_disposal_item", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_disposal_item_record")

    op.drop_table("qms_disposal_item")
    with op.batch_alter_table("qms_checklist_question", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_checklist_question_procedure")
        batch_op.drop_index("ix_qms_checklist_question_clause")

    op.drop_table("qms_checklist_question")
    with op.batch_alter_table("qms_checklist_presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_checklist_presence_person_id"))

    op.drop_table("qms_checklist_presence")
    with op.batch_alter_table("qms_certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_certificate_state_until")
        batch_op.drop_index(batch_op.f("ix_qms_certificate_renews_id"))
        batch_op.drop_index(batch_op.f("ix_qms_certificate_body_id"))

    op.drop_table("qms_certificate")
    with op.batch_alter_table("qms_auditor_competence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_auditor_competence_until"))
        batch_op.drop_index(batch_op.f("ix_qms_auditor_competence_standard"))
        batch_op.drop_index("ix_qms_auditor_competence_person")
        batch_op.drop_index(batch_op.f("ix_qms_auditor_competence_file_id"))

    op.drop_table("qms_auditor_competence")
    op.drop_table("qms_audit_report_template")
    with op.batch_alter_table("qms_audit", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_audit_state_day")
        batch_op.drop_index(batch_op.f("ix_qms_audit_follows_id"))
        batch_op.drop_index(batch_op.f("ix_qms_audit_first_day"))

    op.drop_table("qms_audit")
    with op.batch_alter_table("qms_transition_verdict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_transition_verdict_owner_id"))
        batch_op.drop_index(batch_op.f("ix_qms_transition_verdict_clause_id"))

    op.drop_table("qms_transition_verdict")
    with op.batch_alter_table("qms_sync_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_sync_upload_touched_at"))
        batch_op.drop_index(batch_op.f("ix_qms_sync_upload_sha256"))

    op.drop_table("qms_sync_upload")
    with op.batch_alter_table("qms_sync_quarantined", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_sync_quarantined_audit")

    op.drop_table("qms_sync_quarantined")
    op.drop_table("qms_stored_file")
    op.drop_table("qms_role_grant")
    with op.batch_alter_table("qms_reorganisation", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_reorganisation_state_day")

    op.drop_table("qms_reorganisation")
    with op.batch_alter_table("qms_record_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_record_hold_record")

    op.drop_table("qms_record_hold")
    with op.batch_alter_table("qms_programme_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_run_programme_id"))

    op.drop_table("qms_programme_run")
    with op.batch_alter_table("qms_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_print_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_qms_print_made_at"))

    op.drop_table("qms_print")
    op.drop_table("qms_guide_template_version")
    with op.batch_alter_table("qms_guest_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_guest_grant_ends_at"))

    op.drop_table("qms_guest_grant")
    with op.batch_alter_table("qms_earlier_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_earlier_membership_unit_id"))
        batch_op.drop_index("ix_qms_earlier_membership_person_until")

    op.drop_table("qms_earlier_membership")
    with op.batch_alter_table("qms_document", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_document_unit_code")
        batch_op.drop_index(batch_op.f("ix_qms_document_title_key"))
        batch_op.drop_index("ix_qms_document_state_code")
        batch_op.drop_index(batch_op.f("ix_qms_document_review_due_on"))
        batch_op.drop_index(batch_op.f("ix_qms_document_process_type"))
        batch_op.drop_index(batch_op.f("ix_qms_document_owner_id"))
        batch_op.drop_index("ix_qms_document_order")
        batch_op.drop_index("ix_qms_document_kind_code")
        batch_op.drop_index(batch_op.f("ix_qms_document_effective_on"))

    op.drop_table("qms_document")
    with op.batch_alter_table("qms_disposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_disposal_state"))

    op.drop_table("qms_disposal")
    with op.batch_alter_table("qms_device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_device_person_id"))

    op.drop_table("qms_device")
    with op.batch_alter_table("qms_deputising", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_deputising_person_id"))
        batch_op.drop_index("ix_qms_deputising_deputy")

    op.drop_table("qms_deputising")
    with op.batch_alter_table("qms_clause_mapping", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_clause_mapping_to_clause_id"))

    op.drop_table("qms_clause_mapping")
    with op.batch_alter_table("qms_checklist_version", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_qms_checklist_version_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )
        batch_op.drop_index(batch_op.f("ix_qms_checklist_version_content_hash"))

    op.drop_table("qms_checklist_version")
    with op.batch_alter_table("qms_auditor_appointment", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_auditor_appointment_person")
        batch_op.drop_index(batch_op.f("ix_qms_auditor_appointment_ended_on"))

    op.drop_table("qms_auditor_appointment")
    with op.batch_alter_table("qms_auditor_absence", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_auditor_absence_person")

    op.drop_table("qms_auditor_absence")
    op.drop_table("qms_auditor")
    with op.batch_alter_table("qms_programme_closed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_closed_unit_id"))
        batch_op.drop_index("ix_qms_programme_closed_days")

    op.drop_table("qms_programme_closed")
    with op.batch_alter_table("qms_programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_programme_year"))

    op.drop_table("qms_programme")
    with op.batch_alter_table("qms_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_person_unit_id"))
        batch_op.drop_index(batch_op.f("ix_qms_person_sort_key"))

    op.drop_table("qms_person")
    with op.batch_alter_table("qms_earlier_unit", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_earlier_unit_unit_until")

    op.drop_table("qms_earlier_unit")
    op.drop_table("qms_clause")
    with op.batch_alter_table("qms_checklist_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_checklist_template_sort_key"))
        batch_op.drop_index(batch_op.f("ix_qms_checklist_template_for_unit_id"))
        batch_op.drop_index(batch_op.f("ix_qms_checklist_template_for_kind"))

    op.drop_table("qms_checklist_template")
    with op.batch_alter_table("qms_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_unit_sort_key"))
        batch_op.drop_index(batch_op.f("ix_qms_unit_parent_id"))
        batch_op.drop_index(batch_op.f("ix_qms_unit_head_id"))

    op.drop_table("qms_unit")
    op.drop_table("qms_trail_head")
    with op.batch_alter_table("qms_trail_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_trail_entry_entity")

    op.drop_table("qms_trail_entry")
    op.drop_table("qms_standard_edition")
    op.drop_table("qms_search_synonym")
    op.drop_table("qms_retention_rule")
    op.drop_table("qms_record_class")
    with op.batch_alter_table("qms_outbox_job", schema=None) as batch_op:
        batch_op.drop_index("ix_qms_outbox_job_taken")
        batch_op.drop_index("ix_qms_outbox_job_due")

    op.drop_table("qms_outbox_job")
    op.drop_table("qms_numbering_pattern")
    op.drop_table("qms_milestone")
    op.drop_table("qms_jrwa_class")
    op.drop_table("qms_finding_number")
    op.drop_table("qms_finding_class")
    op.drop_table("qms_certification_body")
    op.drop_table("qms_audit_number")
    op.drop_table("qms_attachment_text")
    op.drop_table("qms_approval_path")
    with op.batch_alter_table("qms_answer_base", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_qms_answer_base_base_uuid"))

    op.drop_table("qms_answer_base")
