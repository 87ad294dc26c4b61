"""The module in the intranet: these lines are all."""

from pathlib import Path

from flask import Flask

from intranet_qms.extension import QMS


def add_quality(app: Flask, folder: Path, database_url: str) -> None:
    """Put the quality management system into the intranet."""
    app.config["QMS_HOME"] = folder
    app.config["QMS_DATABASE_URL"] = database_url
    app.config["QMS_LAYOUT"] = "intranet/layout.html"
    app.config["QMS_OFFICE_NAME"] = "Starostwo Powiatowe w Dolinie"
    QMS().init_app(app)
