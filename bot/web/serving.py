"""Running the site: it answers until it is told to end, and then finishes what it has begun."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import uvicorn
from fastapi import FastAPI

from bot.errors import SiteFailed

_FINISH_S: Final = 30
_KEEP_ALIVE_S: Final = 30


def bind(host: str, port: int) -> socket.socket:
    """A socket that will listen there. Raises `SiteFailed` where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) only where the socket says that it is TCP; else each answer waits some 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise SiteFailed(
            f"{host}:{port} cannot be listened on ({error.strerror}); set JOBUN_HOST and JOBUN_PORT to what is free."
        ) from error
    return listening


def address_of(listening: socket.socket) -> str:
    """The address that a browser on this machine calls it by."""
    host, port = listening.getsockname()[:2]
    # One that means every address of the machine is none to call.
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - it is compared
    return f"http://{name}:{port}"


def serve(app: FastAPI, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``started`` is called once requests are taken. Answers under way are finished, for 30 seconds."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        # Forwarded headers are our own setting's business.
        proxy_headers=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=_FINISH_S,
        timeout_keep_alive=_KEEP_ALIVE_S,
        h11_max_incomplete_event_size=32_768,
    )
    server = _Server(config, started)
    # Once it has ended, uvicorn raises the signal again that ended it.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        raise SiteFailed("The site could not be started; the log above says why.")


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config, told: Callable[[], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._told()
