"""The intranet itself. Nothing in this file knows of the module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, login_required, login_user, logout_user
from sqlalchemy import Engine, ForeignKey, create_engine, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug.wrappers import Response


class Base(DeclarativeBase):
    """The tables of the intranet."""


class Employee(Base):
    """Somebody with an account. `works_here` False: no sign-in, as from now."""

    __tablename__ = "employee"

    login: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[str]
    password: Mapped[str]
    works_here: Mapped[bool] = mapped_column(default=True)


class News(Base):
    """What is new in the office."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(primary_key=True)
    headline: Mapped[str]
    author: Mapped[str] = mapped_column(ForeignKey("employee.login"))


@dataclass
class Account(UserMixin):
    """An employee as Flask-Login wants it."""

    id: str
    display_name: str
    works_here: bool

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.works_here


class Intranet:
    """The application and its database.

    Args:
        database_url: where its tables are, or will be made.
        templates: folder of its templates.
    """

    def __init__(self, database_url: str, templates: Path | None = None) -> None:
        self.engine: Engine = create_engine(database_url)
        here = Path(__file__).parent
        self.app = Flask(
            "district",
            template_folder=str(templates or here / "templates"),
            static_folder=str(here / "static"),
        )
        self.app.secret_key = "a secret of the intranet"
        self.app.jinja_env.globals["t"] = lambda text: f"intranet says {text}"
        self.app.jinja_env.globals["_"] = self.app.jinja_env.globals["t"]
        self.app.add_template_filter(lambda value: f"[{value}]", "date")
        self._accounts()
        self._pages()

    def make_tables(self) -> None:
        """Its tables, its own migration history, and what was in them yesterday."""
        Base.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            connection.execute(text("create table alembic_version (version_num varchar(32))"))
            connection.execute(text("insert into alembic_version values ('intranet_0042')"))
        with self.session() as session:
            session.add(Employee(login="m.gorski", display_name="Marek Górski", password="lipiec"))
            session.add(Employee(login="e.kot", display_name="Ewa Kot", password="sierpień"))
            session.flush()
            session.add(News(id=1, headline="Parking od poniedziałku", author="e.kot"))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that is committed at the end."""
        with Session(self.engine) as session, session.begin():
            yield session

    def _accounts(self) -> None:
        manager = LoginManager(self.app)
        manager.login_view = "come_in"

        @manager.user_loader
        def load(login: str) -> Account | None:
            with self.session() as session:
                found = session.get(Employee, login)
                return found and Account(found.login, found.display_name, found.works_here)

    def _pages(self) -> None:
        app = self.app

        @app.get("/")
        @login_required
        def home() -> str:
            with self.session() as session:
                headlines = list(session.scalars(select(News.headline)))
            return render_template("intranet/home.html", headlines=headlines)

        @app.route("/come-in", methods=["GET", "POST"])
        def come_in() -> str | Response:
            with self.session() as session:
                found = session.get(Employee, request.form.get("login", ""))
                good = found is not None and found.password == request.form.get("password")
                if found is not None and good:
                    account = Account(found.login, found.display_name, found.works_here)
                    if login_user(account):
                        wanted = request.args.get("next", "")
                        return redirect(wanted if wanted.startswith("/qms") else url_for("home"))
            return render_template("intranet/come_in.html", tried=request.method == "POST")

        @app.post("/go-out")
        def go_out() -> Response:
            logout_user()
            return redirect(url_for("come_in"))

        @app.get("/breaks")
        def breaks() -> str:
            raise ZeroDivisionError

        @app.errorhandler(404)
        def missing(_error: Exception) -> tuple[str, int]:
            return render_template("intranet/missing.html"), 404

        @app.errorhandler(500)
        def broken(_error: Exception) -> tuple[str, int]:
            return "Intranet: awaria", 500
