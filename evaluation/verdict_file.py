"""The fitted model on disk, as the bot loads it, with what it was fitted on and how well it does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from corpus.wholly import write_text
from evaluation.fitting import Fit, Stage
from evaluation.samples import WEIGHED, Sample, Source, weighed

FORMAT: Final = 1
_DIGITS: Final = 6


def contents(fitted: Fit, found: Sequence[Source], samples: Sequence[Sample], cv: dict[str, Any]) -> dict[str, Any]:
    """The object that the file holds."""
    stages = zip(("subject", "answered"), (fitted.subject, fitted.answered), fitted.choice.thresholds, strict=True)
    return {
        "version": FORMAT,
        "stages": {name: _stage(fitted.features, stage, threshold) for name, stage, threshold in stages},
        "fitted_on": {
            "cases": len(samples),
            **{verdict: sum(sample.wanted == verdict for sample in samples) for verdict in WEIGHED},
            "weighed": sum(sample.is_weighed for sample in samples),
            "strengths": list(fitted.choice.strengths),
            "files": [_file(source) for source in found],
        },
        "cv": cv,
    }


def write(model: dict[str, Any], path: Path) -> None:
    """Write the file whole or not at all. Raises `OSError`."""
    write_text(path, json.dumps(model, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def read(path: Path) -> dict[str, Any] | None:
    """What the file holds now; None where there is none or it is not ours."""
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(model, dict) and model.get("version") == FORMAT and {"stages", "fitted_on", "cv"} <= model.keys()
    return model if ours and "files" in model["fitted_on"] else None


def changes(before: dict[str, Any] | None, after: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is different in the stages, the case files and the figures over all: its name, what it was and what it is now."""
    old, new = dict(_told(before)), dict(_told(after))
    for name in (*new, *(name for name in old if name not in new)):
        if old.get(name) != new.get(name):
            yield name, _shown(old.get(name)), _shown(new.get(name))


def _stage(features: tuple[str, ...], stage: Stage, threshold: float) -> dict[str, Any]:
    numbers = {"mean": stage.mean, "scale": stage.scale, "coef": stage.coef}
    return {
        "features": list(features),
        **{name: [_rounded(value) for value in values] for name, values in numbers.items()},
        "intercept": _rounded(stage.intercept),
        "threshold": threshold,
    }


def _rounded(value: float) -> float:
    # Significant digits: a scale of 0.0000001 must not become 0.
    return float(f"{value:.{_DIGITS}g}")


def _file(source: Source) -> dict[str, Any]:
    used = len(weighed(source.cases))
    return {
        "name": f"{source.file.parent.name}/{source.file.name}",
        "group": source.group,
        "sha256": source.digest,
        "cases": used,
    }


def _told(model: dict[str, Any] | None) -> Iterator[tuple[str, Any]]:
    if model is None:
        return
    for name, stage in model["stages"].items():
        for column in ("coef", "mean", "scale"):
            yield from (
                (f"{name}: {column} of {feature}", at) for feature, at in zip(stage["features"], stage[column], strict=True)
            )
        yield from ((f"{name}: {key}", stage[key]) for key in ("intercept", "threshold"))
    for file in model["fitted_on"]["files"]:
        yield f"cases of {file['group']}", f"{file['cases']} ({file['sha256'][:8]})"
    yield from ((f"cross-validated: {key}", value) for key, value in model["cv"].items() if key != "policies")


def _shown(value: Any) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
