"""Pages: who sees what, and an import from the file to the published checklist."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from intranet_qms.checklists import designing, queries, services
from intranet_qms.checklists.example import example_form
from intranet_qms.checklists.workbook import MAX_BYTES
from intranet_qms.checklists.xlsform import import_xlsform
from intranet_qms.people import services as people
from tests.factories.checklists import SURVEY_TITLES, survey
from tests.support.host import Host

GOOD = survey(
    ("select_one conformity", "order", "Teczki ułożone?", "In order?", None),
    ("text", "why", "Dlaczego nie?", "Why not?", "${order} = 'nonconforming'"),
    ("geopoint", "place", "Gdzie?", "Where?", None),
    titles=(*SURVEY_TITLES, "relevant"),
)


@pytest.fixture
def host(host: Host) -> Host:
    """The host with this feature's own entry in the navigation: the others have their tests."""
    entries = host.qms.templates.navigation_entries
    host.qms.templates.navigation_entries = [
        entry for entry in entries if entry[0] == "checklists_index"
    ]
    return host


def browser(host: Host, *roles: str, locale: str = "pl") -> FlaskClient:
    with host.transaction() as session:
        people.add_person(
            session, host.clock.now(), host_id="p1", name="Anna Wiśniewska", email=None,
            unit=None, roles=roles, locale=locale,
        )  # fmt: skip
    host.sign_in("p1")
    return host.client()


def upload(client: FlaskClient, data: bytes, name: str = "archiwum.xlsx") -> Any:
    return client.post(
        "/qms/checklists/-/import",
        data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )


def version_page(sent: Any) -> str:
    """The page of the version whose draft an import opened in the designer."""
    return str(sent.location).removesuffix("/design")


def test_an_import_goes_by_a_preview_to_publication(host: Host) -> None:
    client = browser(host, "qms_representative")
    sent = upload(client, GOOD)
    assert sent.status_code == 303
    # The designer opens with what was left out; the version can be read on its own page too.
    designer = client.get(sent.location).get_data(as_text=True)
    assert "Typ „geopoint” nie jest obsługiwany." in designer
    preview = client.get(version_page(sent)).get_data(as_text=True)
    assert "To jest podgląd" in preview
    assert "survey, wiersz 4, kolumna A" in preview
    assert "Typ „geopoint” nie jest obsługiwany." in preview
    assert "Widoczne tylko wtedy, gdy odpowiedź na pytanie 1 to „niezgodność”." in preview
    assert client.post(f"{version_page(sent)}/publish").status_code == 303
    listed = client.get("/qms/checklists/").get_data(as_text=True)
    assert "Przegląd archiwum" in listed
    assert "Wersja 1" in listed
    data = client.get("/qms/api/checklists").get_json()
    assert [one["key"] for one in data["checklists"]] == ["archive"]


def test_nobody_publishes_what_somebody_wrote_after_it_was_looked_at(host: Host) -> None:
    client = browser(host, "qms_representative")
    address = version_page(upload(client, GOOD))

    def seen() -> dict[str, str]:
        page = client.get(address).get_data(as_text=True)
        return dict(re.findall(r'name="(seen)" value="(\w+)"', page))

    looked_at = seen()
    with host.transaction() as session:
        draft = queries.version(session, "archive", 1)
        person = people.actor_by_host_id(session, "p1", host.clock.now())
        assert person is not None
        designing.save(
            session, person, host.clock, draft, {**draft.content, "title_pl": "Przegląd archiwów"},
            seen_version=draft.row_version,
        )  # fmt: skip
    refused = client.post(f"{address}/publish", data=looked_at)
    assert refused.status_code == 409
    assert "Anna Wiśniewska" in refused.get_data(as_text=True)
    assert client.post(f"{address}/publish", data=seen()).status_code == 303


def test_mistakes_are_shown_by_row_and_nothing_is_stored(host: Host) -> None:
    client = browser(host, "lead_auditor")
    sent = upload(client, survey(("text", "a", "A", "A"), ("intger", "b", "B", "B")))
    text = sent.get_data(as_text=True)
    assert sent.status_code == 422
    assert "„archiwum.xlsx” zawiera 1 błąd. Niczego nie zapisano." in text
    assert "survey, wiersz 3, kolumna A" in text
    assert "Czy chodziło o „integer”?" in text
    with host.transaction() as session:
        assert session.execute(queries.listing()).all() == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"name,label", 415),
        (b"PK\x03\x04" + b"x" * MAX_BYTES, 413),
        (b"PK\x03\x04 broken", 422),
    ],
)
def test_a_file_that_is_no_form_is_refused_in_words(host: Host, data: bytes, status: int) -> None:
    sent = upload(browser(host, "qms_representative", locale="en"), data)
    assert sent.status_code == status
    assert "the whole file" in sent.get_data(as_text=True)


