"""Readings by a fitted model over the encoder's vector of a turn and its signs, where it is surer than the rules."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from bot.intents.reading import Form, IntentReader, Reading
from bot.intents.rules import RuleReader
from bot.intents.signs import FORMS, row, signs
from bot.intents.spelling import respelled
from bot.replies import RIGHTS, Right
from index.encoder.port import Encoder

FILE: Final = Path(__file__).parent / "intents.json"
VECTOR_WEIGHT: Final = 6.0
"""How much a vector of length 1 counts beside signs of 0 and 1."""

Numbers: TypeAlias = NDArray[np.float64]
Meaning: TypeAlias = Right | Form
MEANINGS: Final[tuple[Meaning, ...]] = (*RIGHTS, *FORMS)
"""What a turn can mean: a wish for one of the rights; or, without one, one of the forms."""
_RIGHTS: Final = len(RIGHTS)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities from which the model prevails over the rules."""

    grant: float
    """That a right is wished for, where the rules see none."""
    overrule: float
    """The same where they see a question: to take one for a wish is the worse mistake."""
    refuse: float
    """That none is, where they see one."""
    switch: float
    """That it is another one than they see."""
    reform: float
    """That the form is another one, where no right is wished for."""


RULES_ALONE: Final = Thresholds(2.0, 2.0, 2.0, 2.0, 2.0)
"""No probability reaches them."""


@dataclass(frozen=True, slots=True)
class IntentModel:
    """A multinomial logistic regression: ``coef`` is ``(len(MEANINGS), dimensions + len(signs))``, for the encoder named."""

    encoder: str
    signs: tuple[str, ...]
    coef: Numbers
    intercept: Numbers
    thresholds: Thresholds
    digest: str = ""

    @classmethod
    def load(cls, path: Path = FILE) -> IntentModel | None:
        """The model in ``path``, or None where there is none that this version can use."""
        try:
            text = path.read_text(encoding="utf-8")
            values = json.loads(text)
            model = cls(
                str(values["encoder"]),
                tuple(values["signs"]),
                np.array([values["coef"][meaning] for meaning in MEANINGS], float),
                np.array([values["intercept"][meaning] for meaning in MEANINGS], float),
                Thresholds(**{name: float(value) for name, value in values["thresholds"].items()}),
                hashlib.sha256(text.encode()).hexdigest(),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return model if model.coef.ndim == 2 else None  # noqa: PLR2004 - rows and columns

    def probabilities(self, features: Numbers) -> Numbers:
        """P(meaning), one a column in the order of `MEANINGS`, for features ``(n, columns)``."""
        logits = features @ self.coef.T + self.intercept
        odds: Numbers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        shares: Numbers = odds / odds.sum(axis=-1, keepdims=True)
        return shares


class LearnedReader:
    """Reads by the rules, and lets a fitted model correct them. Greetings and attempts to command are the rules' alone."""

    def __init__(self, encoder: Encoder, model: IntentModel, rules: IntentReader | None = None) -> None:
        """``model`` must be fitted for ``encoder``; ``rules`` are by default `RuleReader`."""
        self.digest = model.digest
        self._encoder = encoder
        self._model = model
        self._rules = rules or RuleReader()

    def read(self, text: str) -> Reading:
        """See `IntentReader`."""
        reading = self._rules.read(text)
        if reading.chat or reading.injection or not text.strip():
            return reading
        features = features_of(self._encoder, text, reading, self._model.signs)
        return decided(reading, self._model.probabilities(features[None])[0], self._model.thresholds)


def reader_for(encoder: Encoder, model: IntentModel | None = None) -> LearnedReader | RuleReader:
    """The reader for an encoder: the rules alone where no model (by default the one kept here) is fitted for it."""
    model = model or IntentModel.load()
    fits = model and model.encoder == encoder.name and model.coef.shape[1] == encoder.dimensions + len(model.signs)
    return LearnedReader(encoder, model) if model and fits else RuleReader()


def features_of(encoder: Encoder, text: str, reading: Reading, order: tuple[str, ...]) -> Numbers:
    """What the model weighs: the vector of the turn with its commonest misspellings put right, then the signs."""
    vector = encoder.encode([respelled(text)], role="query")[0].astype(float)
    return np.concatenate([VECTOR_WEIGHT * vector, row(signs(text, reading), order)])


def decided(reading: Reading, probabilities: Numbers, thresholds: Thresholds) -> Reading:
    """The rules' reading as the model leaves it. ``probabilities`` are in the order of `MEANINGS`."""
    rights = probabilities[:_RIGHTS]
    best, wished = RIGHTS[int(rights.argmax())], float(rights.sum())
    if reading.right is None and wished >= (thresholds.overrule if reading.form == "question" else thresholds.grant):
        return _granted(reading, best)
    if reading.right is not None and 1 - wished < thresholds.refuse:
        return replace(reading, right=best, about=best) if rights.max() >= thresholds.switch else reading
    if reading.right is None and probabilities[_RIGHTS:].max() < thresholds.reform:
        return reading
    form = cast("Form", MEANINGS[_RIGHTS + int(probabilities[_RIGHTS:].argmax())])
    return replace(reading, form=form, right=None, asks=reading.asks and form == "wish")


def _granted(reading: Reading, right: Right) -> Reading:
    # What the rules took for a question is one beside the wish; to ask how a request stands is the wish itself.
    asks = reading.asks or (reading.form == "question" and right != "status")
    return replace(reading, form="wish", right=right, about=right, asks=asks)
