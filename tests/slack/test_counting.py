"""Answers in Slack are counted, kept and sealed as those of the site are."""

from __future__ import annotations

import socket as sockets
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import SiteFailed
from bot.keys import key_for
from bot.state.database import database_url
from bot.state.store import DatabaseStore
from bot.trail.chain import verify
from bot.web.metrics import Metrics
from evaluation.insights import insights
from tests.slack.conftest import World
from tests.slack.test_entry_points import button


def said(address: str) -> dict[str, float]:
    with urllib.request.urlopen(f"{address}/metrics", timeout=30) as answer:  # noqa: S310 - loopback
        lines = [line.rpartition(" ") for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_an_answer_in_slack_is_in_the_metrics_of_the_site(http: World) -> None:
    address = str(http.sender.address)
    names = (
        'jobun_replies_total{verdict="not_stated"}',
        'jobun_stage_seconds_count{stage="all"}',
        'jobun_slack_events_total{kind="question",result="new"}',
        'jobun_slack_events_total{kind="question",result="known"}',
        "jobun_slack_accept_seconds_count",
        'jobun_feedback_total{verdict="down"}',
    )
    before = said(address)
    asked = http.sender.mention("C1", "UEMP", "書いてないこと")
    for _ in range(3):
        http.sender.deliver(asked)
    answer = http.slack.wait(lambda: http.slack.in_thread("C1", asked["event"]["ts"]))[0]
    opinion = {"action_id": "feedback", "type": "feedback_buttons"}
    opinion["value"] = button(answer, "feedback")["negative_button"]["value"]
    http.sender.deliver(http.sender.click("UEMP", opinion, "C1", answer["ts"], thread=answer["thread_ts"]))

    def grown() -> list[float]:
        after = said(address)
        return [after.get(name, 0) - before.get(name, 0) for name in names]

    http.slack.wait(lambda: grown() == [1, 1, 1, 2, 3, 1])


def test_an_answer_in_slack_is_on_the_trail_and_in_the_insights(world: World) -> None:
    question = "書いてないこと です taro@example.com"
    world.ask("C1", "UEMP", question)

    store = DatabaseStore.open(database_url(world.settings))
    records = list(store.turns_since(datetime.now(UTC) - timedelta(hours=1)))
    turn = next(turn for turn, _ in records if turn.question.startswith("書いてないこと です"))
    assert "taro@example.com" not in turn.question
    assert store.link(turn.id) is not None
    assert verify(store.links(), key_for("trail", world.settings)).links >= 1
    found = insights(records)
    store.close()
    assert any(text == turn.question for one in found.unanswered for text, _ in one.questions)


def test_where_there_is_no_site_they_are_shown_to_this_machine_alone() -> None:
    with sockets.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        with pytest.raises(SiteFailed, match="JOBUN_METRICS_PORT"):
            Metrics().expose(port)
    metrics = Metrics()
    metrics.slack_events.labels("question", "new").inc()

    hide = metrics.expose(port)

    assert said(f"http://127.0.0.1:{port}")['jobun_slack_events_total{kind="question",result="new"}'] == 1
    hide()
    with pytest.raises(urllib.error.URLError):
        said(f"http://127.0.0.1:{port}")
