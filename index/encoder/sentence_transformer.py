"""Any model of sentence-transformers, by its path or by its name in the local cache. Needs torch; loads in seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from index.encoder.port import Role, States, Vectors, in_context, own_tokens, readable
from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# What a model calls its prompts for texts of a role; the first it knows is used.
_PROMPT_NAMES: Final[dict[Role, tuple[str, ...]]] = {"query": ("query",), "passage": ("passage", "document")}


class SentenceTransformerEncoder:
    """Encodes with the model's own prompts, where it defines any. Texts are cut at the model's own limit."""

    def __init__(self, name_or_path: str) -> None:
        """Load the model; the network is not asked for it.

        Raises:
            EncoderUnavailable: there is no such model on this machine, or it cannot be loaded.
        """
        self._model = _loaded(name_or_path)
        self.name = f"{name_or_path}@{_fingerprint(self._model)}"
        self.dimensions = self.encode([""], role="query").shape[1]

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        """See ``Encoder.encode``."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        rows = self._model.encode(
            [readable(text) for text in texts], prompt=self._prompt(role), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, np.float32)

    def states(self, texts: Sequence[str], *, role: Role, contexts: Sequence[str] | None = None) -> list[States]:
        """See ``Encoder.states``. One text at a time: this path is for trying other models, not for speed."""
        contexts = contexts or [""] * len(texts)
        return [self._state(readable(t), readable(c), role) for t, c in zip(texts, contexts, strict=True)]

    def _state(self, text: str, context: str, role: Role) -> States:
        full = self._prompt(role) + in_context(text, context)
        vector = np.asarray(self._model.encode([full], normalize_embeddings=True, show_progress_bar=False), np.float32)[0]
        rows = self._model.encode([full], output_value="token_embeddings", show_progress_bar=False)[0].float().numpy()
        tokenizer: Any = self._model.tokenizer
        offsets = tokenizer(full, return_offsets_mapping=True, truncation=True, max_length=len(rows))["offset_mapping"]
        own, spans = own_tokens(offsets[: len(rows)], len(full), len(text))
        tokens = rows[own] if own else vector[None]
        unit = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-9)
        return States(vector, unit.astype(np.float32), spans)

    def _prompt(self, role: Role) -> str:
        prompts = self._model.prompts
        return next((prompts[name] or "" for name in _PROMPT_NAMES[role] if name in prompts), "")


def _loaded(name_or_path: str) -> SentenceTransformer:
    advice = "give a folder that holds a sentence-transformers model, or 'bundled'"
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderUnavailable("this encoder needs sentence-transformers: pip install sentence-transformers") from error
    try:
        return SentenceTransformer(name_or_path, local_files_only=True)
    except Exception as error:  # whatever a model's own code and files bring about
        raise EncoderUnavailable(f"no encoder could be loaded from {name_or_path!r}: {advice}") from error


def _fingerprint(model: SentenceTransformer) -> str:
    """The beginning of the SHA-256 of all weights: a model trained further in place has another name."""
    import torch

    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()[:12]
