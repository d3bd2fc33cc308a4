"""What the reader is trained on: a question with passages, and the sentences of each that answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import ExamplesUnreadable
from index.reader.passages import Passage


@dataclass(frozen=True, slots=True)
class Labelled:
    """A passage, and the places (within it) of the sentences that answer; none where it does not answer."""

    passage: Passage
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Wordings of one question, and passages that answer all of them or none. ``group`` names the text they are about."""

    group: str
    questions: tuple[str, ...]
    passages: tuple[Labelled, ...]

    @property
    def is_answered(self) -> bool:
        """Whether any passage answers."""
        return any(each.evidence for each in self.passages)


def write_examples(examples: Iterable[Example], path: Path) -> int:
    """Write them as JSON, one a line, and say how many. Raises `OSError`."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for example in examples:
            passages = [[one.passage.heading, one.passage.sentences, one.evidence] for one in example.passages]
            row = {"group": example.group, "questions": example.questions, "passages": passages}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def read_examples(path: Path) -> Iterator[Example]:
    """The examples of a file. Raises `ExamplesUnreadable` where it holds something else."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield _example(json.loads(line))
                except (ValueError, TypeError, KeyError) as error:
                    raise ExamplesUnreadable(
                        f"{path}, line {number}: is no example; make the file with `jobun eval examples`."
                    ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ExamplesUnreadable(f"{path}: cannot be read; make it with `jobun eval examples`.") from error


def _example(row: dict[str, Any]) -> Example:
    passages = tuple(
        Labelled(Passage(heading, tuple(sentences)), tuple(evidence)) for heading, sentences, evidence in row["passages"]
    )
    return Example(row["group"], tuple(row["questions"]), passages)
