"""The yardstick of streaming: what FastAPI and httpx do as they come, without accounts, sessions or saving.

One AG-UI endpoint that asks the model, runs the one tool and asks again.

    MODEL_URL=http://127.0.0.1:PORT/v1 uvicorn evals.bench.relay:app
"""

import json
import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from evals.bench.model import TOOL

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": TOOL,
            "description": "Find tickets by words.",
            "parameters": {"type": "object", "properties": {"text": {"type": "string"}}},
        },
    }
]
app = FastAPI()
client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=1000))


@app.post("/agui")
async def agui(request: Request) -> StreamingResponse:
    """Stream the answer to the newest message."""
    return StreamingResponse(_frames(await request.json()), media_type="text/event-stream")


async def _frames(asked: dict[str, Any]) -> AsyncIterator[str]:
    ids = {"threadId": asked["threadId"], "runId": asked["runId"]}
    messages = [{"role": "user", "content": asked["messages"][-1]["content"]}]
    yield _frame({"type": "RUN_STARTED", **ids})
    calls: list[dict[str, Any]] = [{}]
    while calls:
        calls = []
        async for delta in _deltas(asked["forwardedProps"]["model"], messages):
            calls += delta.get("tool_calls") or []
            if delta.get("content"):
                yield _frame(
                    {"type": "TEXT_MESSAGE_CONTENT", "messageId": ids["runId"], "delta": delta["content"]}
                )
        if calls:
            messages.append({"role": "assistant", "content": None, "tool_calls": calls})
        for call in calls:
            messages.append({"role": "tool", "tool_call_id": call["id"], "content": "3 tickets"})
            yield _frame(
                {
                    "type": "TOOL_CALL_START",
                    "toolCallId": call["id"],
                    "toolCallName": call["function"]["name"],
                }
            )
            yield _frame({"type": "TOOL_CALL_RESULT", "toolCallId": call["id"], "content": "3 tickets"})
    yield _frame({"type": "RUN_FINISHED", **ids})


async def _deltas(model: str, messages: list[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    body = {"model": model, "messages": messages, "tools": TOOLS, "stream": True}
    async with client.stream("POST", f"{os.environ['MODEL_URL']}/chat/completions", json=body) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: ") and line != "data: [DONE]":
                for choice in json.loads(line[6:])["choices"]:
                    yield choice["delta"]


def _frame(event: dict[str, Any]) -> str:
    return f"data: {json.dumps(event)}\n\n"
