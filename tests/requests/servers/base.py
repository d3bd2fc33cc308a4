"""A small HTTP server on loopback whose protocol a subclass speaks, and which fails as it is told to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

Fault: TypeAlias = Literal[
    "refuse",  # the connection is closed, and nothing was done
    "unavailable",  # 500, and nothing was done
    "busy",  # 429 with Retry-After, and nothing was done
    "hang_after",  # done, and no answer ever comes
    "fail_after",  # done, and the answer is 500
    "half_after",  # done, and half of the answer comes
    "garbled_after",  # done, and the answer is not what it should be
    "endless_after",  # done, and the answer does not end
    "redirect",  # 307 to another address
    "unauthorised",  # 401, and nothing was done
]
RETRY_AFTER_S = 7


@dataclass(frozen=True)
class Call:
    """What came in; ``parts`` are those of the path, ``headers`` by their names in lower case."""

    method: str
    parts: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def read(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass
class Reply:
    """What goes out: JSON, text, or nothing."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class ProtocolServer:
    """A server that keeps requests in memory. A subclass answers calls in `answer`, which one thread at a time runs."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.done = threading.Event()
        """Set when a call with a fault was carried out."""
        self._faults: list[tuple[Fault, Callable[[Call], bool]]] = []
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self._http.server_port}"

    def close(self) -> None:
        self._closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def fail_next(self, fault: Fault, method: str = "POST", *path: str) -> None:
        """The next call of this method, to a path that ends like this, meets the fault."""
        self._faults.append((fault, lambda call: call.method == method and call.parts[len(call.parts) - len(path) :] == path))

    def mend(self) -> None:
        """No call fails any more."""
        with self._lock:
            self._faults.clear()

    def answer(self, call: Call) -> Reply:
        raise NotImplementedError

    def took(self, call: Call) -> tuple[Reply | None, Fault | None]:
        """The reply to a call, None where there is none to be, and the fault it meets."""
        with self._lock:
            self.calls.append(call)
            due = next((one for one in self._faults if one[1](call)), None)
            fault = due[0] if due else None
            if due:
                self._faults.remove(due)
            match fault:
                case "refuse":
                    return None, fault
                case "unavailable":
                    return Reply(500, {"detail": call.body.decode(errors="replace")}), fault
                case "busy":
                    return Reply(429, {"detail": "busy"}, {"Retry-After": str(RETRY_AFTER_S)}), fault
                case "redirect":
                    return Reply(307, None, {"Location": f"{self.url}/elsewhere"}), fault
                case "unauthorised":
                    return Reply(401, {"detail": "who are you"}), fault
            reply = self.answer(call)
        if fault:
            self.done.set()
        return (Reply(500, {"detail": call.body.decode(errors="replace")}) if fault == "fail_after" else reply), fault

    def wait_for_close(self) -> None:
        self._closing.wait()

    @property
    def is_closing(self) -> bool:
        return self._closing.is_set()


def _handler(server: ProtocolServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            split = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            call = Call(
                self.command,
                tuple(unquote(part) for part in split.path.split("/") if part),
                dict(parse_qsl(split.query)),
                {name.lower(): value for name, value in self.headers.items()},
                body,
            )
            reply, fault = server.took(call)
            self.close_connection = True
            if reply is None:
                # Closed at once, with what was sent thrown away.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
                return
            if fault == "hang_after":
                server.wait_for_close()
                return
            content = b'{"status": [' if fault == "garbled_after" else reply.as_bytes()
            length = 10**9 if fault == "endless_after" else len(content)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if fault == "half_after":
                self.wfile.write(content[: len(content) // 2])
                return
            self.wfile.write(content)
            try:
                while fault == "endless_after" and not server.is_closing:
                    self.wfile.write(b" " * 65_536)
            except OSError:
                # Whoever asked has heard enough.
                return

        do_GET = do_POST = do_DELETE = do_PATCH = _serve  # noqa: N815 - the base class looks for these

        def log_message(self, *_: Any) -> None:
            return

    return Handler
