"""The parts that are measured, as the bot itself puts them together. They are heavy, and imported when they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from evaluation.ablation import SectionRanker
from evaluation.bench import Build
from evaluation.collection import Document
from evaluation.ranking_fit import Candidates, Compares
from evaluation.reader_examples import Shows
from evaluation.reading_fit import Reads
from evaluation.retrieval import Trial
from evaluation.running import Engine
from evaluation.sides import Side
from index.encoder.port import Encoder

if TYPE_CHECKING:
    from bot.engine import Engine as Assembled
    from index.reader.weighing import Weighing
    from index.search import Searcher


class FittedOn(Engine, Compares, Reads, Shows, Protocol):
    """An engine that also shows what its ranking compares and what it reads."""


def engine_for(policies: Path, *, reader: bool | None = None) -> Engine:
    """The engine over the policies of a folder, with the settings there are; its index is brought up to date.

    Whether it reads passages is said by ``reader``, and by the settings where that is None.
    """
    from bot.assemble import assemble

    return assemble(policies=policies, refresh=True, reader=reader)


@contextmanager
def engines_over(old: Side, new: Side) -> Iterator[tuple[Engine, Engine]]:
    """The engines over two texts, with the settings there are.

    What both hold is embedded once and read once for each question, and so is what an earlier comparison has read.
    """
    from bot.assemble import engine_over, reader_for
    from bot.settings import Settings
    from index.reader.remembering import RememberingReader

    settings = Settings.read(os.environ)
    encoder = encoder_for(None)
    reading = reader_for(settings, encoder)
    remembering = RememberingReader(reading[0]) if reading else None
    shared = (remembering, reading[1]) if remembering and reading else None
    folder = settings.home / "index" / "compared"
    before, after = (engine_over(one.library, folder, encoder, shared, one.approvals) for one in (old, new))
    noted = folder.with_name("compared-readings.json")
    if remembering:
        remembering.recall(noted)
    try:
        yield before, after
    finally:
        # A comparison that was broken off has read for the next one, too; without room for a note that one reads again.
        if remembering:
            with suppress(OSError):
                remembering.note(noted)


def unfitted_engine_for(policies: Path, *, reader: bool | None = False) -> FittedOn:
    """The same engine before its verdicts are fitted: what fitting asks for evidence and rankings.

    Whether it reads passages is said by ``reader``, and by the settings where that is None.
    """
    return _unfitted(policies, reader=reader)


def unweighed_engine_for(policies: Path) -> FittedOn:
    """An engine that reads, before what it reads is weighed."""
    from index.reader.weighing import Weighing

    return _unfitted(policies, reader=True, weighing=Weighing.unfitted())


def section_ranker_for(policies: Path, *, headings: bool) -> SectionRanker:
    """What ranks the sections of the policies of a folder, indexed with the headings they stand under or without."""
    from evaluation.section_ranker import SearchedSections, without_headings

    engine = _unfitted(policies)
    return SearchedSections(engine, engine.searcher if headings else without_headings(engine.searcher))


def searcher_for(policies: Path, encoder: Encoder) -> Searcher:
    """What searches the policies of a folder with an encoder, without a reader."""
    return _unfitted(policies, encoder=encoder, reader=False).searcher


def comparing_trial_for(documents: Sequence[Document]) -> Candidates:
    """The search over the documents of a collection with the encoder of the settings."""
    from index.trial import build_trial

    return build_trial([(one.id, one.title, one.text, one.group) for one in documents], encoder_for(None))


def trial_for(documents: Sequence[Document], encoder: Encoder | None) -> Trial:
    """The search over the documents of a collection; without an encoder it ranks by BM25 alone.

    The system "full" reads where the settings say so.
    """
    from bot.assemble import reader_for
    from bot.settings import Settings
    from index.trial import build_trial

    rows = [(one.id, one.title, one.text, one.group) for one in documents]
    return build_trial(rows, encoder, reader=reader_for(Settings.read(os.environ), encoder) if encoder else None)


def encoder_for(setting: str | None) -> Encoder:
    """The encoder a setting names; the one of the settings where it names none."""
    from bot.settings import Settings
    from index.encoder.loading import load_encoder

    settings = Settings.read(os.environ)
    return load_encoder(setting or settings.encoder, settings.home)


def build_with(setting: str | None) -> Build:
    """Indexing with the encoder that a setting names."""
    from index.building import build_index

    encoder = encoder_for(setting)
    return lambda library, folder: build_index(library, folder, encoder)


def _unfitted(
    policies: Path, *, encoder: Encoder | None = None, reader: bool | None = None, weighing: Weighing | None = None
) -> Assembled:
    from bot.assemble import assemble
    from bot.verdicts import VerdictModel

    return assemble(
        policies=policies, encoder=encoder, refresh=True, model=VerdictModel.undecided(), reader=reader, weighing=weighing
    )
