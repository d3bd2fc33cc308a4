"""Sending an e-mail by SMTP: encrypted on the way, and nothing of it in a message of an error."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from typing import Literal, Protocol, TypeAlias

from pydantic import SecretStr

from bot.errors import CodeNotSent

Tls: TypeAlias = Literal["starttls", "implicit", "none"]


class Mailer(Protocol):
    """Hands e-mails over to whoever delivers them. Safe to call from several threads."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand one over. Raises `CodeNotSent` where it was not taken."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. ``sender`` is the address that the e-mails come from; ``timeout_s`` is for each step of a call."""

    host: str
    port: int
    sender: str
    tls: Tls = "starttls"
    user: str = ""
    password: SecretStr | None = None
    timeout_s: float = 10.0

    def send(self, to: str, subject: str, text: str) -> None:
        """See `Mailer.send`."""
        problem = ""
        try:
            with self._connected() as server:
                if self.password is not None:
                    server.login(self.user, self.password.get_secret_value())
                server.send_message(self._message(to, subject, text), self.sender, [to])
        except (OSError, MessageError, ValueError) as error:
            # smtplib's own errors are of the first kind. What they say holds the address.
            problem = type(error).__name__
        if problem:
            raise CodeNotSent(
                f"The mail server did not take an e-mail ({problem}); look at JOBUN_SMTP_HOST and what goes with it."
            )

    def _connected(self) -> smtplib.SMTP:
        # Named after the sender's domain: this machine's own name would have to be looked up.
        name = self.sender.rpartition("@")[2]
        if self.tls == "implicit":
            return smtplib.SMTP_SSL(self.host, self.port, name, timeout=self.timeout_s, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, name, timeout=self.timeout_s)
        try:
            if self.tls == "starttls":
                server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, to: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Date"] = format_datetime(localtime())
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        # So that no machine answers it (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message
