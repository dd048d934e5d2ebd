"""Which handler a path belongs to."""

from collections.abc import Mapping
from typing import TypeVar

from providers.simulators.connectwise.call import Call
from providers.simulators.connectwise.refusals import Refused

H = TypeVar("H")


def find_handler(routes: Mapping[str, Mapping[str, H]], call: Call) -> tuple[H, tuple[str, ...]]:
    """The handler of a call and the segments that stand for `{}`; a named segment goes before `{}`.

    Raises:
        Refused: 404, no such path; 405, not with this verb.
    """
    segments = call.path.split("/")
    for template in sorted(routes, key=lambda each: each.count("{}")):
        values = _values(template.split("/"), segments)
        if values is None:
            continue
        if call.method not in routes[template]:
            raise Refused(405, _body("Method not allowed."))
        return routes[template][call.method], values
    raise Refused(404, _body("The path was not found.", "NotFound"))


def _values(template: list[str], segments: list[str]) -> tuple[str, ...] | None:
    if len(template) != len(segments):
        return None
    pairs = list(zip(template, segments, strict=True))
    if any(name not in ("{}", segment) for name, segment in pairs):
        return None
    return tuple(segment for name, segment in pairs if name == "{}")


def _body(message: str, code: str = "ConnectWiseApi") -> dict[str, object]:
    return {"code": code, "message": message, "errors": None}
