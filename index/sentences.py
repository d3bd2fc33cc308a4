"""What is known of each sentence of a section: how it bears on the question, the section being given."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from corpus.model import Section
from index.asked import asked, gives
from index.encoder.port import Vectors
from index.features import SHARPNESS, Matrix
from index.lexical import pairs
from index.lexicon import expansions
from index.plain import plain
from index.tokens import query_tokens, tokens

SENTENCE_FEATURES: Final = (
    "late",  # mean over the question's tokens of their best match in the sentence
    "late_third",  # the same over the third that matches best
    "cosine",  # the vectors of both
    "words",  # share of the question's words that it holds
    "related",  # the same, words of the same meaning counting too
    "pairs",  # share of the question's pairs of characters that it holds
    "kind",  # it gives a thing of the kind that is asked for
    "introduces",  # it introduces a list
    "item",  # it is an item of one, or a table's row
    "length",
)
"""The columns of the features of sentences."""


def sentence_features(question: str, section: Section, likeness: Vectors, cosines: Vectors) -> Matrix:
    """The features of each sentence, ``(sentences, len(SENTENCE_FEATURES))``, comparable within one section.

    Args:
        question: as it is searched for.
        section: whose sentences are compared.
        likeness: ``(question tokens, sentences)``, the best match of each token in each sentence.
        cosines: ``(sentences,)``, of the sentences' vectors and the question's.
    """
    texts = [section.text[sentence.start : sentence.end] for sentence in section.sentences]
    wanted, more = frozenset(query_tokens(question)), frozenset(expansions(query_tokens(question)))
    in_pairs = frozenset(pairs(question))
    kind = asked(question)
    leads = {sentence.lead for sentence in section.sentences}
    third = max(1, len(likeness) // 3)
    raw = np.zeros((len(texts), len(SENTENCE_FEATURES)))
    raw[:, 0] = likeness.mean(axis=0)
    raw[:, 1] = np.sort(likeness, axis=0)[-third:].mean(axis=0)
    raw[:, 2] = cosines
    raw[:, :3] = (raw[:, :3] - raw[:, :3].mean(axis=0)) * SHARPNESS
    for at, (sentence, text) in enumerate(zip(section.sentences, texts, strict=True)):
        held, held_pairs = _words(text)
        raw[at, 3] = _share(wanted & held, wanted)
        raw[at, 4] = _share(more & held, wanted)
        raw[at, 5] = _share(in_pairs & held_pairs, in_pairs)
        raw[at, 6] = float(kind not in ("open", "yes_no") and gives(kind, text))
        raw[at, 7] = float(at in leads)
        raw[at, 8] = float(sentence.kind in ("item", "row"))
        raw[at, 9] = np.log1p(len(text)) / 5
    return raw


def _share(some: frozenset[str], whole: frozenset[str]) -> float:
    return min(1.0, len(some) / len(whole)) if whole else 0.0


@lru_cache(maxsize=32_768)
def _words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words and the pairs of characters of a sentence."""
    bare = plain(text)
    return frozenset(tokens(bare)), frozenset(pairs(bare))
