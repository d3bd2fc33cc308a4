"""The reader's network while it is trained: the bundled encoder's layers, and one linear head over their states. Needs torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from index.reader.batches import Batch


class ReaderNetwork(nn.Module):
    """From rows to logits. The embeddings of words, which are most of an encoder's weights, stay as they are."""

    def __init__(self, folder: Path, layers: Sequence[int], dropout: float = 0.0, attention: str = "eager") -> None:
        """Take these layers of the encoder in ``folder``, a model directory of transformers' `BertModel`.

        ``attention`` is one of transformers' implementations of it.
        """
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation=attention,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=dropout,
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

    def average(self, weights: dict[str, Tensor]) -> None:
        """Take the mean of its own weights and of these, which `weights` gave.

        Half way between a network and what a further training made of it lies one that has learned most of the new and lost least of
        the old (Wortsman and others, "Robust fine-tuning of zero-shot models", 2022).
        """
        self.load_weights({name: (value + weights[name].to(value)) / 2 for name, value in self.weights().items()})

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """For each row the logit that it answers, ``(rows,)``, and those of its sentences, ``(rows, sentences)``, -inf beyond its last.

        A sentence's is the mean over its tokens: the encoder's own vectors are such means, while its closing marks know of the whole
        alone. A passage answers where one of its sentences does, and as far as the whole of it is about the question.
        """
        states = self.encoder(batch.ids, token_type_ids=batch.kinds, attention_mask=batch.there).last_hidden_state
        logits = self.head(states).float()
        means = (batch.sentences * logits[:, None, :, 1]).sum(dim=2)
        evidence = means.masked_fill(batch.sentences.sum(dim=2) == 0, -torch.inf)
        return (batch.whole * logits[..., 0]).sum(dim=1) + torch.logsumexp(evidence, dim=1), evidence
