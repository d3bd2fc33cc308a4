"""Training the reader: which passages answer, which sentence does, and which passage does so best. On a CPU or on a GPU."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Final, Literal, TypeAlias

import torch
from tokenizers import Tokenizer
from torch.utils.data import DataLoader

from index.encoder.making import TOKENIZER_FILE
from index.errors import CheckpointUnreadable, DeviceMissing
from index.reader.batches import Step, Steps
from index.reader.examples import Example
from index.reader.inputs import Rows
from index.reader.judging import Judge, Judgement
from index.reader.losses import loss_of
from index.reader.network import ReaderNetwork
from index.reader.recipe import Recipe

Device: TypeAlias = Literal["cpu", "cuda"]

_PART_TOKENS: Final[dict[Device, int]] = {"cpu": 640, "cuda": 131_072}
"""The tokens that are read at once: few enough that little is padding, and on a GPU so many that it is not waiting for its next order."""
_ATTENTION: Final[dict[Device, str]] = {"cpu": "eager", "cuda": "sdpa"}
"""Step by step, a training step takes half the time on a CPU; at once, four fifths of it on a GPU."""
_MAKERS: Final[dict[Device, int]] = {"cpu": 0, "cuda": 4}
"""Processes that make steps while others are computed."""
_HELD_OUT: Final = 20
"""Where no examples are given to judge by, one group in so many is never trained on and judges, by its first examples."""
_JUDGED: Final = 150


@dataclass(frozen=True, slots=True)
class Told:
    """How far a training is: of ``steps`` steps ``step`` are done, with this loss, at so many rows a second."""

    step: int
    steps: int
    loss: float
    rows_per_s: float
    judgement: Judgement | None = None


def train(
    examples: Sequence[Example],
    encoder: Path,
    recipe: Recipe,
    checkpoint: Path,
    *,
    judged: Sequence[Example] = (),
    start: Path | None = None,
    mean_with: Path | None = None,
    device: Device = "cpu",
    tell: Callable[[Told], None] = lambda _: None,
    save_every: int = 100,
    judge_every: int = 400,
) -> ReaderNetwork:
    """Train, and leave the weights in ``checkpoint``; where that holds a training begun with this recipe, go on with it.

    Args:
        examples: each is asked in one or two of its wordings, others each epoch.
        encoder: the folder of the bundled encoder.
        recipe: the seed and the sizes.
        checkpoint: a file; written every ``save_every`` steps, atomically.
        judged: what the training is judged by; without it, some of ``examples``, which are then not trained on.
        start: the checkpoint of an earlier training whose weights this one starts from.
        mean_with: a checkpoint; the mean of its weights and of those at the end is what is judged, left and given.
        device: where it is computed.
        tell: told after each step.
        save_every: steps between checkpoints.
        judge_every: steps between judgements.

    Raises:
        CheckpointUnreadable: ``start`` or ``mean_with`` holds no reader like this one, or ``checkpoint`` none at all.
    """
    _set_up(device, recipe.seed)
    network = ReaderNetwork(encoder, recipe.layers, recipe.dropout, _ATTENTION[device])
    if start is not None:
        network.load_weights(_weights_in(start, network))
    # Hours before they are needed: what is wrong with a file is told at once.
    others = None if mean_with is None else _weights_in(mean_with, network)
    if recipe.frozen:
        # What lies below a frozen layer is frozen with it: else each step would still go back through all of them.
        for part in (network.encoder.embeddings, *network.encoder.encoder.layer[: recipe.frozen]):
            part.requires_grad_(False)
    network.to(device)
    rows = Rows(Tokenizer.from_file(str(encoder / TOKENIZER_FILE)))
    readable = [example for example in examples if example.passages]
    judges = [example for example in judged if example.passages]
    held = judges or [example for example in readable if _is_held_out(example)][:_JUDGED]
    used = readable if judges else [example for example in readable if not _is_held_out(example)]
    steps = Steps(used, rows, recipe, _PART_TOKENS[device])
    judge = Judge(held, rows, _PART_TOKENS[device])
    body = [p for name, p in network.named_parameters() if p.requires_grad and not name.startswith("head")]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": network.head.parameters(), "lr": 5 * recipe.rate}],
        weight_decay=0.01,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: recipe.rate_at(step, len(steps)))
    done = _resume(checkpoint, recipe, network, optimizer, schedule)
    network.train()
    loader = DataLoader(steps, batch_size=None, sampler=range(done, len(steps)), num_workers=_MAKERS[device])
    for number, step in enumerate(loader, done + 1):
        began = time.perf_counter()
        torch.manual_seed(recipe.seed * 1_000_003 + number)
        loss = _loss(network, step, recipe, device)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        schedule.step()
        cost = loss.item()
        speed = len(step.wanted.answers) / (time.perf_counter() - began)
        last = number == len(steps)
        if last and others is not None:
            network.average(others)
        due = bool(held) and (last or number % judge_every == 0)
        judgement = judge.judge(network) if due else None
        if last or number % save_every == 0:
            _save(checkpoint, recipe, network, (optimizer, schedule), number)
        tell(Told(number, len(steps), cost, speed, judgement))
    return network.cpu().eval()


def usable(device: str) -> Device:
    """The device of this name. Raises `DeviceMissing` where this machine, or the torch on it, has none such."""
    if device == "cpu":
        return "cpu"
    if device == "cuda" and torch.cuda.is_available():
        return "cuda"
    raise DeviceMissing(f"There is no device {device!r} here; train on one of cpu, cuda that this machine has.")


def _set_up(device: Device, seed: int) -> None:
    torch.set_num_threads(os.cpu_count() or 1)
    torch.manual_seed(seed)
    if device == "cuda":
        # What cuBLAS needs to give the same numbers again.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(mode=True)
        # Nothing here reads what was not written; filling every new tensor took a tenth of the time.
        torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
        torch.set_float32_matmul_precision("high")


def _loss(network: ReaderNetwork, step: Step, recipe: Recipe, device: Device) -> torch.Tensor:
    answers, evidence = [], []
    # One context for all of a step's batches: the weights are made bfloat16 once.
    with torch.autocast(device, torch.bfloat16):
        for batch in step.batches:
            found, sentences = network(batch.to(device))
            answers.append(found)
            evidence.append(sentences)
    return loss_of(torch.cat(answers), evidence, step.wanted.to(device), recipe)


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


def _weights_in(checkpoint: Path, network: ReaderNetwork) -> dict[str, torch.Tensor]:
    weights: dict[str, torch.Tensor] = _load(checkpoint)["network"]
    if {name: value.shape for name, value in weights.items()} != {
        name: value.shape for name, value in network.weights().items()
    }:
        raise CheckpointUnreadable(f"{checkpoint} holds a reader of another shape; train with as many layers as it has.")
    return weights


def _load(checkpoint: Path) -> dict[str, Any]:
    try:
        saved = torch.load(checkpoint, weights_only=True)
    except (OSError, EOFError, UnpicklingError, RuntimeError) as error:
        raise CheckpointUnreadable(f"{checkpoint} holds no training of a reader; name a reader.pt.") from error
    if not (isinstance(saved, dict) and isinstance(saved.get("network"), dict)):
        raise CheckpointUnreadable(f"{checkpoint} holds no training of a reader; name a reader.pt.")
    return saved


def _resume(path: Path, recipe: Recipe, network: ReaderNetwork, optimizer: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    saved = _load(path)
    if saved.get("recipe") != repr(recipe):
        return 0
    network.load_weights(saved["network"])
    optimizer.load_state_dict(saved["optimizer"])
    schedule.load_state_dict(saved["schedule"])
    return int(saved["step"])
