"""A line to a server on this machine that can be cut and mended: cut, its port takes no connection."""

import socket
import threading
from contextlib import suppress


class Line:
    """Forwards a port of its own to `target`; made whole."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._port = 0
        self._open: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self.mend()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def mend(self) -> None:
        """Take connections again, on the same port."""
        self._listening = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def cut(self) -> None:
        """Take none any more, and break those there are."""
        listening, self._listening = self._listening, None
        for each in [*filter(None, [listening]), *self._open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = listening.accept()
                answerer = socket.create_connection(self._target)
                self._open += [caller, answerer]
                for pair in ((caller, answerer), (answerer, caller)):
                    threading.Thread(target=_pump, args=pair, daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
