"""The demo office and the built-in catalogues: whole, and at one with themselves.

Every reference is followed here, so that a loader never meets a row it cannot place and a
visitor of the demo never meets an empty page.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import intranet_qms
from intranet_qms.checklists.content import check_content, normalise, questions_of
from intranet_qms.documents.kinds.fields import clean
from intranet_qms.documents.kinds.forms import form_of
from intranet_qms.documents.workflow import DocumentKind

PACKAGE = Path(intranet_qms.__file__).parent
DEMO = PACKAGE / "standalone" / "demo"
CHECKLISTS = sorted((PACKAGE / "checklists" / "builtin").glob("*.json"))

ROLES = {
    "employee",
    "qms_representative",
    "auditor",
    "lead_auditor",
    "top_management",
    "external_auditor",
    "archivist",
    "it_administrator",
}

IN_FULL = [
    "PG-01",
    "PG-02",
    "PG-07",
    "PG-09",
    "PG-12",
    "PG-17",
    "PS-01",
    "PS-02",
    "PS-03",
    "PS-05",
    "PS-06",
    "PW-01",
]
"""The documents that are written out over several pages."""

STATUTORY_AUDIT = re.compile(
    r"\baudyt\w* wewnętrzn\w+|\bPlan audytu\b|\btego audytu\b|\bzadań audytowych\b", re.IGNORECASE
)
"""The function of the Public Finance Act, the only one that is spelt with y."""


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def catalogue() -> dict[str, Any]:
    text = (PACKAGE / "standards" / "catalogues" / "iso9001.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def clauses(edition: str) -> dict[str, dict[str, Any]]:
    [found] = [entry for entry in catalogue()["editions"] if entry["edition"] == edition]
    return {clause["number"]: clause for clause in found["clauses"]}


def body(path: str) -> str:
    return (DEMO / path).read_text(encoding="utf-8")


def data_files() -> Iterator[Path]:
    for folder in (DEMO, PACKAGE / "standards" / "catalogues", PACKAGE / "checklists" / "builtin"):
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in FORMATS)


FORMATS = {".csv", ".json", ".md"}

UNITS = {row["code"]: row for row in rows("units.csv")}
PEOPLE = {row["username"]: row for row in rows("people.csv")}
DOCUMENTS = {row["code"]: row for row in rows("documents.csv")}


class TestFiles:
    def test_are_utf_8_with_unix_line_ends_and_a_last_one(self) -> None:
        for path in data_files():
            raw = path.read_bytes()
            assert raw.decode("utf-8"), path
            assert b"\r" not in raw, path
            assert raw.endswith(b"\n"), path

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("units.csv", "code"),
            ("people.csv", "username"),
            ("documents.csv", "code"),
            ("guides.csv", "code"),
            ("more_documents.csv", "code"),
            ("counters.csv", "unit"),
        ],
    )
    def test_no_key_is_given_twice(self, name: str, key: str) -> None:
        counted = Counter(row[key] for row in rows(name))
        assert [value for value, times in counted.items() if times > 1] == []

    @pytest.mark.parametrize(
        ("name", "may_be_empty"),
        [
            ("units.csv", {"parent", "head"}),
            ("people.csv", {"unit"}),
            ("documents.csv", set()),
            ("guides.csv", set()),
            (
                "more_documents.csv",
                {"process_type", "jrwa", "archive_category", "legal_basis_pl", "related"},
            ),
            ("counters.csv", set()),
            ("chapters.csv", set()),
            ("history.csv", {"to", "body", "standard"}),
            ("revisions.csv", set()),
        ],
    )
    def test_every_text_is_there_in_both_languages(self, name: str, may_be_empty: set[str]) -> None:
        for row in rows(name):
            assert None not in row, f"{name}: too many fields in {row}"
            assert {word for word, value in row.items() if not value} <= may_be_empty, row

    def test_say_audit_and_keep_the_other_word_for_the_statutory_function(self) -> None:
        for path in data_files():
            left = STATUTORY_AUDIT.sub("", path.read_text(encoding="utf-8"))
            assert not re.search("audyt", left, re.IGNORECASE), path


class TestOffice:
    def test_has_all_its_units_under_one_mayor(self) -> None:
        assert len(UNITS) == 29
        assert [code for code, row in UNITS.items() if not row["parent"]] == ["PM"]
        for code in UNITS:
            above, seen = code, set[str]()
            while above:
                assert above not in seen, f"{code} is above itself"
                seen.add(above)
                above = UNITS[above]["parent"]

    def test_heads_are_its_people(self) -> None:
        assert {row["head"] for row in UNITS.values() if row["head"]} <= set(PEOPLE)

    def test_people_belong_to_units_except_the_external_auditor(self) -> None:
        for row in PEOPLE.values():
            roles = set(row["roles"].split())
            assert roles, row
            assert roles <= ROLES, row
            if row["unit"]:
                assert row["unit"] in UNITS, row
            else:
                assert roles == {"external_auditor"}, row

    def test_people_have_the_office_s_addresses(self) -> None:
        for username, row in PEOPLE.items():
            assert row["email"] == f"{username}@um.borowiec.example"
            assert row["locale"] in {"pl", "en"}

    def test_every_part_is_played(self) -> None:
        played = Counter(role for row in PEOPLE.values() for role in row["roles"].split())
        assert set(played) == ROLES
        assert played["qms_representative"] == 1
        assert played["top_management"] == 3

    def test_enough_auditors_of_different_units_that_nobody_need_audit_their_own(self) -> None:
        auditors = [row for row in PEOPLE.values() if "auditor" in row["roles"].split()]
        assert len(auditors) >= 5
        assert len({row["unit"] for row in auditors}) == len(auditors)


class TestDocuments:
    def test_there_are_66_procedures_a_policy_a_manual_and_a_map(self) -> None:
        kinds = Counter(row["kind"] for row in DOCUMENTS.values())
        assert kinds == {"procedure": 66, "policy": 1, "manual": 1, "process_map": 1}
        assert set(kinds) <= {kind.value for kind in DocumentKind}

    def test_every_reference_leads_somewhere(self) -> None:
        known_clauses = clauses("2015")
        for code, row in DOCUMENTS.items():
            assert row["owner_unit"] in UNITS, code
            assert row["owner"] in PEOPLE, code
            assert set(row["clauses"].split(";")) <= set(known_clauses), code
            related = row["related"].split(";")
            assert set(related) <= set(DOCUMENTS) - {code}, code
            assert len(related) == len(set(related)), code

    def test_every_main_clause_is_held_by_some_document(self) -> None:
        held = {
            number.split(".")[0]
            for row in DOCUMENTS.values()
            for number in row["clauses"].split(";")
        }
        assert held == {"4", "5", "6", "7", "8", "9", "10"}

    def test_reviews_are_spread_and_some_are_overdue(self) -> None:
        due = [int(row["review_due_offset_days"]) for row in DOCUMENTS.values()]
        assert -60 <= min(due) < max(due) <= 700
        assert 7 <= sum(days < 0 for days in due) <= 11
        assert 6 <= sum(0 <= days <= 30 for days in due) <= 10

    def test_came_into_force_one_interval_before_their_review(self) -> None:
        for code, row in DOCUMENTS.items():
            interval = int(row["review_interval_months"])
            assert interval in {12, 24, 36}, code
            effective = int(row["effective_offset_days"])
            assert effective < 0, code
            days = int(row["review_due_offset_days"]) - effective
            assert abs(days - interval * 365.25 / 12) < 1, code

    def test_are_classified_for_the_archive(self) -> None:
        for code, row in DOCUMENTS.items():
            assert re.fullmatch(r"\d{3,4}", row["jrwa"]), code
            assert re.fullmatch(r"A|B\d{1,2}|BE\d{1,2}", row["archive_category"]), code

    @pytest.mark.parametrize("code", sorted(DOCUMENTS))
    def test_have_a_body_of_their_own(self, code: str) -> None:
        text = body(f"bodies/{code}.md")
        assert len(text.split()) >= 200
        numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", text, re.MULTILINE)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 6
        assert "Podstawa prawna" in text
        for related in DOCUMENTS[code]["related"].split(";"):
            assert f"- {related} {DOCUMENTS[related]['title_pl']}\n" in text

    def test_mention_only_documents_that_exist(self) -> None:
        for path in sorted((DEMO / "bodies").glob("*.md")):
            text = path.read_text(encoding="utf-8")
            mentioned = set(re.findall(r"\b(?:PS|PZ|PW|PG|PJ|KJ|MP)-\d\d\b", text))
            assert mentioned <= set(DOCUMENTS), path

    def test_no_body_is_without_its_document(self) -> None:
        assert {path.stem for path in (DEMO / "bodies").glob("*.md")} == set(DOCUMENTS)

    @pytest.mark.parametrize("code", IN_FULL)
    def test_the_chief_procedures_are_written_in_full(self, code: str) -> None:
        text = body(f"bodies/{code}.md")
        assert 850 <= len(text.split()) <= 1800
        headings = re.findall(r"^## \d+\. (.+)$", text, re.MULTILINE)
        assert headings == [
            "Cel",
            "Zakres stosowania",
            "Definicje i skróty",
            "Odpowiedzialność i uprawnienia",
            "Opis postępowania",
            "Mierniki",
            "Zapisy",
            "Dokumenty związane",
            "Podstawa prawna",
        ]
        assert len(re.findall(r"^### 5\.\d+\. ", text, re.MULTILINE)) >= 5

    def test_short_bodies_share_no_step_with_each_other(self) -> None:
        steps: Counter[str] = Counter()
        for path in (DEMO / "bodies").glob("*.md"):
            found = re.findall(r"^\d+\. (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            steps.update(set(found))
        assert [step for step, times in steps.items() if times > 1] == []

    def test_tables_are_whole(self) -> None:
        for path in sorted(DEMO.rglob("*.md")):
            for table in re.findall(
                r"(?:^\|.*\n)+", path.read_text(encoding="utf-8"), re.MULTILINE
            ):
                widths = {line.count("|") for line in table.splitlines()}
                assert len(widths) == 1, f"{path.name}: {table}"


class TestRevisions:
    def test_three_documents_have_earlier_issues(self) -> None:
        issues: dict[str, list[dict[str, str]]] = {}
        for row in rows("revisions.csv"):
            issues.setdefault(row["code"], []).append(row)
        assert set(issues) == {"PG-02", "PS-02", "PG-07"}
        for code, history in issues.items():
            assert [int(row["issue"]) for row in history] == list(range(1, len(history) + 1))
            days = [int(row["effective_offset_days"]) for row in history]
            assert days == sorted(days)
            last = history[-1]
            assert last["body"] == f"bodies/{code}.md"
            assert last["effective_offset_days"] == DOCUMENTS[code]["effective_offset_days"]

    def test_each_issue_differs_from_the_one_before_in_part_only(self) -> None:
        history = rows("revisions.csv")
        for earlier, later in pairwise(history):
            if earlier["code"] != later["code"]:
                continue
            before, after = (set(body(row["body"]).splitlines()) for row in (earlier, later))
            assert len(before ^ after) >= 10, later
            assert len(before & after) >= 40, later

    def test_no_earlier_issue_is_left_out_of_the_list(self) -> None:
        listed = {row["body"] for row in rows("revisions.csv")}
        kept = {f"revisions/{path.name}" for path in (DEMO / "revisions").glob("*.md")}
        assert kept == {path for path in listed if path.startswith("revisions/")}


class TestGuides:
    def test_there_are_26_in_order(self) -> None:
        assert [row["code"] for row in rows("guides.csv")] == [f"KU-{n:02d}" for n in range(1, 27)]

    def test_have_every_part_of_their_template(self) -> None:
        counters = {row["unit"] for row in rows("counters.csv")}
        for row in rows("guides.csv"):
            assert row["unit"] in UNITS, row["code"]
            assert row["unit"] in counters, row["code"]
            assert row["template"] in {"full", "short"}, row["code"]
        assert {row["template"] for row in rows("guides.csv")} == {"full", "short"}

    def test_each_guide_is_written_in_english_too(self) -> None:
        polish, english = list(rows("guides.csv")), list(rows("guides_en.csv"))
        assert [row["code"] for row in english] == [row["code"] for row in polish]
        for one, other in zip(polish, english, strict=True):
            empty = [name for name in other if bool(other[name]) != bool(one[name])]
            assert empty == [], one["code"]
            for name in ("documents", "legal_basis"):
                assert len(other[name].split(";")) == len(one[name].split(";")), (one["code"], name)


class TestDocumentsWithFields:
    """Process cards, instructions, forms, external documents and legal acts."""

    MORE = {row["code"]: row for row in rows("more_documents.csv")}

    def test_there_are_some_of_each_kind(self) -> None:
        kinds = Counter(row["kind"] for row in self.MORE.values())
        assert kinds["process_card"] >= 5
        assert kinds["instruction"] >= 2
        assert kinds["form"] >= 3
        assert kinds["legal_act"] >= 5
        assert not set(self.MORE) & set(DOCUMENTS)

    def test_every_reference_leads_somewhere(self) -> None:
        known = set(DOCUMENTS) | set(self.MORE)
        for code, row in self.MORE.items():
            assert row["owner_unit"] in UNITS, code
            assert row["owner"] in PEOPLE, code
            assert set(filter(None, row["clauses"].split(";"))) <= set(clauses("2015")), code
            assert set(filter(None, row["related"].split(";"))) <= known - {code}, code

    @pytest.mark.parametrize("code", sorted(MORE))
    def test_say_all_that_their_kind_asks_for(self, code: str) -> None:
        form = form_of(DocumentKind(self.MORE[code]["kind"]))
        path, text = DEMO / "content" / f"{code}.json", DEMO / "texts" / f"{code}.md"
        content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        cleaned, problems = clean(form.fields, content)
        assert (cleaned, problems) == (content, {})
        assert {one.name for one in form.fields if one.required} <= set(content)
        assert set(content.get("procedures", [])) <= set(DOCUMENTS)
        assert form.composed or not form.text_required or text.exists()

    def test_no_fields_are_without_their_document(self) -> None:
        for folder in ("content", "texts"):
            codes = {path.stem for path in (DEMO / folder).iterdir()}
            assert codes <= set(DOCUMENTS) | set(self.MORE)


class TestHistory:
    def test_leads_from_the_decision_to_the_certificates_in_order(self) -> None:
        dates = [row["from"] for row in rows("history.csv")]
        assert len(dates) == 8
        assert dates[0] == "2004-02"
        assert dates[-1] == "2011-10-13"
        assert [date[:4] for date in dates] == sorted(date[:4] for date in dates)


class TestStandard:
    def test_has_three_editions_of_which_two_are_valid_side_by_side(self) -> None:
        editions = {entry["edition"]: entry for entry in catalogue()["editions"]}
        assert list(editions) == ["2008", "2015", "2026"]
        assert editions["2026"]["valid_from"] < editions["2015"]["valid_until"] == "2029-09-30"

    @pytest.mark.parametrize("edition", ["2008", "2015", "2026"])
    def test_clauses_form_a_tree_in_reading_order(self, edition: str) -> None:
        found = clauses(edition)
        [entry] = [one for one in catalogue()["editions"] if one["edition"] == edition]
        assert len(found) == len(entry["clauses"]), "a number is given twice"
        numbers = [tuple(int(part) for part in number.split(".")) for number in found]
        assert numbers == sorted(numbers)
        for number, clause in found.items():
            assert clause["title_pl"], number
            assert clause["title_en"], number
            assert clause["parent"] == (number.rpartition(".")[0] or None), number

    def test_mapping_joins_clauses_that_exist_each_pair_once(self) -> None:
        known = {edition: clauses(edition) for edition in ("2008", "2015", "2026")}
        pairs = Counter(
            (entry["from_edition"], entry["from"], entry["to_edition"], entry["to"])
            for entry in catalogue()["mapping"]
        )
        assert max(pairs.values()) == 1
        for from_edition, start, to_edition, end in pairs:
            assert start in known[from_edition]
            assert end in known[to_edition]
        for entry in catalogue()["mapping"]:
            assert bool(entry["note_pl"]) == bool(entry["note_en"]), entry

    @pytest.mark.parametrize(("earlier", "later"), [("2008", "2015"), ("2015", "2026")])
    def test_no_clause_of_an_old_audit_is_left_without_a_successor(
        self, earlier: str, later: str
    ) -> None:
        led_on = {
            entry["from"]
            for entry in catalogue()["mapping"]
            if (entry["from_edition"], entry["to_edition"]) == (earlier, later)
        }
        assert led_on == set(clauses(earlier))

    @pytest.mark.parametrize(
        ("earlier", "later", "new"),
        [("2008", "2015", {"4.1", "4.2", "7.1.6"}), ("2015", "2026", set())],
    )
    def test_only_what_was_new_has_no_predecessor(
        self, earlier: str, later: str, new: set[str]
    ) -> None:
        reached = {
            entry["to"]
            for entry in catalogue()["mapping"]
            if (entry["from_edition"], entry["to_edition"]) == (earlier, later)
        }
        assert set(clauses(later)) - reached == new


@pytest.mark.parametrize("path", CHECKLISTS, ids=lambda path: path.stem)
class TestChecklists:
    def read(self, path: Path) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return loaded

    def test_are_sound_by_the_checks_of_an_import(self, path: Path) -> None:
        content = self.read(path)
        assert content["key"] == path.stem
        assert check_content(normalise(content)) == []

    def test_say_everything_in_both_languages(self, path: Path) -> None:
        content = self.read(path)
        for question in questions_of(content):
            texts = [
                question[f"{word}_{language}"]
                for word in ("text", "guidance")
                for language in ("pl", "en")
            ]
            assert all(texts), question["key"]
            assert len(set(texts)) == 4, f"{question['key']}: a text stands twice"

    def test_cite_clauses_of_their_edition(self, path: Path) -> None:
        content = self.read(path)
        known = clauses(content["edition"])
        for question in questions_of(content):
            assert question["clause"] in known, question["key"]
            if content["key"].startswith("iso9001"):
                assert question["key"].startswith(f"q-{question['clause']}-")

    def test_have_the_length_an_audit_can_bear(self, path: Path) -> None:
        least, most = {"office-service": (22, 30)}.get(path.stem, (65, 90))
        assert least <= len(list(questions_of(self.read(path)))) <= most


def test_the_three_built_in_checklists_are_there() -> None:
    assert [path.stem for path in CHECKLISTS] == ["iso9001-2015", "iso9001-2026", "office-service"]


@pytest.mark.parametrize("edition", ["2015", "2026"])
def test_the_checklist_of_a_standard_asks_of_every_clause_that_has_none_below_it(
    edition: str,
) -> None:
    path = PACKAGE / "checklists" / "builtin" / f"iso9001-{edition}.json"
    found = clauses(edition)
    parents = {clause["parent"] for clause in found.values()}
    content = json.loads(path.read_text(encoding="utf-8"))
    asked = {question["clause"] for question in questions_of(content)}
    assert set(found) - parents - asked == set()
