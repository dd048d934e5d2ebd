"""A model that speaks slowly: OpenAI's wire format over HTTP, a few words at a time."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PARAGRAPHS = 12
WORDS = "The name server answers slowly because its cache was flushed this morning. ".split(" ")


class _Speaker(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pause_seconds = 0.05

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for number in range(PARAGRAPHS):
                for word in (f"Part {number + 1}:", *WORDS):
                    self._say(f"{word} ")
                    time.sleep(self.pause_seconds)
                self._say("\n\n")
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            return

    def log_message(self, format: str, *args: object) -> None:
        """Nothing to standard error: the test's output stays readable."""

    def _say(self, words: str) -> None:
        self._event({"choices": [{"index": 0, "delta": {"content": words}}]})

    def _event(self, content: dict[str, object]) -> None:
        shell = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "slow"}
        self.wfile.write(b"data: " + json.dumps(shell | content).encode() + b"\n\n")
        self.wfile.flush()


@contextmanager
def slow_model() -> Iterator[str]:
    """The base address of a model that needs about eight seconds for its answer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Speaker)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        server.server_close()
