"""Opinions for programs: everybody of the office reads them, the guide's owner answers."""

from __future__ import annotations

from tests.citizens.conftest import Open


def test_the_owner_of_a_guide_reads_and_answers_by_a_program(published: Open) -> None:
    published.send("Nie wiem, gdzie złożyć wniosek.")
    published.host.sign_in("owner", "Owner Nowak")
    client = published.host.client()
    listed = client.get("/qms/api/v1/documents/KU-22/opinions").get_json()
    assert listed["clarity"] == {"no": 1}
    [said] = listed["opinions"]
    assert said["text"] == "Nie wiem, gdzie złożyć wniosek."
    assert said["state"] == "new"
    assert "sender_mark" not in said
    address = f"/qms/api/v1/documents/KU-22/opinions/{said['uuid']}"
    answered = client.post(address, json={"state": "used", "note": "Dopiszemy adres."})
    assert answered.get_json()["opinion"]["state"] == "used"
    for wrong in ({"state": "finding"}, {"state": "new"}, {}, {"state": "read", "author": "x"}):
        assert client.post(address, json=wrong).status_code == 422
    published.host.sign_in("employee", "Employee Nowak")
    client = published.host.client()
    assert client.get("/qms/api/v1/documents/KU-22/opinions").status_code == 200
    assert client.post(address, json={"state": "read"}).status_code == 403
    assert client.get("/qms/api/v1/documents/PG-02/opinions").status_code == 404
