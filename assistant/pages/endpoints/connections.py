"""Connections for admins: cards with their health; adding, changing, trying, switching and removing."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Query, Request, Response
from starlette.datastructures import FormData

from assistant.columns import new_id
from assistant.connections.administration import Ending
from assistant.connections.login import CHOICE_FIELDS, fields_of
from assistant.connections.service import EMBEDDED
from assistant.connections.tables import Connection
from assistant.desk import Desk, DeskDep
from assistant.errors import DeskError
from assistant.identity.people import Person
from assistant.pages.doors import Boss
from assistant.pages.rendering import page
from assistant.pages.replies import done, write_id

router = APIRouter(prefix="/admin", include_in_schema=False)
Id = Annotated[str, Path(max_length=32)]
Kind = Annotated[str, Query(max_length=50)]
HOME = "/admin"
NOTIFY = "notify_"


@router.get("")
async def connections_page(request: Request, person: Boss, desk: DeskDep) -> Response:
    rows = await desk.connections.all(person.scope.account_id)
    return page(request, "admin_connections.html", cards=[_card(desk, person, row) for row in rows])


@router.get("/connections/new")
async def new_page(request: Request, person: Boss, desk: DeskDep, kind: Kind = "") -> Response:
    if kind not in desk.connections.opening.providers:
        return page(request, "admin_connection_kinds.html", kinds=desk.connections.opening.providers)
    return _form(request, desk, kind, {"key": new_id()})


@router.post("/connections")
async def create(request: Request, person: Boss, desk: DeskDep) -> Response:
    """What is entered is tried before it is stored; pressing the button twice connects once."""
    entered = _texts(await request.form())
    kind, name, key = (entered.get(field, "") for field in ("provider", "display_name", "key"))
    id = write_id(person, f"connection {key or new_id()}")
    try:
        if kind == EMBEDDED:
            demo = entered.get("filled") == "demo"
            await desk.administration.create_embedded(person.scope, name, demo=demo, id=id)
        else:
            values = _login(desk, kind, entered)
            await desk.administration.create(person.scope, kind, name, values, id=id)
    except DeskError as refused:
        return _form(request, desk, kind, entered, refused)
    return done(request, HOME, f"{name.strip()} is connected.", go=HOME)


@router.get("/connections/{connection_id}")
async def edit_page(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    row = await desk.administration.get(person.scope, connection_id)
    return _form(request, desk, row.provider, _stored(row), row=row)


@router.post("/connections/{connection_id}")
async def change(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    entered = _texts(await request.form())
    row = await desk.administration.get(person.scope, connection_id)
    try:
        values = _login(desk, row.provider, entered)
        name = entered.get("display_name", "")
        notify = _notify(desk, row, entered)
        await desk.administration.change(person.scope, connection_id, name, values, notify=notify)
    except DeskError as refused:
        return _form(request, desk, row.provider, entered, refused, row=row)
    return done(request, HOME, "Saved.", go=HOME)


@router.post("/connections/{connection_id}/test")
async def test(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    tried = await desk.administration.test(person.scope, connection_id)
    said = f"{tried.message} {tried.remedy}" if tried.remedy else tried.message
    return done(request, HOME, said, go=HOME)


@router.post("/connections/{connection_id}/refresh")
async def refresh_lists(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    row = await desk.administration.get(person.scope, connection_id)
    desk.connections.forget(row.id)
    return done(request, HOME, "Companies, members and boards are read anew.")


@router.post("/connections/{connection_id}/switch")
async def switch(
    request: Request,
    connection_id: Id,
    person: Boss,
    desk: DeskDep,
    to: Annotated[Literal["on", "off"], Form()],
) -> Response:
    row = await desk.administration.switch(person.scope, connection_id, on=to == "on")
    words = "is in use again" if to == "on" else "is disabled. Nothing is read from it or written to it"
    return done(request, HOME, f"{row.display_name} {words}.", go=HOME)


@router.get("/connections/{connection_id}/backup")
async def backup(connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    """Everything in a PSA of our own as a file that imports again."""
    snapshot = await desk.administration.backup(person.scope, connection_id)
    return Response(
        json.dumps(snapshot, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="psa-snapshot.json"'},
    )


@router.get("/connections/{connection_id}/remove")
async def remove_page(request: Request, connection_id: Id, person: Boss, desk: DeskDep) -> Response:
    return await _remove_page(request, desk, person, connection_id)


@router.post("/connections/{connection_id}/remove")
async def remove(
    request: Request,
    connection_id: Id,
    person: Boss,
    desk: DeskDep,
    typed: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Only with the name typed as it stands."""
    row = await desk.administration.get(person.scope, connection_id)
    if typed.strip() != row.display_name:
        problem = "The name is not the same. Nothing was removed."
        return await _remove_page(request, desk, person, connection_id, problem)
    try:
        ended = await desk.administration.remove(person.scope, connection_id)
    except DeskError as refused:
        return await _remove_page(
            request, desk, person, connection_id, f"{refused.detail} {refused.remedy}", refused.status
        )
    return done(request, HOME, f"{row.display_name} was removed. {_ended(ended)}", go=HOME)


