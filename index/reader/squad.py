"""Examples from questions in SQuAD's form, such as JaQuAD's: for reading in general, before policies are read.

Beside the window of sentences that holds the answer stand hard negatives: windows of the same article, windows of other articles
that share the question's words and do not hold the answer's, and the right window without the sentence that answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from index.errors import ExamplesUnreadable
from index.lexical import Lexical, pairs
from index.reader.examples import Example, Labelled
from index.reader.passages import Passage, windows

_NEIGHBOURS: Final = 8
_SAME_ARTICLE: Final = 1
_ELSEWHERE: Final = 1

Paragraph: TypeAlias = tuple[str, list[tuple[str, list[Any]]]]
"""A text, and the questions about it, each with its answers."""


@dataclass(frozen=True, slots=True)
class _Window:
    article: int
    passage: Passage
    spans: tuple[tuple[int, int], ...]
    paragraph: int


def squad_examples(folder: Path, *, limit: int, seed: int) -> Iterator[Example]:
    """``limit`` questions of the files of ``folder``, chosen by ``seed``; of a third of them the answer is left out.

    Raises:
        ExamplesUnreadable: a file is not in SQuAD's form.
    """
    found, asked = _windows(folder)
    lexical = Lexical.build([pairs(" ".join(one.passage.sentences)) for one in found])
    by_paragraph: dict[int, list[int]] = {}
    for at, window in enumerate(found):
        by_paragraph.setdefault(window.paragraph, []).append(at)
    rng = np.random.default_rng(seed)
    for number in rng.permutation(len(asked))[:limit].tolist():
        question, answer, start, paragraph, group = asked[number]
        right = next((at for at in by_paragraph.get(paragraph, ()) if _holding(found[at], start) is not None), None)
        if right is None:
            continue
        window = found[right]
        place = _holding(window, start)
        passages = [] if place is None or number % 3 == 0 else [Labelled(window.passage, (place,))]
        kept = tuple(text for at, text in enumerate(window.passage.sentences) if at != place)
        if kept and answer not in "".join(kept):
            passages.append(Labelled(Passage(window.passage.heading, kept)))
        passages += [Labelled(found[at].passage) for at in _negatives(found, lexical, question, answer, right)]
        yield Example(group, (question,), tuple(passages))


def articles_in(folder: Path) -> Iterator[tuple[str, list[Paragraph]]]:
    """The title and the paragraphs of each article in the files of ``folder``.

    Raises:
        ExamplesUnreadable: a file is not in SQuAD's form.
    """
    for path in sorted(folder.glob("*.json")):
        try:
            articles = [
                (article["title"], [(each["context"], _questions(each)) for each in article["paragraphs"]])
                for article in json.loads(path.read_text(encoding="utf-8"))["data"]
            ]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ExamplesUnreadable(f"{path}: is not in SQuAD's form.") from error
        yield from articles


def _questions(paragraph: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    return [(each["question"], each.get("answers", [])) for each in paragraph["qas"]]


def _windows(folder: Path) -> tuple[list[_Window], list[tuple[str, str, int, int, str]]]:
    found: list[_Window] = []
    asked: list[tuple[str, str, int, int, str]] = []
    paragraphs = 0
    for number, (title, held) in enumerate(articles_in(folder)):
        for context, questions in held:
            spans = _sentences(context)
            texts = [context[start:end] for start, end in spans]
            for first, last in windows([len(text) for text in texts]):
                passage = Passage(title, tuple(texts[first:last]))
                found.append(_Window(number, passage, tuple(spans[first:last]), paragraphs))
            for question, answers in questions:
                asked.append((question, answers[0]["text"], answers[0]["answer_start"], paragraphs, title))
            paragraphs += 1
    if not asked:
        raise ExamplesUnreadable(f"{folder}: holds no questions in SQuAD's form.")
    return found, asked


def _sentences(context: str) -> list[tuple[int, int]]:
    """The lines of a context that hold anything: in this data a line is a sentence."""
    spans, at = [], 0
    for line in context.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _holding(window: _Window, start: int) -> int | None:
    return next((at for at, (first, last) in enumerate(window.spans) if first <= start < last), None)


def _negatives(found: Sequence[_Window], lexical: Lexical, question: str, answer: str, right: int) -> list[int]:
    scores = lexical.scores(pairs(question))
    best = [int(at) for at in np.argsort(-scores, kind="stable")[: 4 * _NEIGHBOURS] if at != right]
    best = [at for at in best if answer not in "".join(found[at].passage.sentences)]
    same = [at for at in best if found[at].article == found[right].article][:_SAME_ARTICLE]
    return same + [at for at in best if at not in same][: _ELSEWHERE + _SAME_ARTICLE - len(same)]
