"""What a step of the training looks at, as tensors: rows of like length together, and what is wanted of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from index.reader.examples import Example
from index.reader.inputs import Row, Rows, padded
from index.reader.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one width. What is averaged is told by weights, so that no loop over rows or sentences is needed."""

    ids: Tensor
    """int64, rows x tokens."""
    kinds: Tensor
    """int64, rows x tokens: 1 where the passage stands."""
    there: Tensor
    """float32, rows x tokens: 1 where there is anything."""
    whole: Tensor
    """float32, rows x tokens: the weights of a mean over the passage."""
    sentences: Tensor
    """float32, rows x sentences x tokens: the weights of a mean over each sentence; all 0 where a row has fewer sentences."""

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """The rows, which are at least one, in their order."""
        ids, kinds, there = padded(rows)
        whole = np.zeros(ids.shape, np.float32)
        sentences = np.zeros((len(rows), max(1, *(len(row.sentences) for row in rows)), ids.shape[1]), np.float32)
        for at, row in enumerate(rows):
            whole[at, row.passage : len(row.ids)] = 1 / (len(row.ids) - row.passage)
            for number, (first, last) in enumerate(row.sentences):
                sentences[at, number, first:last] = 1 / (last - first)
        return cls(*(torch.from_numpy(each) for each in (ids, kinds, there, whole, sentences)))

    def to(self, device: str) -> Self:
        """The same on a device."""
        parts = (self.ids, self.kinds, self.there, self.whole, self.sentences)
        return type(self)(*(part.to(device, non_blocking=True) for part in parts))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a step's rows, numbered as the batches have them one after another."""

    answers: Tensor
    """float32, rows: 1 where the passage answers."""
    evidence: list[Tensor]
    """float32, rows x sentences for each batch: 1 where the sentence is evidence."""
    rivals: Tensor
    """int64, groups x passages: the rows of one question that one passage answers, that one first; -1 where there are fewer."""
    twins: Tensor
    """int64, pairs x 2: rows that ask one thing in two wordings."""
    asked: int
    """How many questions there are, each wording by itself."""

    def to(self, device: str) -> Self:
        """The same on a device."""
        evidence = [each.to(device) for each in self.evidence]
        return type(self)(self.answers.to(device), evidence, self.rivals.to(device), self.twins.to(device), self.asked)


@dataclass(frozen=True, slots=True)
class Step:
    """Batches, and what is wanted of them."""

    batches: list[Batch]
    wanted: Wanted


class Steps(Dataset[Step]):
    """The steps of a training by their numbers; each depends on the recipe and its number alone."""

    def __init__(self, examples: Sequence[Example], rows: Rows, recipe: Recipe, part_tokens: int) -> None:
        """``part_tokens`` is how many tokens, padding counted, a batch holds at most, if more than one row."""
        # Passages and their sentences come again with every question about them: each text is made into tokens once.
        texts = dict.fromkeys(text for example in examples for text in _texts_of(example))
        tokens = dict(zip(texts, rows.tokens(list(texts)), strict=True))
        self._examples = [_Tokens.of(example, tokens) for example in examples]
        self._rows, self._recipe, self._part_tokens = rows, recipe, part_tokens
        steps = recipe.steps(len(examples))
        rounds = -(-steps * recipe.questions // len(examples))
        orders = [np.random.default_rng([recipe.seed, 7, each]).permutation(len(examples)) for each in range(rounds)]
        self._order = np.concatenate(orders)[: steps * recipe.questions].reshape(steps, -1)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, step: int) -> Step:
        rng = np.random.default_rng([self._recipe.seed, step])
        rows: list[Row] = []
        marks: list[tuple[int, ...]] = []
        groups: list[list[int]] = []
        twins: list[tuple[int, int]] = []
        for at in self._order[step].tolist():
            example = self._examples[at]
            chosen = example.chosen(rng, self._recipe.passages)
            count = min(self._recipe.wordings, len(example.questions))
            before = len(rows)
            for number in rng.choice(len(example.questions), count, replace=False).tolist():
                groups.append(list(range(len(rows), len(rows) + len(chosen))))
                rows += [self._rows.row(example.questions[number], example.passages[each]) for each in chosen]
                marks += [example.evidence[each] for each in chosen]
            if count > 1:
                twins += [(before + each, before + each + len(chosen)) for each in range(len(chosen))]
        return self._step(rows, marks, groups, twins)

    def _step(
        self, rows: list[Row], marks: list[tuple[int, ...]], groups: list[list[int]], twins: list[tuple[int, int]]
    ) -> Step:
        parts = list(parts_of([len(row.ids) for row in rows], self._part_tokens))
        batches = [Batch.of([rows[at] for at in part]) for part in parts]
        evidence = []
        for part, batch in zip(parts, batches, strict=True):
            wanted = np.zeros(batch.sentences.shape[:2], np.float32)
            for place, at in enumerate(part):
                wanted[place, [each for each in marks[at] if each < wanted.shape[1]]] = 1
            evidence.append(torch.from_numpy(wanted))
        place_of = np.empty(len(rows), np.int64)
        place_of[np.concatenate(parts)] = np.arange(len(rows))
        answers = np.zeros(len(rows), np.float32)
        answers[place_of] = [bool(each) for each in marks]
        rivals = np.full((len(groups), self._recipe.passages), -1, np.int64)
        answered = 0
        for group in groups:
            if marks[group[0]] and len(group) > 1:
                rivals[answered, : len(group)] = place_of[group]
                answered += 1
        wanted_of = Wanted(
            torch.from_numpy(answers),
            evidence,
            torch.from_numpy(rivals[:answered]),
            torch.from_numpy(place_of[np.asarray(twins, np.int64).reshape(-1, 2)]),
            len(groups),
        )
        return Step(batches, wanted_of)


def parts_of(lengths: Sequence[int], tokens: int) -> Iterator[NDArray[np.int64]]:
    """The places of ``lengths`` in parts of like length, of so many tokens at most where each is padded to the longest."""
    order = np.argsort(lengths, kind="stable")
    first = 0
    for at in range(1, len(order) + 1):
        if at == len(order) or (at - first + 1) * lengths[order[at]] > tokens:
            yield order[first:at]
            first = at


@dataclass(frozen=True, slots=True)
class _Tokens:
    """An example in tokens: a passage is asked again in every epoch, and tokens are made once."""

    questions: list[list[int]]
    passages: list[tuple[list[int], ...]]
    evidence: list[tuple[int, ...]]

    @classmethod
    def of(cls, example: Example, tokens: Mapping[str, list[int]]) -> Self:
        passages = [tuple(tokens[text] for text in (one.passage.heading, *one.passage.sentences)) for one in example.passages]
        return cls([tokens[text] for text in example.questions], passages, [one.evidence for one in example.passages])

    def chosen(self, rng: np.random.Generator, most: int) -> list[int]:
        """A passage that answers, where there is one, and as many others as there is room for, the first ones more often."""
        right = [at for at, each in enumerate(self.evidence) if each]
        others = [at for at, each in enumerate(self.evidence) if not each]
        picked = [right[rng.integers(len(right))]] if right else []
        room = min(len(others), most - len(picked))
        if room:
            weights = 1 / (1 + np.arange(len(others)))
            places = rng.choice(len(others), room, replace=False, p=weights / weights.sum())
            picked += [others[at] for at in places]
        return picked


def _texts_of(example: Example) -> Iterator[str]:
    yield from example.questions
    for one in example.passages:
        yield one.passage.heading
        yield from one.passage.sentences
