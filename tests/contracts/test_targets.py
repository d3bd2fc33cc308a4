"""What every target promises, each behind the wire format of its own protocol, on a server that speaks it and fails as told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.errors import TargetRefused, TargetUnavailable
from bot.replies import Right
from bot.requests.adapters import drp, fides, opendsr, ours
from bot.requests.adapters.choosing import Adapter
from bot.requests.adapters.http import Caller
from bot.requests.adapters.signing import TokenFile
from bot.requests.record import FILED_RIGHTS, Relation, Status, Subject
from bot.requests.targets import Target
from bot.settings import Settings
from bot.web.intake_app import build_intake
from tests.requests.records import EMAIL, NAME, PERSONAL, a_record
from tests.requests.servers import drp as drp_server
from tests.requests.servers import fides as fides_server
from tests.requests.servers import opendsr as opendsr_server
from tests.requests.servers import ours as own_server
from tests.requests.servers.base import RETRY_AFTER_S, Fault
from tests.requests.servers.desk import DeskServer

Server = Any

SECRETS = (own_server.KEY, opendsr_server.KEY, fides_server.SECRET, drp_server.KEY)

# Nothing was done, or everything was, and no whole answer says so.
BEFORE: list[Fault] = ["refuse", "unavailable", "busy"]
AFTER: list[Fault] = ["hang_after", "fail_after", "half_after", "garbled_after", "endless_after"]


@dataclass(frozen=True)
class Kind:
    """A target: its server, how it is made, the calls that file and withdraw, its states, and the rights it can express."""

    serve: Callable[[pytest.FixtureRequest], Server]
    make: Callable[[Caller, Path], Adapter]
    files: tuple[str, ...]
    withdraws: tuple[str, ...]
    statuses: Mapping[str, Status]
    under_way: str
    fits: Mapping[Right, str]


OWN = Kind(
    lambda _: own_server.OwnServer(),
    lambda http, _: ours.OwnIntake(http, key=SecretStr(own_server.KEY)),
    ("POST", "requests"),
    ("DELETE",),
    ours.STATUSES,
    "in_progress",
    dict.fromkeys(FILED_RIGHTS, "exact"),
)
KINDS: dict[str, Kind] = {
    "jobun": OWN,
    # The intake that we serve, in place of a small one that does as its description says.
    "desk": replace(OWN, serve=lambda request: DeskServer(request.getfixturevalue("intake"))),
    "opendsr": Kind(
        lambda _: opendsr_server.OpenDsrServer(),
        lambda http, _: opendsr.OpenDsr(http, key=SecretStr(opendsr_server.KEY)),
        ("POST", "requests"),
        ("DELETE",),
        opendsr.STATUSES,
        "in_progress",
        {"disclosure": "nearest", "deletion": "nearest"},
    ),
    "fides": Kind(
        lambda _: fides_server.FidesServer(),
        lambda http, _: fides.Fides(
            http,
            client_id=fides_server.CLIENT,
            client_secret=SecretStr(fides_server.SECRET),
            policies={
                "disclosure": "default_access_policy",
                "deletion": "default_erasure_policy",
                "correction": "correction_policy",
            },
        ),
        ("POST", "privacy-request"),
        ("PATCH", "cancel"),
        fides.STATUSES,
        "in_processing",
        {"disclosure": "exact", "deletion": "exact", "correction": "exact"},
    ),
    "drp": Kind(
        lambda _: drp_server.DrpServer(),
        lambda http, folder: drp.DataRights(
            http,
            agent_id=drp_server.AGENT,
            business_id=drp_server.BUSINESS,
            key=SecretStr(drp_server.KEY),
            token=TokenFile(folder / "token"),
        ),
        ("POST", "data-rights-request"),
        ("DELETE",),
        drp.STATUSES,
        "fulfilled",
        {"disclosure": "exact", "deletion": "exact", "stop_third_party": "nearest"},
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    given = {"HOME": str(tmp_path_factory.mktemp("intake")), "INTAKE_KEY": own_server.KEY, "RATE_ADDRESS": "100000/minute"}
    app = build_intake(Settings.read({f"JOBUN_{name}": value for name, value in given.items()}))
    yield app
    app.state.intake.desk.close()


@pytest.fixture
def server(kind: Kind, request: pytest.FixtureRequest) -> Iterator[Server]:
    started = kind.serve(request)
    yield started
    started.close()


@pytest.fixture
def make(kind: Kind, server: Server, tmp_path: Path) -> Callable[..., Adapter]:
    return lambda **given: kind.make(Caller("x", server.url, **given), tmp_path)


@pytest.fixture
def target(make: Callable[..., Adapter]) -> Adapter:
    return make()


def asked(server: Server, *call: str) -> int:
    """How often a call came in."""
    method, *path = call
    return sum(one.method == method and one.parts[len(one.parts) - len(path) :] == tuple(path) for one in server.calls)


def test_a_request_is_filed_and_found_under_its_id(target: Adapter, server: Server) -> None:
    record = a_record()

    assert target.find(record) is None
    filed = target.file(record)

    assert list(server.requests) == [record.id]
    assert filed.status == "submitted"
    assert target.find(record) == target.state(record, filed.reference) == filed


def test_what_was_filed_is_not_filed_again(target: Adapter, server: Server, make: Callable[..., Adapter]) -> None:
    record, other = a_record(), a_record(right="disclosure")

    filed = target.file(record)

    assert target.file(record) == filed
    # After a restart, say.
    assert make().file(record) == filed
    assert target.file(other).reference != filed.reference
    assert list(server.requests) == [record.id, other.id]


@pytest.mark.parametrize("fault", BEFORE)
def test_what_was_not_taken_can_be_filed_later(fault: Fault, kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    server.fail_next(fault, *kind.files)

    with pytest.raises(TargetUnavailable) as failed:
        target.file(record)

    assert failed.value.retry_after_s == (RETRY_AFTER_S if fault == "busy" else None)
    assert target.find(record) is None
    assert target.file(record).status == "submitted"
    assert list(server.requests) == [record.id]


@pytest.mark.parametrize("fault", AFTER)
def test_what_was_taken_without_a_whole_answer_is_found_and_not_filed_again(
    fault: Fault, kind: Kind, server: Server, make: Callable[..., Adapter]
) -> None:
    target = make(timeout_s=2 if fault == "hang_after" else 20)
    record = a_record()
    target.find(record)
    server.fail_next(fault, *kind.files)

    with pytest.raises(TargetUnavailable):
        target.file(record)
    assert server.done.wait(60)

    found = make().find(record)
    assert found is not None
    assert make().file(record) == found
    assert list(server.requests) == [record.id]


@pytest.mark.parametrize("fault", BEFORE + AFTER[1:])
def test_whatever_fails_first_one_request_is_left(fault: Fault, kind: Kind, target: Adapter, server: Server) -> None:
    # Each of the calls that filing takes fails in turn: for a token, for a search, and the filing itself.
    record = a_record()
    for method in ("POST", "GET", "POST", "POST"):
        server.fail_next(fault, method)
    for _ in range(5):
        try:
            filed = target.file(record)
        except TargetUnavailable:
            continue
        break

    server.mend()
    assert list(server.requests) == [record.id]
    assert target.find(record) == filed


@pytest.mark.parametrize("fault", ["redirect", "unauthorised"])
def test_what_is_refused_is_final_and_goes_nowhere_else(fault: Fault, kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    target.find(record)
    server.fail_next(fault, *kind.files)
    server.fail_next(fault, *kind.files)

    with pytest.raises(TargetRefused):
        target.file(record)

    assert server.requests == {}
    assert asked(server, "POST", "elsewhere") == 0


def test_a_target_that_is_not_there_is_unavailable(kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    server.close()

    for ask in (
        target.file,
        target.find,
        lambda record: target.state(record, "1"),
        lambda record: target.withdraw(record, "1"),
    ):
        with pytest.raises(TargetUnavailable):
            ask(record)


def test_that_a_search_was_refused_does_not_mean_that_nothing_is_there(kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    target.file(record)
    for method in ("GET", "POST"):
        server.fail_next("unauthorised", method)
        server.fail_next("unauthorised", method)

    with pytest.raises(TargetUnavailable):
        target.find(record)


def test_each_state_has_one_of_ours(kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    reference = target.file(record).reference

    for theirs, status in kind.statuses.items():
        server.stands(record.id, theirs)
        assert target.state(record, reference).status == status
    assert set(kind.statuses.values()) <= set(get_args(Status))


def test_a_state_of_a_later_version_is_not_taken_for_an_end(kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    reference = target.file(record).reference
    server.stands(record.id, "newly_invented")

    if target.name == "jobun":
        with pytest.raises(TargetUnavailable):
            target.state(record, reference)
    else:
        assert target.state(record, reference).status == "submitted"


def test_a_request_that_is_unknown_there_has_no_state(target: Adapter) -> None:
    for call in (target.state, target.withdraw):
        with pytest.raises(TargetRefused):
            call(a_record(), str(uuid4()))


def test_a_request_is_taken_back_while_that_is_possible(target: Adapter, server: Server) -> None:
    record = a_record()
    reference = target.file(record).reference

    assert target.withdraw(record, reference).status == "cancelled"
    assert target.state(record, reference).status == "cancelled"
    # As whoever heard nothing of it will try.
    assert target.withdraw(record, reference).status == "cancelled"


@pytest.mark.parametrize("fault", ["busy", "fail_after", "half_after", "refuse"])
def test_taking_back_can_be_tried_again(fault: Fault, kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    reference = target.file(record).reference
    server.fail_next(fault, *kind.withdraws)

    try:
        withdrawn = target.withdraw(record, reference)
    except TargetUnavailable:
        withdrawn = target.withdraw(record, reference)

    assert withdrawn.status == "cancelled"
    assert target.state(record, reference).status == "cancelled"


def test_what_is_under_way_cannot_be_taken_back(kind: Kind, target: Adapter, server: Server) -> None:
    record = a_record()
    reference = target.file(record).reference
    server.stands(record.id, kind.under_way)

    with pytest.raises(TargetRefused):
        target.withdraw(record, reference)

    assert target.state(record, reference).status == kind.statuses[kind.under_way]


def test_only_what_can_be_expressed_is(kind: Kind, target: Adapter) -> None:
    fits = {right: target.fit(right) for right in get_args(Right)}

    assert fits == dict.fromkeys(get_args(Right), "none") | dict(kind.fits)


def test_what_cannot_be_expressed_is_never_sent(kind: Kind, target: Adapter, server: Server) -> None:
    elsewhere = [a_record(right=right) for right in FILED_RIGHTS if right not in kind.fits]
    agents = a_record(on_behalf_of="agent", for_whom="山田太郎")
    nobody = a_record(subject=Subject(name=NAME))
    if not target.identifies(agents.subject, "agent"):
        elsewhere += [agents, nobody]

    for record in elsewhere:
        with pytest.raises(TargetRefused):
            target.file(record)

    assert asked(server, *kind.files) == 0


def test_who_asks_for_somebody_else_is_not_taken_for_them(target: Adapter) -> None:
    record = a_record()

    for relation in get_args(Relation):
        assert target.identifies(record.subject, relation) == (relation == "self" or target.name == "jobun")


def test_several_threads_may_file(target: Adapter, server: Server) -> None:
    records = [a_record(details=str(number), subject=Subject(email=f"a{number}@example.jp")) for number in range(8)]

    with ThreadPoolExecutor(4) as threads:
        filed = list(threads.map(target.file, records))

    assert set(server.requests) == {record.id for record in records}
    assert [target.find(record) for record in records] == filed


# The others look before they file, so that one worker at a time may.
@pytest.mark.parametrize("kind", ["jobun", "desk", "opendsr"], indirect=True)
def test_several_threads_may_file_the_same_where_that_is_safe(target: Adapter, server: Server) -> None:
    record = a_record()
    assert target.is_idempotent

    with ThreadPoolExecutor(4) as threads:
        filed = list(threads.map(target.file, [record] * 8))

    assert filed == [filed[0]] * 8
    assert list(server.requests) == [record.id]


@pytest.mark.parametrize("fault", get_args(Fault))
def test_no_message_and_no_log_has_a_secret_or_what_a_person_wrote(
    fault: Fault, kind: Kind, server: Server, make: Callable[..., Adapter], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    target = make(timeout_s=2 if fault == "hang_after" else 20)
    record = a_record()
    server.fail_next(fault, *kind.files)
    server.fail_next(fault, *kind.files)

    with pytest.raises((TargetRefused, TargetUnavailable)) as failed:
        target.file(record)

    told = caplog.text + repr(vars(target))
    error: BaseException | None = failed.value
    while error is not None:
        told += f"{error!s}{error!r}{vars(error)}"
        error = error.__cause__ or error.__context__
    assert [one for one in PERSONAL + SECRETS if one in told] == []


def test_a_record_is_as_its_protocol_wants_it(target: Adapter, server: Server) -> None:
    # Written out in tests/requests, protocol by protocol; here that nothing but the record's own is sent.
    record = replace(a_record(), details="", subject=Subject(email=EMAIL))
    target.file(record)

    sent = b"".join(call.body for call in server.calls).decode()
    assert not [word for word in PERSONAL if word in sent and word != EMAIL]


def test_a_target_is_one(target: Target) -> None:
    assert target.name in KINDS
    assert isinstance(target.is_idempotent, bool)