def _card(desk: Desk, person: Person, row: Connection) -> dict[str, Any]:
    """What it is, how it fares, what it can do. Asks no PSA."""
    kept = desk.connections.kept_catalog(person.scope, row.id)
    lists = ("companies", "contacts", "members", "boards") if kept else ()
    provider = desk.connections.opening.providers.get(row.provider)
    return {
        "row": row,
        "kind": provider.label if provider else f"{row.provider} (unknown to this release)",
        "can": desk.connections.capabilities(row),
        "counts": [(name, len(getattr(kept, name))) for name in lists],
        "unreadable": _unreadable(desk, row),
    }


def _unreadable(desk: Desk, row: Connection) -> str | None:
    """Why the credentials cannot be used and what to do; None while they can."""
    try:
        desk.connections.opening.spec(row)
    except DeskError as lost:
        return f"{lost.detail} {lost.remedy}"
    return None


def _form(
    request: Request,
    desk: Desk,
    kind: str,
    values: Mapping[str, str],
    refused: DeskError | None = None,
    *,
    row: Connection | None = None,
) -> Response:
    """The form with what was entered, except secrets: they have to be entered again."""
    provider = desk.connections.opening.provider(kind)
    asked = fields_of(provider)
    faults = (
        {each["field"]: each["message"] for each in (refused.extras.get("fields") or ())} if refused else {}
    )
    secrets = {each.name for each in asked if each.secret}
    return page(
        request,
        "admin_connection.html",
        status=refused.status if refused else 200,
        row=row,
        kind=kind,
        provider=provider,
        fields=asked,
        embedded=kind == EMBEDDED,
        values={name: value for name, value in values.items() if name not in secrets},
        mails=_mails(desk, row, values if refused else None) if row else [],
        hints=(row.shown_credentials or {}) if row else {},
        key=values.get("key") or new_id(),
        faults=faults,
        problem=_words(refused, faults),
        again=bool(refused and secrets),
    )


def _words(refused: DeskError | None, faults: Mapping[str, str]) -> str | None:
    if refused is None:
        return None
    return "Nothing was saved. See the marked fields." if faults else f"{refused.detail} {refused.remedy}"


async def _remove_page(
    request: Request,
    desk: Desk,
    person: Person,
    connection_id: str,
    problem: str | None = None,
    status: int = 422,
) -> Response:
    row = await desk.administration.get(person.scope, connection_id)
    return page(
        request,
        "admin_connection_remove.html",
        status=status if problem else 200,
        row=row,
        fate=await desk.administration.fate(person.scope, connection_id),
        embedded=row.provider == EMBEDDED,
        problem=problem,
    )


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _login(desk: Desk, kind: str, entered: Mapping[str, str]) -> dict[str, str]:
    asked = fields_of(desk.connections.opening.provider(kind))
    return {each.name: entered[each.name] for each in asked if entered.get(each.name)}


def _mails(desk: Desk, row: Connection, entered: Mapping[str, str] | None) -> list[dict[str, Any]]:
    """The note types whose mail may be switched: as they are, or as they were just entered."""
    if not desk.connections.opening.provider(row.provider).can_notify:
        return []
    reader, _ = desk.connections.opening.reader(row)
    return [
        {
            "field": f"{NOTIFY}{each.type}",
            "label": each.label,
            "seen": each.customer_visible,
            "on": each.sends_mail if entered is None else f"{NOTIFY}{each.type}" in entered,
        }
        for each in reader.capabilities.note_audiences
    ]


def _notify(desk: Desk, row: Connection, entered: Mapping[str, str]) -> dict[str, bool] | None:
    """What the boxes say by note type; None when they were not on the form or nothing was switched."""
    if "mails" not in entered:
        return None
    boxes = _mails(desk, row, None)
    wished = {each["field"].removeprefix(NOTIFY): each["field"] in entered for each in boxes}
    return wished if list(wished.values()) != [each["on"] for each in boxes] else None


def _stored(row: Connection) -> dict[str, str]:
    columns = {name: getattr(row, name) or "" for name in ("display_name", *CHOICE_FIELDS)}
    return {**(row.shown_credentials or {}), **columns}


def _ended(ended: Ending) -> str:
    parts = [
        words
        for count, words in (
            (ended.proposals, f"{ended.proposals} open proposals ended."),
            (ended.writes, f"{ended.writes} confirmed writes were not sent."),
            (
                ended.unknown,
                f"{ended.unknown} writes of unknown outcome stay with the people who confirmed them.",
            ),
        )
        if count
    ]
    return " ".join(parts) or "Nothing was waiting on it."
