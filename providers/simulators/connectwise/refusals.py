"""How the vendor says no."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The call is answered with an error. `body` is a JSON object, or a text that is not JSON."""

    def __init__(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def bad_request(message: str) -> Refused:
    return Refused(400, {"code": "ConnectWiseApi", "message": message, "errors": None})


def not_found(noun: str, number: object) -> Refused:
    message = f"{noun} {str(number)[:100]} not found"
    return Refused(404, {"code": "NotFound", "message": message, "errors": None})


def invalid(resource: str, *faults: tuple[str, str, str]) -> Refused:
    """The validation body; each fault is code, message, field."""
    errors = [
        {"code": code, "message": message, "resource": resource, "field": field}
        for code, message, field in faults
    ]
    message = f"{resource} object is invalid"
    return Refused(400, {"code": "InvalidObject", "message": message, "errors": errors})


def missing(resource: str, field: str) -> Refused:
    return invalid(resource, ("MissingRequiredField", f"{field} is required.", field))
