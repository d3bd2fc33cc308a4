"""Exactly one answer for each event, whatever is delivered how often, and whoever is killed meanwhile."""

from __future__ import annotations

from pathlib import Path

from tests.slack.storm import storm


def test_each_event_has_one_answer_though_processes_are_killed(tmp_path: Path) -> None:
    # A thousand, with ten kills: python -m tests.slack.storm --events 1000
    counts = storm(60, tmp_path, kills=2)

    assert (counts.events, counts.replies, counts.wrong, counts.kills) == (60, 60, 0, 2)
    assert counts.deliveries > 60
