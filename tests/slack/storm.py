"""Events delivered several times each to two processes that are killed and started again: what comes of it is counted.

``python -m tests.slack.storm --events 1000`` prints the counts.
"""

from __future__ import annotations

import argparse
import collections
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.slack.manifest import manifest
from tests.slack.fake.sender import SIGNING_SECRET, Sender
from tests.slack.fake.server import BOT_TOKEN, BOT_USER, FakeSlack


@dataclass(frozen=True)
class Counts:
    """What came of it. ``wrong`` are the events that have not exactly one answer."""

    events: int
    deliveries: int
    failed_calls: int
    kills: int
    replies: int
    wrong: int


class Processes:
    """Two processes on one database."""

    def __init__(self, home: Path, slack: FakeSlack) -> None:
        self.ports = [free_port(), free_port()]
        self.kills = 0
        self._log = (home / "log").open("ab")
        names = {
            "home": home,
            "slack_bot_token": BOT_TOKEN,
            "slack_signing_secret": SIGNING_SECRET,
            "slack_api_url": slack.api_url,
        }
        self._environ = {**os.environ, **{f"JOBUN_{name.upper()}": str(value) for name, value in names.items()}}
        self._running: list[subprocess.Popen[bytes]] = [self._start(port) for port in self.ports]

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        code = [sys.executable, "-m", "tests.slack.fake.process", str(port)]
        return subprocess.Popen(code, env=self._environ, stdout=self._log, stderr=subprocess.STDOUT)

    def kill(self, number: int) -> None:
        """End one without warning, and start it again."""
        self._running[number].send_signal(signal.SIGKILL)
        self._running[number].wait()
        self.kills += 1
        self._running[number] = self._start(self.ports[number])

    def end(self) -> None:
        for each in self._running:
            each.kill()
            each.wait()
        self._log.close()


def storm(events: int, home: Path, *, kills: int, seed: int = 1) -> Counts:
    """Deliver so many events one to four times each, with so many kills meanwhile, and count the answers."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with FakeSlack(manifest("ja", site_url="https://jobun.example.org")) as slack:
        slack.add_user("UEMP")
        processes = Processes(home, slack)
        try:
            senders = [Sender(slack, f"http://127.0.0.1:{port}") for port in processes.ports]
            _until_up(senders)
            asked = [_asked(senders[0], number) for number in range(events)]
            times = [chance.randint(1, 4) for _ in asked]
            wanted = [payload for payload, count in zip(asked, times, strict=True) for _ in range(count)]
            chance.shuffle(wanted)
            failed = sorted(chance.sample(range(events * 2), events // 20))
            slack.faults["chat.postMessage"] = ["done_503" if at in failed else "" for at in range(events * 2)]
            ended = threading.Event()
            killer = threading.Thread(target=_kill, args=(processes, kills, chance, ended))
            killer.start()
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda payload: _deliver(senders, payload), wanted))
            killer.join()
            ended.set()
            _settled(slack, asked)
            answers = [len(slack.in_thread(one["event"]["channel"], one["event"]["ts"])) for one in asked]
        finally:
            processes.end()
    tried = collections.Counter(answers)
    return Counts(events, len(wanted), len(failed), processes.kills, sum(answers), events - tried[1])


def _asked(sender: Sender, number: int) -> dict[str, Any]:
    if number % 3:
        return sender.mention(f"C{number % 7}", "UEMP", f"質問{number}")
    return sender.dm("UEMP", f"質問{number}")


def _deliver(senders: list[Sender], payload: dict[str, Any]) -> None:
    """As Slack does: again and again until it is acknowledged."""
    while True:
        try:
            if random.choice(senders).post(payload)[0] == 200:  # noqa: S311 - no secret
                return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)


def _kill(processes: Processes, kills: int, chance: random.Random, ended: threading.Event) -> None:
    for _ in range(kills):
        ended.wait(chance.uniform(1, 6))
        processes.kill(chance.randrange(2))


def _until_up(senders: list[Sender]) -> None:
    for sender in senders:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if sender.post({"type": "url_verification", "challenge": "c"})[0] == 200:
                    break
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)


def _settled(slack: FakeSlack, asked: list[dict[str, Any]]) -> None:
    """Wait until all are answered, and then for a while in which one too many would come."""
    threads = [(one["event"]["channel"], one["event"]["ts"]) for one in asked]

    def answered() -> bool:
        done = {
            (channel, message.get("thread_ts"))
            for channel, messages in list(slack.messages.items())
            for message in list(messages)
            if message["user"] == BOT_USER and not message.get("streaming")
        }
        return all(thread in done for thread in threads)

    slack.wait(answered, 600)
    time.sleep(10)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> None:
    """For the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name, value in asdict(storm(given.events, Path(home), kills=given.kills)).items():
            sys.stdout.write(f"{name:>13} {value}\n")


if __name__ == "__main__":
    main()
