"""Training the reader: which passages answer, which sentence does, and which passage does so best."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from index.encoder.making import TOKENIZER_FILE
from index.reader.examples import Example, Labelled
from index.reader.inputs import Row, Rows
from index.reader.network import ReaderNetwork

_QUESTIONS: Final = 8
"""Questions to a step."""
_PASSAGES: Final = 3
"""Passages of a question to a step, at most."""
_PARTS: Final = 6
"""A step's rows run in this many parts of like length, so that little is padding."""
_HELD_OUT: Final = 20
"""One group in so many is never trained on and judges the training, by its first examples."""
_JUDGED: Final = 150


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that a training depends on besides its examples and the encoder."""

    seed: int = 0
    epochs: float = 1.0
    rate: float = 2e-4
    layers: tuple[int, ...] = tuple(range(8))
    frozen: int = 0
    """How many of the layers, from the first on, stay as they are."""
    evidence_weight: float = 1.0
    ranking_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Step:
    """How far a training is: of ``steps`` steps ``step`` are done, with this loss, at so many rows a second."""

    step: int
    steps: int
    loss: float
    rows_per_s: float
    judged: str = ""


def train(
    examples: Sequence[Example],
    encoder: Path,
    recipe: Recipe,
    checkpoint: Path,
    *,
    start: Path | None = None,
    tell: Callable[[Step], None] = lambda _: None,
    save_every: int = 100,
    judge_every: int = 400,
) -> ReaderNetwork:
    """Train, and leave the weights in ``checkpoint``; where that holds a training begun with this recipe, go on with it.

    Args:
        examples: each is asked in one of its wordings, another one each epoch.
        encoder: the folder of the bundled encoder.
        recipe: the seed and the sizes.
        checkpoint: a file; written every ``save_every`` steps, atomically.
        start: the checkpoint of an earlier training whose weights this one starts from.
        tell: told after each step.
        save_every: steps between checkpoints.
        judge_every: steps between judgements by the examples held out.
    """
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(recipe.seed)
    network = ReaderNetwork(encoder, recipe.layers)
    if start is not None:
        network.load_weights(torch.load(start, weights_only=True)["network"])
    for layer in network.encoder.encoder.layer[: recipe.frozen]:
        layer.requires_grad_(False)
    rows = Rows(Tokenizer.from_file(str(encoder / TOKENIZER_FILE)))
    held = [example for example in examples if _is_held_out(example)]
    used = [example for example in examples if not _is_held_out(example)]
    steps = max(1, int(recipe.epochs * len(used) / _QUESTIONS))
    body = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("head")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": network.head.parameters(), "lr": 5 * recipe.rate}],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _warmed(step, steps))
    done = _resume(checkpoint, recipe, network, optimizer, schedule)
    network.train()
    for step, batch in enumerate(_batches(used, recipe.seed, steps)):
        if step < done:
            continue
        began = time.perf_counter()
        torch.manual_seed(recipe.seed * 1_000_003 + step)
        loss, count = _loss(network, rows, batch, recipe, step)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        schedule.step()
        last = step + 1 == steps
        judged = judge(network, rows, held) if held and (last or (step + 1) % judge_every == 0) else ""
        if last or (step + 1) % save_every == 0:
            _save(checkpoint, recipe, network, (optimizer, schedule), step + 1)
        tell(Step(step + 1, steps, loss.item(), count / (time.perf_counter() - began), judged))
    return network.eval()


def judge(network: ReaderNetwork, rows: Rows, held: Sequence[Example]) -> str:
    """Figures on examples held out: AUROC over passages and over questions (by their best passage), and the right sentence first."""
    from sklearn.metrics import roc_auc_score

    network.eval()
    passages: list[tuple[bool, float]] = []
    questions: list[tuple[bool, float]] = []
    firsts: list[bool] = []
    sentences: list[bool] = []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for example in held[:_JUDGED]:
            asked = rows.tokens(example.questions[:1])[0]
            answers, evidence = network([rows.row(asked, rows.passage(one.passage)) for one in example.passages])
            labels = [bool(one.evidence) for one in example.passages]
            passages += zip(labels, answers.tolist(), strict=True)
            questions.append((any(labels), answers.max().item()))
            if any(labels):
                firsts.append(labels[int(answers.argmax())])
                best = labels.index(True)
                sentences.append(int(evidence[best].argmax()) in example.passages[best].evidence)
    network.train()
    of_passages = roc_auc_score(*zip(*passages, strict=True))
    of_questions = roc_auc_score(*zip(*questions, strict=True)) if len({label for label, _ in questions}) > 1 else float("nan")
    return (
        f"passages {of_passages:.3f}, questions {of_questions:.3f}, passage first {np.mean(firsts):.3f}, "
        f"sentence first {np.mean(sentences):.3f}"
    )


def _loss(network: ReaderNetwork, rows: Rows, batch: Sequence[Example], recipe: Recipe, step: int) -> tuple[torch.Tensor, int]:
    rng = np.random.default_rng([recipe.seed, step])
    made: list[Row] = []
    labels: list[tuple[int, ...]] = []
    groups: list[int] = []
    for number, example in enumerate(batch):
        asked = rows.tokens([example.questions[rng.integers(len(example.questions))]])[0]
        for one in _chosen(example, rng):
            made.append(rows.row(asked, rows.passage(one.passage)))
            labels.append(one.evidence)
            groups.append(number)
    order = np.argsort([len(row.ids) for row in made], kind="stable")
    answers: list[torch.Tensor] = [torch.empty(0)] * len(made)
    evidence: list[torch.Tensor] = [torch.empty(0)] * len(made)
    for part in np.array_split(order, _PARTS):
        if not len(part):
            continue
        with torch.autocast("cpu", torch.bfloat16):
            found, sentences = network([made[at] for at in part])
        for place, at in enumerate(part.tolist()):
            answers[at], evidence[at] = found[place], sentences[place]
    logits = torch.stack(answers)
    wanted = torch.tensor([bool(each) for each in labels], dtype=torch.float32)
    loss = functional.binary_cross_entropy_with_logits(logits, wanted)
    marks = [
        torch.tensor([float(place in label) for place in range(len(each))])
        for label, each in zip(labels, evidence, strict=True)
    ]
    loss = loss + recipe.evidence_weight * functional.binary_cross_entropy_with_logits(
        torch.cat(evidence), torch.cat(marks), pos_weight=torch.tensor(2.0)
    )
    which = torch.tensor(groups)
    ranked = []
    for number in range(len(batch)):
        mine = which == number
        if wanted[mine].any() and mine.sum() > 1:
            shares = functional.log_softmax(logits[mine], dim=0)
            ranked.append(-torch.logsumexp(shares[wanted[mine] > 0], dim=0))
    if ranked:
        loss = loss + recipe.ranking_weight * torch.stack(ranked).sum() / len(batch)
    return loss, len(made)


def _chosen(example: Example, rng: np.random.Generator) -> list[Labelled]:
    """The passages that answer, one of them at most, and as many others as there is room for, the first ones more often."""
    right = [one for one in example.passages if one.evidence]
    others = [one for one in example.passages if not one.evidence]
    picked = [right[rng.integers(len(right))]] if right else []
    room = min(len(others), _PASSAGES - len(picked))
    if room:
        weights = 1 / (1 + np.arange(len(others)))
        picked += [others[at] for at in rng.choice(len(others), room, replace=False, p=weights / weights.sum())]
    return picked


def _batches(examples: Sequence[Example], seed: int, steps: int) -> Iterator[list[Example]]:
    waiting: list[Example] = []
    epoch = made = 0
    while made < steps:
        for at in np.random.default_rng([seed, 7, epoch]).permutation(len(examples)).tolist():
            waiting.append(examples[at])
            if len(waiting) == _QUESTIONS:
                yield waiting
                waiting = []
                made += 1
                if made == steps:
                    return
        epoch += 1
        if len(examples) < _QUESTIONS:
            yield waiting
            waiting = []
            made += 1


def _warmed(step: int, steps: int) -> float:
    warm = max(1, steps // 20)
    return min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))


def _is_held_out(example: Example) -> bool:
    return sha256(example.group.encode()).digest()[0] % _HELD_OUT == 0


def _save(path: Path, recipe: Recipe, network: ReaderNetwork, state: tuple[Any, Any], step: int) -> None:
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "recipe": repr(recipe),
            "step": step,
            "network": network.weights(),
            "optimizer": state[0].state_dict(),
            "schedule": state[1].state_dict(),
        },
        partial,
    )
    partial.replace(path)


def _resume(path: Path, recipe: Recipe, network: ReaderNetwork, optimizer: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    if saved["recipe"] != repr(recipe):
        return 0
    network.load_weights(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])
    schedule.load_state_dict(saved["schedule"])
    return int(saved["step"])
