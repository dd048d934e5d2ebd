"""The web service: routes, what surrounds them, and what runs beside them."""

import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError

from assistant import agui, problems
from assistant.account_models import endpoints as account_models
from assistant.audit import endpoints as audit
from assistant.connections import admin_endpoints as connection_admin
from assistant.connections import endpoints as connections
from assistant.desk import Desk, DeskDep, build_desk
from assistant.errors import Busy
from assistant.identity import endpoints as identity
from assistant.notes import endpoints as notes
from assistant.openapi import describe
from assistant.pages import carried
from assistant.pages.endpoints import (
    admin,
    callbacks,
    familiar,
    home,
    linking,
    members,
    new_ticket,
    posts,
    settings,
    sign_in,
)
from assistant.pages.endpoints import connections as connection_pages
from assistant.pages.endpoints import models as model_pages
from assistant.pages.endpoints import notes as note_pages
from assistant.pages.endpoints import proposals as proposal_pages
from assistant.pages.endpoints import sessions as session_pages
from assistant.pages.endpoints import tickets as ticket_pages
from assistant.pages.endpoints import time_entries as time_pages
from assistant.pages.rendering import render
from assistant.proposals import endpoints as proposals
from assistant.runs import endpoints as runs
from assistant.schema import is_current
from assistant.security import BodyLimit, RequestShell
from assistant.sessions import endpoints as sessions
from assistant.settings import Settings
from assistant.startup import prepare
from assistant.telemetry import Metrics
from assistant.tickets import endpoints as tickets
from assistant.time_entries import endpoints as time_entries
from assistant.usage import endpoints as usage
from assistant.webhooks import endpoints as webhooks

API = (
    identity.router,
    connections.router,
    connection_admin.router,
    sessions.router,
    runs.router,
    tickets.router,
    proposals.router,
    notes.router,
    time_entries.router,
    audit.router,
    usage.router,
    webhooks.router,
    account_models.router,
    agui.router,
)
PAGES = (
    sign_in.router,
    home.router,
    familiar.router,
    callbacks.router,
    session_pages.router,
    linking.router,
    proposal_pages.router,
    new_ticket.router,
    ticket_pages.router,
    note_pages.router,
    time_pages.router,
    settings.router,
    admin.router,
    model_pages.router,
    connection_pages.router,
    members.router,
    posts.router,
)
STATIC = Path(__file__).parent / "pages" / "static"


def create_app(settings: Settings, *, desk: Desk | None = None) -> FastAPI:
    """The service as an ASGI app. A `desk` that is handed in is ready already and stays open afterwards."""
    app = FastAPI(
        title="Deskhand",
        version="0.1.0",
        description="A chat assistant beside the ticket queue.",
        lifespan=functools.partial(_lifespan, handed_in=desk is not None),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.desk = desk or build_desk(settings)
    app.state.metrics = Metrics()
    for router in API:
        app.include_router(router, prefix="/api")
    for router in PAGES:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _add_probes(app)
    problems.install(app, error_page)
    app.add_middleware(BodyLimit, error_page=error_page)
    app.add_middleware(RequestShell, metrics=app.state.metrics, error_page=error_page)
    app.openapi = functools.partial(describe, app)  # type: ignore[method-assign]
    return app


def error_page(request: Request, problem: problems.Problem) -> Response:
    """What a browser shows when a page cannot be had. A form whose session had ended is carried over the
    sign-in."""
    if problem.status == 401 and (kept := carried.of_refused(request)):
        asked = {"next": "/", "email": "", "problem": None, "notice": None, "carried": kept}
        return HTMLResponse(render(request, "sign_in.html", **asked), 401)
    words = {name: getattr(problem, name) for name in ("title", "detail", "remedy", "status", "request_id")}
    return HTMLResponse(render(request, "error.html", **words), problem.status)


@asynccontextmanager
async def _lifespan(app: FastAPI, *, handed_in: bool) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    if not handed_in:
        await prepare(desk)
    async with desk.running():
        yield
    if not handed_in:
        await desk.close()


def _add_probes(app: FastAPI) -> None:
    @app.get("/healthz", tags=["operation"])
    async def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["operation"])
    async def readyz(desk: DeskDep) -> dict[str, str]:
        """The database answers and is up to date; otherwise 503."""
        try:
            current = await is_current(desk.database.engine)
        except (SQLAlchemyError, OSError) as error:
            raise Busy("The database does not answer.") from error
        if not current:
            raise Busy("The database is not up to date yet.")
        return {"status": "ready"}

    @app.get("/metrics", tags=["operation"], response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Figures in Prometheus' text format."""
        content, kind = app.state.metrics.text()
        return Response(content, media_type=kind)
