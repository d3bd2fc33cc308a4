"""Fitting what turns mean: a multinomial logistic regression over vectors and signs, and when it prevails over the rules."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np

import bot.intents
from bot.intents import Form, Reading, RuleReader
from bot.intents.learned import MEANINGS, RULES_ALONE, IntentModel, Meaning, Numbers, Thresholds, decided, features_of
from bot.intents.signs import FORMS, names
from bot.replies import RIGHTS
from evaluation.errors import FitRefused, RowsUnreadable
from evaluation.intervals import Figure, average, estimate
from evaluation.metrics import macro_f1
from evaluation.rows import json_rows
from evaluation.samples import Source
from index.encoder.port import Encoder

UTTERANCES: Final = Path(bot.intents.__path__[0]) / "utterances.jsonl"
SYSTEMS: Final = {"rules": RULES_ALONE, "model": Thresholds(0.5, 0.5, 0.5, 0.0, 0.0)}
"""Who decides without thresholds of its own: the rules, or the model."""
MAX_QUESTIONS: Final = 0.01
"""The share of questions that may be taken for wishes of a right."""
_CHANCE: Final = 0.95
"""So surely are more questions taken for wishes than that where they are more than this quantile of the binomial distribution."""
_FOLDS: Final = 8
_STRENGTHS: Final = (1.0, 3.0)
_BESIDE: Final = 0.2
"""What a turn of others' collections weighs: they hold no wishes, and not our words."""
_DIGITS: Final = 5
_SEED: Final = 7
# Against the rules the model has to be surer than even; to make a wish of a question, almost certain.
_GRID: Final = tuple(
    Thresholds(*values)
    for values in product((0.5, 0.6, 0.7), (0.9, 0.95, 0.98), (0.6, 0.7, 0.8, 0.9), (0.5, 0.7, 0.9), (0.4, 0.5, 0.6))
)
_NO_RIGHT: Final[dict[str, Form]] = {
    "other_command": "wish",
    "chitchat": "other",
    "offtopic_question": "question",
    "other_support": "question",
    "privacy_question": "question",
}

