"""The yardstick of the start: a FastAPI app with SQLModel loaded that streams one answer from a database row.

uvicorn evals.bench.lean:app
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite://")


class Greeting(SQLModel, table=True):
    __tablename__ = "bench_greetings"
    id: int | None = Field(default=None, primary_key=True)
    text: str


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Greeting.metadata.tables["bench_greetings"].create)
    async with AsyncSession(engine) as session:
        session.add(Greeting(text="Hello"))
        await session.commit()
    yield


app = FastAPI(lifespan=lifespan)


@app.post("/agui")
async def agui(body: dict[str, object]) -> StreamingResponse:
    async def frames() -> AsyncIterator[bytes]:
        async with AsyncSession(engine) as session:
            for greeting in await session.exec(select(Greeting)):
                yield b'data: {"type":"TEXT_MESSAGE_CONTENT","delta":"%s"}\n\n' % greeting.text.encode()

    return StreamingResponse(frames(), media_type="text/event-stream")
