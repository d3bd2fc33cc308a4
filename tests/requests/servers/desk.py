"""Our own intake itself, as it is served, behind a server that fails as it is told to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from fastapi import FastAPI
from sqlalchemy import delete
from starlette.testclient import TestClient

from bot.requests.columns import note
from bot.requests.desk import Desk
from bot.requests.record import Event, Status
from bot.state.database import writing
from bot.state.request_models import DeskEventRow, DeskRow
from tests.requests.servers.base import Call, ProtocolServer, Reply

_PASSED_ON = ("authorization", "idempotency-key", "content-type")


class DeskServer(ProtocolServer):
    """Answers whatever the intake answers."""

    def __init__(self, app: FastAPI) -> None:
        """The intake of ``app`` has no requests at first, whatever it had before."""
        self._desk: Desk = app.state.intake.desk
        with writing(self._desk._engine) as connection:
            connection.execute(delete(DeskEventRow))
            connection.execute(delete(DeskRow))
        self._client = TestClient(app, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50_000))
        super().__init__()

    @property
    def requests(self) -> dict[str, Any]:
        """By their ids, as they came in."""
        tickets = sorted(self._desk.tickets(), key=lambda ticket: ticket.received_at)
        return {ticket.record.id: ticket for ticket in tickets}

    def stands(self, request_id: str, status: str) -> None:
        """Advance a request, also to where the desk never takes one."""
        with writing(self._desk._engine) as connection:
            note(connection, DeskRow, DeskEventRow, request_id, Event(cast("Status", status), datetime.now(UTC)))

    def answer(self, call: Call) -> Reply:
        headers = {name: call.headers[name] for name in _PASSED_ON if name in call.headers}
        answered = self._client.request(call.method, "/" + "/".join(call.parts), headers=headers, content=call.body)
        return Reply(answered.status_code, answered.content)
