"""The module in an intranet that is not ours: it belongs to its host, and changes nothing of it."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from intranet_qms.config import ConfigurationError
from intranet_qms.extension import QMS
from tests.host.conftest import WithModule, come_in, flask
from tests.host.example import quality
from tests.host.example.intranet import Employee, Intranet


def test_the_module_takes_ten_lines_or_fewer() -> None:
    tree = ast.parse(Path(str(quality.__file__)).read_text(encoding="utf-8"))
    lines = {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    }
    assert len(lines) <= 10


def test_pages_appear_inside_the_layout_of_the_host(intranet: WithModule) -> None:
    page = come_in(intranet).get("/qms/tasks/").text
    assert 'id="bar">intranet says hello, Marek Górski' in page
    assert 'id="foot">[stopka]' in page
    assert "intranet.css" in page
    assert page.count("<main") <= 1
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "System zarządzania jakością" in title
    assert title.endswith("– Starostwo")


def test_texts_of_the_module_do_not_use_the_hosts_helpers(intranet: WithModule) -> None:
    page = come_in(intranet).get("/qms/tasks/").text
    assert page.count("intranet says") == 1  # the bar's


@pytest.mark.parametrize("path", ["/", "/come-in", "/nowhere", "/static/intranet.css", "/breaks"])
def test_pages_of_the_host_stay_the_same_to_the_byte(intranet: WithModule, path: str) -> None:
    alone = Intranet(str(intranet.engine.url))
    answers = []
    for each in (alone, intranet):
        each.app.config["PROPAGATE_EXCEPTIONS"] = False
        answer = come_in(each).get(path)
        headers = {name: value for name, value in answer.headers if name != "Date"}
        answers.append((answer.status_code, headers, answer.data))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("path", ["/nowhere", "/qms/nowhere", "/qmsx"])
def test_an_address_that_nobody_serves_is_the_hosts_to_answer(
    intranet: WithModule, path: str
) -> None:
    # Inside the prefix too: the module answers for its routes, the host for what leads nowhere.
    answer = come_in(intranet).get(path)
    assert answer.status_code == 404
    assert "zadzwoń pod 12" in answer.text


def test_a_record_that_does_not_exist_is_told_by_the_module_in_the_hosts_layout(
    intranet: WithModule,
) -> None:
    answer = come_in(intranet).get("/qms/documents/PG-99/")
    assert answer.status_code == 404
    assert "zadzwoń pod 12" not in answer.text
    assert 'id="bar"' in answer.text


def test_a_failure_of_the_host_is_the_hosts(intranet: WithModule) -> None:
    intranet.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = come_in(intranet).get("/breaks")
    assert (answer.status_code, answer.text) == (500, "Intranet: awaria")


def test_nobody_signed_in_is_sent_to_the_hosts_own_form_and_comes_back(
    intranet: WithModule,
) -> None:
    client = intranet.app.test_client()
    answer = client.get("/qms/tasks/?kind=late")
    assert answer.status_code == 302
    assert answer.location == "/come-in?next=/qms/tasks/?kind%3Dlate"
    back = client.post(answer.location, data={"login": "e.kot", "password": "sierpień"})
    assert back.location == "/qms/tasks/?kind=late"


def test_somebody_who_no_longer_works_there_is_refused_at_once(intranet: WithModule) -> None:
    client = come_in(intranet)
    assert client.get("/qms/tasks/").status_code == 200
    with intranet.session() as session:
        session.get_one(Employee, "m.gorski").works_here = False
    assert client.get("/qms/tasks/").status_code == 302
    refused = client.get("/qms/api/sync/v1/hello", headers={"Accept": "application/json"})
    assert refused.status_code == 401


def test_somebody_switched_off_in_the_module_is_told_and_not_sent_in_circles(
    intranet: WithModule,
) -> None:
    client = come_in(intranet)
    client.get("/qms/tasks/")
    switched = flask(intranet.app, "qms", "people", "disable", "m.gorski")
    assert switched.exit_code == 0, switched.output
    answer = client.get("/qms/tasks/")
    assert answer.status_code == 403
    assert "account_disabled" in answer.text
    assert client.get("/").status_code == 200


def test_a_template_of_the_host_wins(
    make_intranet: Callable[..., WithModule], tmp_path: Path
) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(Path(str(quality.__file__)).parent / "templates", templates)
    own = templates / "qms" / "people" / "tasks.html"
    own.parent.mkdir(parents=True)
    own.write_text("nasza własna lista", encoding="utf-8")
    page = come_in(make_intranet(templates)).get("/qms/tasks/")
    assert page.text == "nasza własna lista"


def test_a_second_init_app_is_an_error(intranet: WithModule) -> None:
    with pytest.raises(RuntimeError, match="twice"):
        QMS().init_app(intranet.app)


def test_an_unknown_key_is_an_error_that_names_it() -> None:
    app = Flask("host")
    app.config["QMS_OFICE_NAME"] = "Starostwo"
    with pytest.raises(ConfigurationError, match="QMS_OFICE_NAME"):
        QMS().init_app(app)


def test_two_applications_in_one_process_share_nothing(
    make_intranet: Callable[..., WithModule], tmp_path: Path
) -> None:
    first = make_intranet()
    second = Intranet(f"sqlite:///{tmp_path / 'second.sqlite3'}")
    second.app.config["QMS_URL_PREFIX"] = "/jakosc"
    quality.add_quality(second.app, tmp_path / "second", str(second.engine.url))
    second.make_tables()
    flask(second.app, "qms", "db", "upgrade")
    come_in(first, "m.gorski").get("/qms/tasks/")
    come_in(second, "e.kot").get("/jakosc/tasks/")

    def entered(app: Flask) -> str:
        return flask(app, "qms", "people", "list").output

    assert "Marek Górski" in entered(first.app)
    assert "Ewa Kot" not in entered(first.app)
    assert "Ewa Kot" in entered(second.app)
    assert "Marek Górski" not in entered(second.app)
    assert come_in(first).get("/jakosc/tasks/").status_code == 404


def test_only_names_of_its_own_are_brought_into_the_application(intranet: WithModule) -> None:
    alone = Intranet(str(intranet.engine.url)).app
    app = intranet.app
    assert set(app.blueprints) - set(alone.blueprints) == {"qms"}
    assert set(app.extensions) - set(alone.extensions) == {"intranet_qms"}
    assert set(app.jinja_env.globals) - set(alone.jinja_env.globals) == {"qms"}
    assert set(app.jinja_env.filters) == set(alone.jinja_env.filters)
    assert set(app.jinja_env.tests) == set(alone.jinja_env.tests)
    assert len(app.before_request_funcs.get(None, [])) == len(
        alone.before_request_funcs.get(None, [])
    )
    assert len(app.after_request_funcs[None]) == len(alone.after_request_funcs[None])
    assert app.error_handler_spec[None].keys() == alone.error_handler_spec[None].keys()
    rules = {rule.rule for rule in app.url_map.iter_rules()} - {
        rule.rule for rule in alone.url_map.iter_rules()
    }
    assert [rule for rule in rules if not rule.startswith("/qms/")] == []
    assert {key for key in app.config if key not in alone.config} == {
        "QMS_HOME", "QMS_DATABASE_URL", "QMS_LAYOUT", "QMS_OFFICE_NAME",
    }  # fmt: skip
