"""Looking after connections over HTTP, for admins."""

from typing import Annotated

from fastapi import APIRouter, Path

from assistant.connections.admin_schemas import (
    ConnectionChange,
    ConnectionDetail,
    ConnectionIn,
    KindOut,
    Kinds,
    LoginFieldOut,
    Removed,
    TriedOut,
)
from assistant.connections.login import fields_of
from assistant.connections.service import EMBEDDED
from assistant.desk import DeskDep
from assistant.identity.doors import Admin

router = APIRouter(prefix="/integrations/psa/connections", tags=["connections"])
Id = Annotated[str, Path(max_length=32)]


@router.get("/kinds")
async def kinds(person: Admin, desk: DeskDep) -> Kinds:
    """The kinds of PSA that can be connected, and what each asks for."""
    items = [
        KindOut(
            provider=name,
            label=each.label,
            fields=[LoginFieldOut.model_validate(field, from_attributes=True) for field in fields_of(each)],
            can_notify=each.can_notify,
        )
        for name, each in desk.connections.opening.providers.items()
    ]
    return Kinds(items=items, total=len(items))


@router.post("", status_code=201)
async def create(person: Admin, desk: DeskDep, body: ConnectionIn) -> ConnectionDetail:
    """Connect a PSA. It is asked first; what it refuses is not stored."""
    if body.provider == EMBEDDED:
        row = await desk.administration.create_embedded(
            person.scope, body.display_name, demo=False, notify=body.wished() or {}
        )
    else:
        row = await desk.administration.create(
            person.scope, body.provider, body.display_name, body.entered(), notify=body.wished() or {}
        )
    return ConnectionDetail.of(row)


@router.get("/{connection_id}")
async def get(person: Admin, desk: DeskDep, connection_id: Id) -> ConnectionDetail:
    """One connection with its health; also a disabled one."""
    return ConnectionDetail.of(await desk.administration.get(person.scope, connection_id))


@router.put("/{connection_id}")
async def change(person: Admin, desk: DeskDep, connection_id: Id, body: ConnectionChange) -> ConnectionDetail:
    """Change it. Another address or other credentials are tried first; empty fields keep what is stored."""
    row = await desk.administration.change(
        person.scope, connection_id, body.display_name, body.entered(), notify=body.wished()
    )
    if body.is_active is not None:
        row = await desk.administration.switch(person.scope, connection_id, on=body.is_active)
    return ConnectionDetail.of(row)


@router.post("/{connection_id}/test")
async def test(person: Admin, desk: DeskDep, connection_id: Id) -> TriedOut:
    """Ask the PSA now. A failure is an answer of this endpoint, not an error of it."""
    return TriedOut.of(await desk.administration.test(person.scope, connection_id))


@router.delete("/{connection_id}")
async def remove(person: Admin, desk: DeskDep, connection_id: Id) -> Removed:
    """Remove it for good. Links and logs become history; open proposals and unsent writes end and say so."""
    return Removed.of(connection_id, await desk.administration.remove(person.scope, connection_id))
