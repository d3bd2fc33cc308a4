"""The one place where parts are chosen from the settings and put together."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from bot.engine import Engine
from bot.intents import RuleReader
from bot.settings import Settings
from bot.verdicts import VerdictModel
from corpus.library import Library
from index.building import build_index, check_fresh
from index.encoder.loading import load_encoder
from index.encoder.port import Encoder
from index.errors import IndexMissing, IndexStale
from index.places import index_folder
from index.ranking import Ranking
from index.search import Searcher
from index.store import open_generation


def assemble(
    settings: Settings | None = None,
    *,
    policies: Path | None = None,
    encoder: Encoder | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    refresh: bool = False,
    model: VerdictModel | None = None,
) -> Engine:
    """An engine over the policies of a folder, with its index.

    A missing index is built; a stale one is refused, or built again with ``refresh``. ``progress`` is told the stage, how much of
    it is done and how much there is. ``model`` stands in for the verdicts' fitted one.

    Raises:
        JobunError: a policy, the encoder or the index cannot be used; the message says what to do.
    """
    settings = settings or Settings.read(os.environ)
    policies = policies or settings.policies
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
        build_index(library, folder, encoder, (lambda done, total: progress("index", done, total)) if progress else None)
        generation = open_generation(folder)
    searcher = Searcher(library, generation, encoder, Ranking.load())
    return Engine(searcher, model or VerdictModel.load(), RuleReader())
