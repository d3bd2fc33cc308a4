"""An engine of canned replies over the shipped policies, with the staff's text for those who may read it."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

from bot.replies import ActionOffer, Answered, Clarify, NotStated, OutOfScope, Question, Reply, Right
from corpus.library import SHIPPED, Library
from corpus.model import Citation, PolicyVersion
from index.encoder.hashing import HashingEncoder


class Canned:
    """Replies by what the question begins with. Each waits for ``slow_s`` and computes for ``busy_s``, in seconds."""

    def __init__(self) -> None:
        library = Library.load(SHIPPED)
        self.searcher: Any = SimpleNamespace(library=library, encoder=HashingEncoder())
        self.identity: dict[str, str | None] = {"index": "one", "encoder": "hashing", "reader": None, "thresholds": "t"}
        self.asked: list[Question] = []
        self.slow_s = self.busy_s = 0.0
        self._ja = library.get("site-privacy", lang="ja")
        self._staff = next(one for one in library if one.audience == "staff" and one.lang == "ja")

    def offer(self, right: Right, question: Question) -> ActionOffer:
        """What the policy says about filing for a right."""
        return ActionOffer("", right, (_cite(self._ja, "7.1"),))

    def reply(self, question: Question) -> Reply:  # noqa: PLR0911 - one for each kind
        """One turn."""
        self.asked.append(question)
        if self.slow_s:
            time.sleep(self.slow_s)
        until = time.thread_time() + self.busy_s
        while time.thread_time() < until:
            # It computes, and holds the interpreter, as no real one does for so long.
            sum(range(1_000))
        here = (_cite(self._ja, "7.3"),)
        match question.text.split()[0]:
            case "晴れますか":
                return OutOfScope("規程についてのご質問ではないようです。")
            case "書いてないこと":
                return NotStated("記載がありません。", here)
            case "消してほしい":
                return ActionOffer("「個人情報の削除・消去」のご依頼と理解しました。", "deletion", here)
            case "書類は":
                return Clarify("どちらの場合ですか。", ("ご本人様の場合", "代理人の場合"), here)
            case "社内のこと" if question.audience == "staff":
                section = self._staff.sections[-1].number
                return Answered("社内規程に、次のように書かれています。", (_cite(self._staff, section),))
            case "長い話":
                return Answered("条文は次のとおりです。" + "個人情報は適切に取り扱います。" * 120, here)
        return Answered(f"{len(question.history)}回目のあと：{question.text}", here)


def _cite(version: PolicyVersion, number: str) -> Citation:
    section = version.by_number[number]
    where = (version.policy, version.effective_on, number, section.title, (0, 1))
    return Citation(*where, section.quote(0), version.link(number), 1.0)
