"""The description of the API for programs: an OpenAPI 3.1 document, made from the routes themselves.

A route below ``/api/v1/`` is in it because it is there. What its answer and its body look like is
said beside it (``http.described``); its first sentences are its docstring's.
"""

from __future__ import annotations

import re
from typing import Any

from flask import Response, current_app
from marshmallow import Schema, fields

from .http import Described, Guard, Routes, json_response, module, public

routes = Routes("api")

_TYPES = {
    "IntegerConverter": {"type": "integer", "minimum": 0},
    "UUIDConverter": {"type": "string", "format": "uuid"},
}
_PART = re.compile(r"<(?:[^:<>]*:)?([^<>:]+)>")


class ErrorSchema(Schema):
    """What went wrong: a stable code, a sentence, and a way out."""

    code = fields.String()
    message = fields.String()
    way_out = fields.String(allow_none=True)
    fields_ = fields.Dict(
        data_key="fields", keys=fields.String(), values=fields.List(fields.String())
    )


class ErrorAnswerSchema(Schema):
    """An answer from 400 on."""

    service = fields.String()
    error = fields.Nested(ErrorSchema)
    server_time = fields.String()


@routes.get("/api/v1/openapi.json")
@public("a description of the addresses, which holds no data and helps who may use them")
def document() -> Response:
    """What programs can ask this office for, as OpenAPI 3.1."""
    return json_response(describe(module().config.url_prefix))


def describe(prefix: str) -> dict[str, Any]:
    """The document for the current application, whose routes hang below ``prefix``."""
    from apispec import APISpec  # noqa: PLC0415 - a tenth of a second at each start
    from apispec.ext.marshmallow import MarshmallowPlugin  # noqa: PLC0415 - slow, as above

    spec = APISpec(
        title="Quality management system",
        version="1",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={
            "description": "For programs that are signed in to the host as a person: each sees what "
            "that person sees. Writes say where they come from (Origin or Sec-Fetch-Site)."
        },
    )
    spec.components.schema("Error", schema=ErrorAnswerSchema)
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda one: one.rule):
        view = current_app.view_functions[rule.endpoint]
        guard = getattr(view, "_qms_guard", None)
        if not isinstance(guard, Guard) or not rule.rule.startswith(f"{prefix}/api/v1/"):
            continue
        told = getattr(view, "_qms_api", None)
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        spec.path(
            path=_PART.sub(r"{\1}", rule.rule),
            operations={
                method.lower(): _operation(rule, view, guard, told or Described())
                for method in sorted(methods)
            },
        )
    made: dict[str, Any] = spec.to_dict()
    return made


def _operation(rule: Any, view: Any, guard: Guard, told: Described) -> dict[str, Any]:
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _TYPES.get(type(one).__name__, {"type": "string"}),
        }
        for name, one in rule._converters.items()
    ]
    parameters += [
        {"name": name, "in": "query", "description": text, "schema": {"type": "string"}}
        for name, text in told.query.items()
    ]
    good: dict[str, Any] = {"description": "As asked."}
    if told.answer is not None:
        good["content"] = {told.media_type: {"schema": told.answer}}
    made: dict[str, Any] = {
        "operationId": rule.endpoint.rsplit(".", 1)[-1],
        "tags": [rule.endpoint.rsplit(".", 1)[-1].split("_")[0]],
        "summary": " ".join((view.__doc__ or "").split()),
        "parameters": parameters,
        "responses": {
            str(told.status): good,
            "default": {
                "description": "Refused, in words.",
                "content": {"application/json": {"schema": "Error"}},
            },
        },
    }
    if guard.action is not None:
        made["x-right"] = guard.action
    if told.body is not None:
        made["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": told.body}}
        }  # fmt: skip
    return made