def test_without_a_file_the_form_says_so(host: Host) -> None:
    client = browser(host, "qms_representative")
    sent = client.post("/qms/checklists/-/import", data={}, content_type="multipart/form-data")
    assert sent.status_code == 422
    assert "Wybierz plik." in sent.get_data(as_text=True)


def test_a_file_name_and_a_text_are_shown_as_text(host: Host) -> None:
    client = browser(host, "qms_representative")
    evil = "<script>alert(1)</script>"
    assert evil not in upload(client, b"x", f"{evil}.xlsx").get_data(as_text=True)
    sent = upload(client, survey(("text", "a", evil, evil)))
    preview = client.get(version_page(sent)).get_data(as_text=True)
    assert evil not in preview
    assert "&lt;script&gt;" in preview


def test_an_employee_reads_what_is_published_and_changes_nothing(host: Host) -> None:
    client = browser(host, "qms_representative")
    draft = version_page(upload(client, GOOD))
    host.users.user = None
    with host.transaction() as session:
        services.load_builtin(session, host.clock)
    host.sign_in("p2", "Jan Nowak")
    listed = client.get("/qms/checklists/").get_data(as_text=True)
    assert "ISO 9001" in listed
    assert "Importuj z Excela" not in listed
    assert "Przegląd archiwum" not in listed
    assert client.get("/qms/checklists/office-service/").status_code == 200
    assert client.get(draft).status_code == 404
    assert client.get("/qms/checklists/archive/").status_code == 404
    assert client.get("/qms/checklists/-/import").status_code == 403
    assert upload(client, GOOD).status_code == 403
    for verb in ("publish", "discard", "retire"):
        assert client.post(f"{draft}/{verb}").status_code == 403


def test_a_new_version_is_compared_with_the_published_one(host: Host) -> None:
    client = browser(host, "qms_representative", locale="en")
    first = upload(client, survey(("text", "a", "A", "Kept"), ("text", "b", "B", "Taken out")))
    client.post(f"{version_page(first)}/publish")
    second = upload(client, survey(("text", "a", "A", "Reworded"), ("text", "c", "C", "Added")))
    preview = client.get(version_page(second)).get_data(as_text=True)
    compared = preview[preview.index("What changes against") :]
    for title, text in (
        ("New questions", "Added"),
        ("Removed questions", "Taken out"),
        ("Changed questions", "Reworded"),
    ):
        assert compared.index(title) < compared.index(text, compared.index(title))


def test_every_built_in_checklist_can_be_looked_at_in_both_languages(host: Host) -> None:
    client = browser(host, "qms_representative")
    with host.transaction() as session:
        keys = [version.template.key for version in services.load_builtin(session, host.clock)]
    for key in keys:
        assert client.get(f"/qms/checklists/{key}/").status_code == 200
    client.post("/qms/language", data={"locale": "en"})
    for key in keys:
        assert client.get(f"/qms/checklists/{key}/").status_code == 200


def test_the_list_is_searched_and_says_when_nothing_matches(host: Host) -> None:
    client = browser(host, "qms_representative")
    assert "Nie ma jeszcze żadnej listy" in client.get("/qms/checklists/").get_data(as_text=True)
    upload(client, GOOD)
    assert "Przegląd archiwum" in client.get("/qms/checklists/?q=archiw").get_data(as_text=True)
    found = client.get("/qms/checklists/?q=100%25").get_data(as_text=True)
    assert "Żadna lista nie pasuje" in found


def test_the_example_is_a_form_that_can_be_imported(host: Host) -> None:
    client = browser(host)
    sent = client.get("/qms/checklists/-/example.xlsx")
    assert sent.data[:2] == b"PK"
    result = import_xlsform(example_form())
    assert (result.problems, result.left_out, result.notices) == ([], [], [])
    assert result.questions == 6


def test_a_program_can_check_a_form_without_storing_it(host: Host) -> None:
    client = browser(host, "qms_representative", locale="en")
    good = client.post("/qms/api/checklists/check", data=GOOD).get_json()
    assert good["importable"] is True
    assert [note["message"] for note in good["notes"]] == ["The type “geopoint” is not supported."]
    bad = client.post("/qms/api/checklists/check", data=b"%PDF")
    assert bad.status_code == 415
    assert bad.get_json()["notes"][0]["code"] == "not_xlsx"
