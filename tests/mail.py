"""A mail server on loopback that keeps what it is sent."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword


@dataclass
class Mailbox:
    """What has arrived. ``answer`` is what the server says to a message; ``logins`` are those that it let in."""

    port: int = 0
    answer: str = "250 OK"
    arrived: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_DATA(self, _: Any, __: Any, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.arrived.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=policy.default))
            self.recipients += envelope.rcpt_tos
        return self.answer

    def code(self) -> str:
        """The code of the message that came last."""
        found = re.search(r"\b\d{6}\b", self.arrived[-1].get_content())
        assert found
        return found[0]


@contextmanager
def mail_server(*, tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None) -> Iterator[Mailbox]:
    """A server that runs in a thread of its own; with ``tls`` it takes nothing before STARTTLS."""
    box = Mailbox()

    def let_in(_: Any, __: Any, ___: Any, ____: Any, shown: Any) -> AuthResult:
        given = (shown.login, shown.password) if isinstance(shown, LoginPassword) else (b"", b"")
        is_right = login is not None and given == (login[0].encode(), login[1].encode())
        if is_right:
            box.logins.append(given)
        return AuthResult(success=is_right, handled=is_right)

    def made() -> SMTP:
        return SMTP(
            box,
            hostname="localhost",
            tls_context=tls,
            require_starttls=tls is not None,
            authenticator=let_in if login else None,
            auth_required=login is not None,
            auth_require_tls=tls is not None,
            loop=loop,
        )

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    # Not in this thread: where Playwright is, it has a loop running already.
    server = asyncio.run_coroutine_threadsafe(loop.create_server(made, "127.0.0.1", 0), loop).result(10)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _end_all() -> None:
    """Have connections end that are open still."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
