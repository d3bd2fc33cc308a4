"""The one place where parts are chosen from the settings and put together."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.approving import ApprovedAnswers
from bot.engine import Engine
from bot.intents.learned import reader_for as intents_for
from bot.settings import Settings
from bot.verdicts import FILE, PLAIN_FILE, VerdictModel
from corpus.approved import Approvals, read_approvals
from corpus.library import Library
from index.building import build_index, check_fresh
from index.encoder.loading import load_encoder
from index.encoder.making import NAME as BUNDLED_NAME
from index.encoder.port import Encoder
from index.errors import IndexMissing, IndexStale
from index.places import index_folder
from index.ranking import Ranking
from index.reader.loading import load_reader
from index.reader.port import Reader
from index.reader.weighing import Weighing
from index.search import Searcher
from index.store import open_generation

_BUILD_TIMEOUT_S: Final = 600
"""So long a build by another process is waited for: ten thousand sections take some two minutes."""


def assemble(
    settings: Settings | None = None,
    *,
    policies: Path | None = None,
    encoder: Encoder | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    refresh: bool = False,
    model: VerdictModel | None = None,
    reader: Reader | bool | None = None,
    weighing: Weighing | None = None,
) -> Engine:
    """An engine over the policies of a folder, with its index.

    A missing index is built, or waited for where another process builds it; a stale one is refused, or built again with ``refresh``.
    ``progress`` is told the stage, how much of it is done and how much there is. ``reader`` says whether passages are read, where not
    given the settings say it; one that is given itself is the one that reads. ``model`` and ``weighing`` stand in for the fitted ones.

    Raises:
        JobunError: a policy, the encoder or the index cannot be used; the message says what to do.
    """
    settings = settings or Settings.read(os.environ)
    policies = policies or settings.policies
    approved = ApprovedAnswers(read_approvals(policies))
    library = Library.load(policies)
    encoder = encoder or load_encoder(settings.encoder, settings.home, progress)
    folder = index_folder(settings.home, policies)
    try:
        generation = open_generation(folder)
        check_fresh(generation.manifest, library, encoder)
    except (IndexMissing, IndexStale) as error:
        if isinstance(error, IndexStale) and not refresh:
            named = f"`jobun index build --policies {policies}`" if policies != settings.policies else "`jobun index build`"
            raise IndexStale(str(error).replace("`jobun index build`", named)) from error
        told = (lambda done, total: progress("index", done, total)) if progress else None
        build_index(library, folder, encoder, told, wait_s=_BUILD_TIMEOUT_S)
        generation = open_generation(folder)
    reading = reader_for(settings, encoder, progress, wanted=reader, weighing=weighing)
    searcher = Searcher(library, generation, encoder, Ranking.load(), reading)
    return Engine(searcher, model or VerdictModel.load(FILE if reading else PLAIN_FILE), intents_for(encoder), approved)


def engine_over(
    library: Library,
    folder: Path,
    encoder: Encoder,
    reading: tuple[Reader, Weighing] | None = None,
    approvals: Approvals | None = None,
) -> Engine:
    """An engine over texts that need not lie in one folder: what an index in ``folder`` holds of them already is taken over.

    Raises:
        JobunError: the index cannot be made; the message says what to do.
    """
    build_index(library, folder, encoder)
    generation = open_generation(folder)
    check_fresh(generation.manifest, library, encoder)
    searcher = Searcher(library, generation, encoder, Ranking.load(), reading)
    approved = ApprovedAnswers(approvals) if approvals else None
    return Engine(searcher, VerdictModel.load(FILE if reading else PLAIN_FILE), intents_for(encoder), approved)


def reader_for(
    settings: Settings,
    encoder: Encoder,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    wanted: Reader | bool | None = None,
    weighing: Weighing | None = None,
) -> tuple[Reader, Weighing] | None:
    """The reader with the weights of what it reads, or None: ``wanted`` decides, or is it; where that is None the settings decide.

    Raises:
        ReaderUnavailable: its files are not what they should be.
    """
    # Another encoder was chosen for what the bundled one is not: small, say, or in another language.
    suits = settings.reader == "bundled" or (settings.reader == "auto" and encoder.name == BUNDLED_NAME)
    chosen = suits if wanted is None else wanted
    if not chosen:
        return None
    return load_reader(settings.home, progress) if isinstance(chosen, bool) else chosen, weighing or Weighing.load()
