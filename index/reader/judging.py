"""How good a reader in training is, by examples it is not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from index.reader.batches import Batch, parts_of
from index.reader.examples import Example
from index.reader.inputs import Row, Rows
from index.reader.network import ReaderNetwork


@dataclass(frozen=True, slots=True)
class Judgement:
    """Shares and areas below curves, each from 0 to 1; NaN where the examples are all of one kind."""

    passages: float
    """A passage that answers told from one that does not (AUROC)."""
    questions: float
    """A question that is answered told from one that is not, by its best passage (AUROC)."""
    passage_first: float
    """Of the questions that are answered, those whose best passage answers."""
    sentence_first: float
    """Of them, those whose best sentence in the passage that answers is evidence."""

    def __str__(self) -> str:
        return (
            f"passages {self.passages:.3f}, questions {self.questions:.3f}, passage first {self.passage_first:.3f}, "
            f"sentence first {self.sentence_first:.3f}"
        )


class Judge:
    """Judges by the first wording of each example, again and again: their rows are made once."""

    def __init__(self, examples: Sequence[Example], rows: Rows, part_tokens: int) -> None:
        """Each example has a passage at least; ``part_tokens`` as in `index.reader.batches.Steps`."""
        self._examples = examples
        self._rows: list[Row] = []
        for example in examples:
            asked = rows.tokens(example.questions[:1])[0]
            self._rows += [rows.row(asked, rows.passage(one.passage)) for one in example.passages]
        self._part_tokens = part_tokens

    def judge(self, network: ReaderNetwork) -> Judgement:
        """The figures of the network as it is; its mode, training or not, stays."""
        answers, evidence = self._read(network)
        passages: list[tuple[bool, float]] = []
        questions: list[tuple[bool, float]] = []
        firsts: list[bool] = []
        sentences: list[bool] = []
        first = 0
        for example in self._examples:
            mine = answers[first : first + len(example.passages)]
            labels = [bool(one.evidence) for one in example.passages]
            passages += zip(labels, mine, strict=True)
            questions.append((any(labels), max(mine)))
            if any(labels):
                firsts.append(labels[int(np.argmax(mine))])
                right = labels.index(True)
                sentences.append(int(np.argmax(evidence[first + right])) in example.passages[right].evidence)
            first += len(example.passages)
        return Judgement(_auroc(passages), _auroc(questions), float(np.mean(firsts)), float(np.mean(sentences)))

    def _read(self, network: ReaderNetwork) -> tuple[list[float], list[list[float]]]:
        answers = [0.0] * len(self._rows)
        evidence: list[list[float]] = [[]] * len(self._rows)
        device = next(network.parameters()).device.type
        was_training = network.training
        network.eval()
        with torch.no_grad(), torch.autocast(device, torch.bfloat16):
            for part in parts_of([len(row.ids) for row in self._rows], self._part_tokens):
                found, sentences = network(Batch.of([self._rows[at] for at in part]).to(device))
                for at, answer, each in zip(part.tolist(), found.tolist(), sentences.tolist(), strict=True):
                    answers[at], evidence[at] = answer, each
        network.train(was_training)
        return answers, evidence


def _auroc(judged: Sequence[tuple[bool, float]]) -> float:
    from sklearn.metrics import roc_auc_score

    labels, scores = zip(*judged, strict=True)
    return float(roc_auc_score(labels, scores)) if len(set(labels)) > 1 else float("nan")
