"""What a step of the training costs: wrong passages, wrong sentences, a wrong order, and wordings judged differently."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from index.reader.batches import Wanted
from index.reader.recipe import Recipe

_EVIDENCE_COUNTS: Final = 2.0
"""A sentence that is evidence counts as so many that are none, of which there are more."""


def loss_of(answers: Tensor, evidence: list[Tensor], wanted: Wanted, recipe: Recipe) -> Tensor:
    """The loss of a step's logits, which are given as `index.reader.network.ReaderNetwork` gives them, batch after batch."""
    loss = functional.binary_cross_entropy_with_logits(answers, wanted.answers)
    loss = loss + recipe.evidence_weight * _of_evidence(evidence, wanted.evidence)
    if len(wanted.rivals):
        rivals = answers[wanted.rivals].masked_fill(wanted.rivals < 0, -torch.inf)
        ranked = functional.cross_entropy(
            rivals, torch.zeros(len(rivals), dtype=torch.int64, device=answers.device), reduction="sum"
        )
        loss = loss + recipe.ranking_weight * ranked / wanted.asked
    if len(wanted.twins):
        loss = loss + recipe.agreement_weight * _of_agreement(*answers[wanted.twins].unbind(dim=1))
    return loss


def _of_evidence(evidence: list[Tensor], wanted: list[Tensor]) -> Tensor:
    costs, counts = [], []
    weight = torch.tensor(_EVIDENCE_COUNTS, device=evidence[0].device)
    for logits, marks in zip(evidence, wanted, strict=True):
        there = torch.isfinite(logits)
        cost = functional.binary_cross_entropy_with_logits(
            logits.masked_fill(~there, 0.0), marks, pos_weight=weight, reduction="none"
        )
        costs.append((cost * there).sum())
        counts.append(there.sum())
    return torch.stack(costs).sum() / torch.stack(counts).sum()


def _of_agreement(first: Tensor, second: Tensor) -> Tensor:
    """The symmetric Kullback-Leibler divergence of two probabilities, told by their logits: ``(p - q)(logit p - logit q)``."""
    return ((torch.sigmoid(first) - torch.sigmoid(second)) * (first - second)).mean()
