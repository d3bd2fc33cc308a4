"""Questions in SQuAD's form (JaQuAD, say) as a collection to find paragraphs in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from evaluation.collection import Collection, Document, Query
from index.errors import ExamplesUnreadable
from index.reader.squad import articles_in

_GROUPS: Final = 24
_PARAGRAPHS: Final = 60
_OF_AN_ARTICLE: Final = 14
_OF_A_PARAGRAPH: Final = 3


def read_squad(folder: Path, seed: int) -> Collection:
    """Paragraphs of some articles, in groups of at least 60, and at most three questions about each; ``seed`` chooses the articles.

    Raises:
        ExamplesUnreadable: a file is not in SQuAD's form, or none holds a question.
    """
    documents: list[Document] = []
    queries: list[Query] = []
    grades: dict[str, dict[str, int]] = {}
    articles = list(articles_in(folder))
    group, held = 0, 0
    for at in np.random.default_rng(seed).permutation(len(articles)).tolist():
        if held >= _PARAGRAPHS:
            group, held = group + 1, 0
        if group == _GROUPS:
            break
        title, paragraphs = articles[at]
        for text, questions in paragraphs[:_OF_AN_ARTICLE]:
            document = Document(str(len(documents)), title, text, str(group))
            documents.append(document)
            held += 1
            for question, _ in questions[:_OF_A_PARAGRAPH]:
                queries.append(Query(str(len(queries)), question, document.group))
                grades[queries[-1].id] = {document.id: 1}
    if not queries:
        raise ExamplesUnreadable(f"{folder}: holds no questions in SQuAD's form.")
    return Collection(folder.name, tuple(documents), tuple(queries), grades)
