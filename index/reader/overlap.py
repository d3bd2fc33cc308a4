"""A reader that goes by shared characters alone: the baseline, and the double in tests."""

from __future__ import annotations

from collections.abc import Sequence

from index.lexical import pairs
from index.reader.passages import Passage
from index.reader.port import Read

_STEEPNESS = 8.0


class OverlapReader:
    """The larger the share of the question's pairs of characters that a text holds, the more it answers: logits from -4 to 4."""

    name = "overlap-1"

    def read(self, question: str, passages: Sequence[Passage]) -> list[Read]:
        """See `Reader.read`."""
        wanted = frozenset(pairs(question))
        return [
            Read(
                _logit(wanted, " ".join((passage.heading, *passage.sentences))),
                tuple(_logit(wanted, sentence) for sentence in passage.sentences),
            )
            for passage in passages
        ]


def _logit(wanted: frozenset[str], text: str) -> float:
    share = len(wanted & frozenset(pairs(text))) / len(wanted) if wanted else 0.0
    return _STEEPNESS * (share - 0.5)
