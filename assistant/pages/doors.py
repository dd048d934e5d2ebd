"""The doors of pages: as the API's, with the person kept where templates find them."""

from typing import Annotated

from fastapi import Depends, Request

from assistant.identity.doors import Admin, Confirmer, Engineer, Viewer
from assistant.identity.people import Person


def _viewer(request: Request, person: Viewer) -> Person:
    request.state.person = person
    return person


def _engineer(request: Request, person: Engineer) -> Person:
    request.state.person = person
    return person


def _confirmer(request: Request, person: Confirmer) -> Person:
    request.state.person = person
    return person


def _admin(request: Request, person: Admin) -> Person:
    request.state.person = person
    return person


Reader = Annotated[Person, Depends(_viewer)]
Worker = Annotated[Person, Depends(_engineer)]
Signer = Annotated[Person, Depends(_confirmer)]
Boss = Annotated[Person, Depends(_admin)]
