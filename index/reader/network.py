"""The reader's network while it is trained: the bundled encoder's layers, and one linear head over their states. Needs torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from index.reader.inputs import Row, padded


class ReaderNetwork(nn.Module):
    """From rows to logits. The embeddings of words, which are most of an encoder's weights, stay as they are."""

    def __init__(self, folder: Path, layers: Sequence[int]) -> None:
        """Take these layers of the encoder in ``folder``, a model directory of transformers' `BertModel`."""
        super().__init__()
        # Without dropout, and with attention step by step, a step takes half the time on a CPU.
        self.encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        whole = self.encoder.encoder.layer
        self.encoder.encoder.layer = nn.ModuleList(whole[number] for number in layers)
        mine = self.encoder.embeddings
        with torch.no_grad():
            mine.token_type_embeddings.weight[1] = mine.token_type_embeddings.weight[0]
        for frozen in (mine.word_embeddings, mine.position_embeddings):
            frozen.requires_grad_(False)
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(self.encoder.config.hidden_size, 2))

    def weights(self) -> dict[str, Tensor]:
        """All weights but those of the words, which stay the encoder's."""
        return {name: value for name, value in self.state_dict().items() if "word_embeddings" not in name}

    def load_weights(self, weights: dict[str, Tensor]) -> None:
        """Take what `weights` gave."""
        self.load_state_dict(weights, strict=False)

    def forward(self, rows: Sequence[Row]) -> tuple[Tensor, list[Tensor]]:
        """For each row the logit that it answers, ``(rows,)``, and those of its sentences, each ``(sentences,)``.

        A sentence's is the mean over its tokens: the encoder's own vectors are such means, while its closing marks know of the whole
        alone. A passage answers where one of its sentences does, and as far as the whole of it is about the question.
        """
        ids, kinds, there = (torch.from_numpy(each) for each in padded(rows))
        states = self.encoder(ids, token_type_ids=kinds, attention_mask=there).last_hidden_state
        logits = self.head(states).float()
        evidence = [
            torch.stack([logits[at, first:last, 1].mean() for first, last in row.sentences]) for at, row in enumerate(rows)
        ]
        whole = torch.stack([logits[at, row.passage : len(row.ids), 0].mean() for at, row in enumerate(rows)])
        return whole + torch.stack([torch.logsumexp(each, dim=0) for each in evidence]), evidence
