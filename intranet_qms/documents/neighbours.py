"""Tables of the features below that are joined in bulk, by name and with the columns used here.

Rules of people stay with the people; these serve statements that must stay one statement, such as
"everybody of these units owes an acknowledgement".
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Date, String, column, table

PERSON = table(
    "qms_person",
    column("id", BigInteger),
    column("host_id", String),
    column("name", String),
    column("sort_key", String),
    column("unit_id", BigInteger),
    column("active", Boolean),
)
UNIT = table(
    "qms_unit",
    column("id", BigInteger),
    column("code", String),
    column("name_pl", String),
    column("name_en", String),
    column("parent_id", BigInteger),
    column("head_id", BigInteger),
    column("sort_key", String),
)
ROLE_GRANT = table(
    "qms_role_grant",
    column("person_id", BigInteger),
    column("role", String),
    column("valid_until", Date),
)
CLAUSE = table(
    "qms_clause",
    column("id", BigInteger),
    column("edition_id", BigInteger),
    column("number", String),
    column("position", BigInteger),
)
EDITION = table(
    "qms_standard_edition",
    column("id", BigInteger),
    column("standard", String),
    column("edition", String),
)