Half: TypeAlias = Literal["fit", "held"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A turn as it is meant; ``group`` is the family it was written in, and no family is in both halves."""

    text: str
    meaning: Meaning
    asks: bool
    group: str
    half: Half
    weight: float = 1.0

    @property
    def right(self) -> Meaning | None:
        """The right wished for."""
        return self.meaning if self.meaning in RIGHTS else None

    @property
    def form(self) -> Meaning:
        """The form: that of a wish where a right is wished for."""
        return "wish" if self.right else self.meaning


@dataclass(frozen=True, slots=True)
class Seen:
    """Utterances as the rules read them, and what the model weighs: ``features`` is ``(n, columns)``."""

    utterances: tuple[Utterance, ...]
    readings: tuple[Reading, ...]
    features: Numbers

    @property
    def wanted(self) -> Any:
        """The places of what is meant in `MEANINGS`, ``(n,)``."""
        return np.array([MEANINGS.index(each.meaning) for each in self.utterances])

    def of(self, half: Half) -> Seen:
        """Those of one half."""
        return self.where(np.array([each.half == half for each in self.utterances]))

    def where(self, chosen: Any) -> Seen:
        """Those that ``chosen``, ``(n,)``, is true of."""
        at = np.flatnonzero(chosen)
        return Seen(tuple(self.utterances[i] for i in at), tuple(self.readings[i] for i in at), self.features[at])


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model, its strength of regularisation, and its cross-validated probabilities on the half for fitting."""

    model: IntentModel
    strength: float
    held_out: Numbers


def read_utterances(path: Path = UTTERANCES) -> tuple[Utterance, ...]:
    """The utterances of a file. Raises `RowsUnreadable`."""
    return tuple(_utterance(place, row) for place, row in json_rows(path))


def read_beside(path: Path) -> tuple[Utterance, ...]:
    """Turns that wish for no right, from a JSONL file with ``text`` and ``label``; labels other than those known are left out.

    Raises:
        RowsUnreadable: the file, or none of its labels, can be used.
    """
    rows = [row for _, row in json_rows(path) if row.get("label") in _NO_RIGHT and isinstance(row.get("text"), str)]
    if not rows:
        raise RowsUnreadable(f"{path}: has no line with a text and one of the labels {', '.join(_NO_RIGHT)}.")
    rules = RuleReader()
    return tuple(_beside(row["text"], _NO_RIGHT[row["label"]], rules, path.name) for row in rows)


def questions_asked(sources: Iterable[Source], most: int) -> tuple[Utterance, ...]:
    """At most so many questions that cases ask of policies, always the same ones: people rarely wish for anything in them."""
    found = [
        text
        for source in sources
        for case in source.cases
        if case.verdict in ("answered", "not_stated") and not case.history
        for text in (case.question, *case.paraphrases[:1])
    ]
    rules = RuleReader()
    chosen = np.random.default_rng(_SEED).permutation(len(found))[:most].tolist()
    return tuple(_beside(found[at], "question", rules, "asked") for at in chosen)


def see(utterances: Sequence[Utterance], encoder: Encoder, advance: Callable[[], object] = lambda: None) -> Seen:
    """Read and encode utterances, one at a time, as the reader will."""
    rules, order = RuleReader(), names()
    readings, rows = [], []
    for each in utterances:
        readings.append(rules.read(each.text))
        rows.append(features_of(encoder, each.text, readings[-1], order))
        advance()
    return Seen(tuple(utterances), tuple(readings), np.array(rows))


def fit(seen: Seen, encoder: str, beside: Seen | None = None) -> Fitted:
    """Fit on ``seen`` (and ``beside``), strength and thresholds chosen by cross-validation that never splits a family.

    Raises:
        FitRefused: the utterances do not hold every meaning.
    """
    missing = set(MEANINGS) - {each.meaning for each in seen.utterances}
    if missing:
        raise FitRefused(f"No utterance to fit on means {', '.join(sorted(missing))}.")
    by_strength = {strength: _cross_validate(seen, beside, strength) for strength in _STRENGTHS}
    strength = min(by_strength, key=lambda one: _log_loss(by_strength[one], seen))
    held_out = by_strength[strength]
    coef, intercept = _coefficients(seen, beside, strength)
    model = IntentModel(encoder, names(), coef, intercept, _thresholds(seen, held_out))
    return Fitted(model, strength, held_out)


def figures(seen: Seen, probabilities: Numbers, thresholds: Thresholds) -> dict[str, Figure]:
    """How good the readings are that come of ``probabilities``, ``(n, len(MEANINGS))``, and thresholds."""
    read = [
        reading if reading.chat or reading.injection else decided(reading, row, thresholds)
        for reading, row in zip(seen.readings, probabilities, strict=True)
    ]
    pairs = list(zip(seen.utterances, read, strict=True))
    wishes = [(each, got) for each, got in pairs if each.right]
    questions = [got for each, got in pairs if each.form == "question"]
    others = [got for each, got in pairs if not each.right]
    # "none" is a class of its own here: what wishes for nothing has to be read so.
    rights = estimate(
        macro_f1([each.right or "none" for each, _ in pairs], [got.right or "none" for _, got in pairs]), len(pairs)
    )
    return {
        "Form right": average([float(got.form == each.form) for each, got in pairs]),
        "Rights and none, macro F1": rights,
        "Wishes for a right seen as one": average([float(got.right is not None) for _, got in wishes]),
        "Wishes seen to be wishes": average([float(got.form == "wish") for _, got in wishes]),
        "… and their right told": average([float(got.right == each.right) for each, got in wishes]),
        "Questions taken for a wish of a right": average([float(got.right is not None) for got in questions]),
        "Others taken for a wish of a right": average([float(got.right is not None) for got in others]),
        "A question beside the wish told": average([float(got.asks == each.asks) for each, got in wishes]),
    }


def contents(fitted: Fitted, used: Seen, beside: Mapping[str, int], measured: Mapping[str, Figure]) -> dict[str, Any]:
    """The object that the model's file holds."""
    model = fitted.model
    return {
        "encoder": model.encoder,
        "thresholds": asdict(model.thresholds),
        "fitted_on": {
            "utterances": dict(Counter(each.meaning for each in used.utterances)),
            "sha256": hashlib.sha256(UTTERANCES.read_bytes()).hexdigest(),
            "beside": dict(beside),
            "strength": fitted.strength,
        },
        "held": {name: None if one.value is None else round(one.value, 4) for name, one in measured.items()},
        "signs": list(model.signs),
        "intercept": {meaning: _rounded(value) for meaning, value in zip(MEANINGS, model.intercept, strict=True)},
        "coef": {meaning: [_rounded(value) for value in row] for meaning, row in zip(MEANINGS, model.coef, strict=True)},
    }


def _beside(text: str, form: Form, rules: RuleReader, group: str) -> Utterance:
    # It is known what the turn is about, not its form: that is as the rules read it, where they see no right.
    reading = rules.read(text)
    meaning: Meaning = reading.form if reading.right is None else form
    return Utterance(text, meaning, asks=False, group=group, half="fit", weight=_BESIDE)


def _utterance(place: str, row: Mapping[str, Any]) -> Utterance:
    meaning = row.get("right") or row.get("form")
    if not (isinstance(row.get("text"), str) and isinstance(row.get("group"), str)) or row.get("half") not in ("fit", "held"):
        raise RowsUnreadable(f'{place}: needs "text", "group", and "half", which is "fit" or "held".')
    if meaning not in MEANINGS or row.get("form") not in FORMS or (row.get("right") and row["form"] != "wish"):
        raise RowsUnreadable(
            f'{place}: needs a "form", one of {", ".join(FORMS)}, and may have a "right" where that is "wish".'
        )
    return Utterance(row["text"], meaning, bool(row.get("asks")), row["group"], row["half"])


def _cross_validate(seen: Seen, beside: Seen | None, strength: float) -> Numbers:
    """The probabilities of each utterance by a model that saw none of its family."""
    groups = sorted({each.group for each in seen.utterances})
    folds = np.array([groups.index(each.group) % _FOLDS for each in seen.utterances])
    probabilities = np.zeros((len(folds), len(MEANINGS)))
    for fold in range(_FOLDS):
        coef, intercept = _coefficients(seen.where(folds != fold), beside, strength)
        model = IntentModel("", (), coef, intercept, RULES_ALONE)
        probabilities[folds == fold] = model.probabilities(seen.features[folds == fold])
    return probabilities


def _coefficients(seen: Seen, beside: Seen | None, strength: float) -> tuple[Numbers, Numbers]:
    from sklearn.linear_model import LogisticRegression

    parts = [part for part in (seen, beside) if part is not None]
    features = np.concatenate([part.features for part in parts])
    weights = np.array([each.weight for part in parts for each in part.utterances])
    wanted = np.concatenate([part.wanted for part in parts])
    # Centred, so that the penalty does not have to be paid for what every vector shares.
    centre = np.average(features, axis=0, weights=weights)
    fitted = LogisticRegression(C=strength, max_iter=2_000).fit(features - centre, wanted, sample_weight=weights)
    coef, intercept = np.zeros((len(MEANINGS), features.shape[1])), np.full(len(MEANINGS), -1e3)
    coef[fitted.classes_] = fitted.coef_
    intercept[fitted.classes_] = fitted.intercept_ - fitted.coef_ @ centre
    return coef, intercept


def _log_loss(probabilities: Numbers, seen: Seen) -> float:
    return float(-np.log(np.maximum(probabilities[np.arange(len(probabilities)), seen.wanted], 1e-12)).mean())


def _thresholds(seen: Seen, probabilities: Numbers) -> Thresholds:
    """Those that serve best of the ones that take at most 1 % of questions for wishes, as far as so few questions can tell.

    What serves is the macro F1 of the rights and none, and the share of wishes that are seen, less that of others taken for one.
    """
    forms = [each.form for each in seen.utterances]
    rights = [each.right or "none" for each in seen.utterances]

    def worth(thresholds: Thresholds) -> tuple[float, float]:
        read = [decided(*pair, thresholds).right for pair in zip(seen.readings, probabilities, strict=True)]
        questions = float(np.mean([right is not None for right, form in zip(read, forms, strict=True) if form == "question"]))
        seen_as_wish = np.array([right is not None for right in read])
        is_wish = np.array([right != "none" for right in rights])
        f1 = macro_f1(rights, [right or "none" for right in read])(np.ones((1, len(read))))[0]
        return questions, float(f1 + seen_as_wish[is_wish].mean() - seen_as_wish[~is_wish].mean())

    from scipy.stats import binom

    questions = forms.count("question")
    allowed = max(binom.ppf(_CHANCE, questions, MAX_QUESTIONS) / max(1, questions), worth(RULES_ALONE)[0])
    return max((RULES_ALONE, *_GRID), key=lambda one: ((found := worth(one))[0] <= allowed, found[1]))


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
