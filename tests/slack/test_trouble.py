"""What goes wrong between Slack and us: forged and late requests, refusals, failures, streams that die, sockets that drop, Stop."""

from __future__ import annotations

import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.slack.conftest import World, by_http, over_a_socket, settings_of
from tests.slack.fake.engine import Canned
from tests.slack.fake.sender import Sender
from tests.slack.fake.server import FakeSlack


def test_only_what_slack_has_signed_just_now_is_heard(http: World) -> None:
    asked = http.sender.mention("C1", "UEMP", "開示の手数料は")
    now = int(time.time())

    refused = {
        "another secret": http.sender.post(asked, secret="x" * 32),
        "no signature": http.sender.post(asked, signature="v0="),
        "old": http.sender.post(asked, at=str(now - 301)),
        "from the future": http.sender.post(asked, at=str(int(time.time()) + 310)),
        "no number": http.sender.post(asked, at="soon"),
        "a negative one": http.sender.post(asked, at="-1"),
        "no time": http.sender.post(asked, at=" "),
    }
    assert {status for status, _ in refused.values()} == {401}, refused
    assert {http.sender.post(body)[0] for body in (b"\xff", b"{", b"[" * 5)} == {400}
    assert json.loads(http.sender.post({"type": "url_verification", "challenge": "c1"})[1]) == {"challenge": "c1"}
    assert http.slack.in_thread("C1", asked["event"]["ts"]) == []
    # Delivered again, as it was, it changes nothing.
    at = str(now)
    assert [http.sender.post(asked, at=at)[0] for _ in range(2)] == [200, 200]
    http.slack.wait(lambda: http.slack.in_thread("C1", asked["event"]["ts"]))
    http.ask("C1", "UEMP", "つぎ", thread=asked["event"]["ts"])
    assert len(http.slack.in_thread("C1", asked["event"]["ts"])) == 2


def test_what_nobody_listens_for_is_acknowledged(http: World) -> None:
    known = http.sender.click("UEMP", {"action_id": "unknown", "type": "button"}, "C1", "1.1")
    view = http.sender.submit("UEMP", {"id": "V9", "type": "modal", "callback_id": "unknown", "private_metadata": ""}, {})
    command = {**http.sender.command("UEMP", "x"), "command": "/other"}

    assert [http.sender.post(each)[0] for each in (known, view, command)] == [200, 200, 200]
    assert http.sender.post(urlencode({"ssl_check": "1"}).encode())[0] in (200, 400, 401)


@pytest.mark.parametrize(
    ("method", "faults"),
    [
        ("chat.postMessage", ["429", "429"]),
        ("chat.postMessage", ["503"]),
        ("chat.postMessage", ["done_503"]),
        ("chat.postMessage", ["done_503", "done_503"]),
        ("users.info", ["503", "429"]),
        ("agents.sessions.setStatus", ["channel_not_found", "503", "503", "503", "503"]),
    ],
)
def test_slack_may_refuse_or_fail_and_the_answer_comes_once(http: World, method: str, faults: list[str]) -> None:
    http.slack.add_user(f"U{method}{len(faults)}")
    http.slack.faults[method] = list(faults)

    answer = http.ask("C2", f"U{method}{len(faults)}", f"手数料 {method}")
    http.ask("C2", "UEMP", "つぎの質問", thread=answer["thread_ts"])

    assert len(http.slack.in_thread("C2", answer["thread_ts"])) == 2


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("chat.startStream", "done_503"),
        ("chat.startStream", "channel_type_not_supported"),
        ("chat.appendStream", "message_not_in_streaming_state"),
        ("chat.stopStream", "message_not_in_streaming_state"),
        ("chat.stopStream", "503"),
    ],
)
def test_a_stream_that_dies_ends_as_a_whole_message(http: World, method: str, fault: str) -> None:
    http.slack.faults[method] = [fault]
    asked = http.sender.dm("UEMP", "長い話")
    root = asked["event"]["ts"]

    http.sender.deliver(asked)
    whole = http.slack.wait(lambda: [one for one in http.finished("DUEMP", root, 0) if one.get("blocks")])

    assert len(whole) == len(http.slack.in_thread("DUEMP", root)) == 1
    assert "個人情報は適切に取り扱います。" in (whole[0].get("markdown") or "") + str(whole[0]["blocks"])
    assert http.slack.faults[method] == []


def test_stop_ends_what_is_under_way_and_says_so(http: World) -> None:
    http.engine.slow_s = 1.0
    asked = http.sender.dm("UENG", "長い話")
    root = asked["event"]["ts"]
    http.sender.deliver(asked)
    http.slack.wait(lambda: [one for one in http.slack.statuses if one["thread_ts"] == root])
    stop = {"type": "agent_session_stopped", "channel": "DUENG", "thread_ts": root, "user": "UENG", "streaming_message_ts": []}
    http.sender.deliver(http.sender.event(stop))

    answers = http.slack.wait(lambda: http.finished("DUENG", root, 0))
    http.engine.slow_s = 0.0

    assert [one["text"] for one in answers] == ["中止しました。"]
    assert "1回目のあと：ふつうの話" in http.ask("DUENG", "UENG", "ふつうの話", thread=root)["markdown"]


def test_acknowledgements_do_not_wait_for_the_engine(http: World) -> None:
    http.engine.slow_s = 0.3
    asked = [http.sender.mention("C3", "UEMP", f"質問{number}") for number in range(20)]
    took: list[float] = []

    def send(payload: dict[str, Any]) -> None:
        started = time.perf_counter()
        assert http.sender.post(payload)[0] == 200
        took.append(time.perf_counter() - started)

    threads = [threading.Thread(target=send, args=(payload,)) for payload in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    http.slack.wait(lambda: all(http.slack.in_thread("C3", one["event"]["ts"]) for one in asked), 120)
    http.engine.slow_s = 0.0

    # How long they took is for `python -m tests.slack.burst`: a test asserts no time.
    assert len(took) == 20


def test_a_socket_that_drops_is_opened_again(socket: World) -> None:
    for politely in (True, False):
        before = len(socket.slack.calls)
        old = socket.slack.sockets[-1]
        socket.slack.drop_sockets(politely=politely)
        socket.slack.wait(lambda old=old: socket.slack.sockets and socket.slack.sockets[-1] is not old, 90)
        assert "apps.connections.open" in socket.slack.calls[before:]
        assert socket.ask("C4", "UEMP", "まだ聞こえますか")["text"]


def test_what_was_accepted_before_the_end_is_answered_after_it(slack: FakeSlack, tmp_path: Any) -> None:
    settings, engine = settings_of(tmp_path, slack), Canned()
    engine.slow_s = 1.5
    with by_http(settings, engine) as address:
        sender = Sender(slack, address)
        asked = [sender.mention("C5", "UEMP", f"質問{number}") for number in range(6)]
        assert {sender.post(one)[0] for one in asked} == {200}
    answered = [one for one in asked if slack.in_thread("C5", one["event"]["ts"])]
    assert len(answered) < 6

    with over_a_socket(settings, Canned(), slack):
        slack.wait(lambda: all(slack.in_thread("C5", one["event"]["ts"]) for one in asked), 120)

    assert [len(slack.in_thread("C5", one["event"]["ts"])) for one in asked] == [1] * 6
