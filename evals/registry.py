"""The suites by name. A new suite is a module and one line here."""

from collections.abc import Mapping
from types import MappingProxyType

from evals import dialogues, draft_edit, injection, leaks, notes, quick_create, refusal, spin_off
from evals.suite import EvalError, Suite

EVERYTHING = "all"
_ALL: tuple[Suite, ...] = (quick_create, dialogues, draft_edit, spin_off, notes, leaks, refusal, injection)
ALL: Mapping[str, Suite] = MappingProxyType({suite.NAME: suite for suite in _ALL})

WITHOUT_MODEL = frozenset({leaks.NAME})
"""Suites of what only plain code ever does."""


def suites_of(name: str, *, with_model: bool) -> list[Suite]:
    """The suite of that name; for `all` each, less those that a model has no part in when there is one.

    Raises:
        EvalError: There is none of that name; those there are are told.
    """
    if name != EVERYTHING:
        return [suite_named(name)]
    return [suite for suite in _ALL if not (with_model and suite.NAME in WITHOUT_MODEL)]


def suite_named(name: str) -> Suite:
    """
    Raises:
        EvalError: There is none of that name; those there are are told.
    """
    if name not in ALL:
        raise EvalError(f"There is no suite “{name}”; use one of {', '.join(ALL)}.")
    return ALL[name]
