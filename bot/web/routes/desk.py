"""``/desk``: open requests with their due dates for the staff, on pages that work without scripts."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, Final

from anyio import to_thread
from fastapi import APIRouter, Form, Path, Query, Request, Response
from pydantic import BaseModel

from bot.phrases import Lang, right_name
from bot.requests.deadlines import JAPAN, day_in_japan
from bot.requests.record import ENDED, Status
from bot.requests.tickets import Ticket
from bot.requests.words import RELATIONS, STATUSES
from bot.web.intake import At, AtDesk, Intake
from bot.web.intake_schemas import RequestId
from bot.web.pages import page
from bot.web.refusals import Refused, language_of, of_error
from corpus.errors import JobunError

router = APIRouter(include_in_schema=False, dependencies=[AtDesk])

_COLUMNS: Final = (
    "request_id", "status", "due_on", "received_at", "right", "policy", "version", "cited_sections", "on_behalf_of", "for_whom",
    "name", "email", "phone_e164", "customer_id", "details", "last_reason",
)  # fmt: skip
_MOST: Final = 10_000
_FORMULA: Final = frozenset("=+-@")
_BREAKS: Final = frozenset("\t\r\n")


class StepForm(BaseModel):
    """What the form sends."""

    lang: Lang = "ja"
    status: Status
    reason: str = ""


@router.get("/desk")
async def desk(request: Request, intake: At, *, all_: Annotated[str, Query(alias="all")] = "") -> Response:
    """Requests that have not ended, the soonest due first; with ``?all=1`` the others as well."""
    tickets = await to_thread.run_sync(lambda: intake.desk.tickets(only_open=not all_), limiter=intake.threads)
    lang = language_of(request)
    context = {"tickets": tickets, "all": bool(all_), **_common(intake, lang)}
    return page(request, intake, "desk.html", lang, context)


@router.get("/desk.csv")
async def export(intake: At) -> Response:
    """All requests as CSV, as a spreadsheet reads it."""
    tickets = await to_thread.run_sync(lambda: intake.desk.tickets(last=_MOST), limiter=intake.threads)
    headers = {"Content-Disposition": 'attachment; filename="requests.csv"'}
    return Response(csv_of(tickets), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/desk/{request_id}")
async def ticket(request: Request, request_id: Annotated[RequestId, Path()], intake: At) -> Response:
    """One request, and where it can go from here."""
    found = await to_thread.run_sync(intake.desk.get, request_id, limiter=intake.threads)
    return _ticket(request, intake, found, language_of(request))


@router.post("/desk/{request_id}")
async def advance(
    request: Request, request_id: Annotated[RequestId, Path()], intake: At, form: Annotated[StepForm, Form()]
) -> Response:
    """Take it there."""
    step = (request_id, form.status, form.reason, form.lang)
    try:
        found = await to_thread.run_sync(intake.desk.advance, *step, limiter=intake.threads)
    except JobunError as error:
        refused = of_error(error)
        found = await to_thread.run_sync(intake.desk.get, request_id, limiter=intake.threads)
        return _ticket(request, intake, found, form.lang, error=refused.told(form.lang), status=refused.status)
    return _ticket(request, intake, found, form.lang, saved=True)


def csv_of(tickets: Sequence[Ticket]) -> bytes:
    """Rows for a spreadsheet. What begins like a formula is kept from being one (OWASP, CSV Injection)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in tickets:
        record, subject = one.record, one.record.subject
        values: tuple[object, ...] = (
            record.id, one.status, one.due_on, one.received_at.isoformat(), record.right, record.policy, record.version,
            " ".join(record.cited_sections), record.on_behalf_of, record.for_whom, subject.name, subject.email,
            subject.phone_e164, subject.customer_id, record.details, one.history[-1].reason,
        )  # fmt: skip
        writer.writerow([_harmless(str(value)) for value in values])
    # Spreadsheets take a text for UTF-8 where this mark says so.
    return text.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    # Behind blanks, and in full width, it is one for some spreadsheets, too.
    first = unicodedata.normalize("NFKC", text.strip())[:1]
    return f"'{text}" if first in _FORMULA or text[:1] in _BREAKS else text


def _ticket(
    request: Request,
    intake: Intake,
    found: Ticket | None,
    lang: Lang,
    *,
    error: str = "",
    saved: bool = False,
    status: int = 200,
) -> Response:
    if found is None:
        raise Refused(404, "not_found")
    context = {"ticket": found, "steps": found.steps, "error": error, "saved": saved, **_common(intake, lang)}
    return page(request, intake, "desk_request.html", lang, context, status=status)


def _common(intake: Intake, lang: Lang) -> dict[str, Any]:
    return {
        "today": day_in_japan(intake.now()),
        "zone": JAPAN,
        "state_name": lambda status: STATUSES[status][lang],
        "right_name": lambda right: right_name(right, lang),
        "relation_name": lambda relation: RELATIONS[relation][lang],
        "ended": ENDED,
    }
