"""The description of the HTTP interface, with the errors that every route may answer."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.problems import PROBLEM_TYPE, Problem

_WORDS = {
    400: "The body is not valid JSON or not a valid form.",
    401: "Not signed in.",
    403: "The role, token scope or CSRF token does not allow it.",
    404: "Not found, or not visible to the person.",
    409: "It changed in the meantime.",
    410: "It was used or has expired.",
    413: "The request is too large.",
    422: "Some values cannot be taken.",
    429: "Too many attempts; see Retry-After.",
    502: "The PSA refused.",
    503: "Busy, or the PSA did not answer; see Retry-After.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document: made once, every operation with its problem responses."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        schemas["Problem"] = Problem.model_json_schema()
        for path in schema["paths"].values():
            for operation in path.values():
                _add_problems(operation)
        app.openapi_schema = schema
    return app.openapi_schema


def _add_problems(operation: dict[str, Any]) -> None:
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = operation.setdefault("responses", {})
    for status, words in _WORDS.items():
        responses[str(status)] = {"description": words, "content": content}
