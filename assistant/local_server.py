"""The process that holds a local model: serves one GGUF file on loopback until its standard input closes.

Apart from the service, so that a file that makes the native code fall over takes nothing else with it.
The order is one JSON line on standard input: `path`, `key`, `context_tokens`, `answer_tokens`, `threads`.
The address goes out as one line on standard output once the model answers.
"""

import json
import sys
from typing import Any


def main() -> None:
    """Serve as ordered. Ends with the parent, whose end closes the pipe."""
    order = json.loads(sys.stdin.readline())
    server = _start(order)
    print(server.listening_address, flush=True)  # noqa: T201 - the answer to the parent
    sys.stdin.read()


def _start(order: dict[str, Any]) -> Any:
    import xllamacpp

    wanted = xllamacpp.CommonParams()
    wanted.model.path = order["path"]
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.api_keys = [order["key"]]
    wanted.offline = True
    wanted.ui = False
    wanted.n_ctx = order["context_tokens"]
    wanted.n_predict = order["answer_tokens"]
    wanted.n_parallel = 1
    wanted.cpuparams.n_threads = order["threads"]
    return xllamacpp.Server(wanted)


if __name__ == "__main__":
    main()
