"""Which lines of a body are headings.

Markdown headings are taken at their word. Below and between them, Japanese texts head their sections with numbered lines
(「1. 個人情報の定義」「（2）委託先」「第3条（目的）」), bold lines or symbols; a run of such lines is decided as a whole: they are
*headings* where text of their own follows them, *numbered paragraphs* (項) where each is a sentence, and *list items* otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal, TypeAlias

from corpus.lines import Line
from corpus.numbers import Marker, read_marker

HeadingStyle: TypeAlias = Literal["markdown", "law", "title", "paragraph"]

_MAX_TITLE_CHARS: Final = 45
_BOLD: Final = re.compile(r"(\*\*|__)(.+?)\1[:：]?\s*$")
_SYMBOL: Final = re.compile(r"([■◆●◇○▼▶►□★【＜〈《])\s*(\S.*)")
_CAPTION: Final = re.compile(r"[（(]([^（）()]{1,40})[）)]\s*$")
_ARTICLE_TITLE: Final = re.compile(r"[（(【]([^）)】]{1,60})[）)】]\s*")
_SUPPLEMENT: Final = re.compile(r"附[ \u3000]*則[ \u3000]*(?:[（(][^（）()]{1,40}[）)])?\s*$")
_LEAD_IN: Final = re.compile(
    r"((?<![一-龥ァ-ヶー0-9０-９%％])以下|次の|次に|下記|各号|とおり|通り|following|as follows)[^。]*[。:：]?\s*$|[:：]\s*$",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"[（(][^（）()]*[）)]")
_NESTED: Final = 3
_SENTENCE_END: Final = re.compile(r"[。｡！？!?]|[.．](?:\s|$)")
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>|[*_`]{1,3}|\s#+\s*$|\[([^\[\]]*)\]\([^()]*\)|\{#[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: ``start`` is where its line begins, ``text_start`` where its section's own text does.

    ``group`` tells siblings of one style ("h2", "article", "paren", "bold"); ``level`` is that of a Markdown heading, else 0.
    """

    start: int
    text_start: int
    style: HeadingStyle
    group: str
    title: str
    marker: Marker | None = None
    label: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be a heading."""

    index: int
    group: str
    marker: Marker | None
    rest: str
    title_start: int


def find_headings(body: str, lines: Sequence[Line]) -> list[Heading]:
    """All headings of ``body`` in order."""
    headings: dict[int, Heading] = {}
    for index, line in enumerate(lines):
        if line.kind == "heading":
            headings[index] = _markdown_heading(body, lines, index)
        elif line.kind == "text" and line.depth <= 1:
            marker = read_marker(body[line.content : line.end])
            if marker and marker.style in ("part", "chapter", "division", "article"):
                first, heading = _law_heading(body, lines, index, marker)
                headings[first] = heading
            elif _SUPPLEMENT.match(body, line.content, line.end):
                title = re.sub(r"\s", "", body[line.content : line.end])
                headings[index] = Heading(line.start, _after(lines, index, body), "law", "supplement", title)
    candidates = _find_candidates(body, lines, headings)
    groups: dict[str, list[_Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.group, []).append(candidate)
    blanks = [0, *accumulate(line.kind == "blank" for line in lines)]
    for same in groups.values():
        known = sorted(headings)
        for run in _runs(same, known, lines, blanks):
            before = bisect_left(known, run[0].index)
            headings.update(_decide(body, lines, known, run, headings[known[before - 1]] if before else None))
    return [headings[index] for index in sorted(headings)]


def clean_title(text: str) -> str:
    """A heading without Markdown or HTML marks, and without the brackets or the colon around all of it."""
    bare = _MARKUP.sub(lambda m: m[1] or "", text).strip().rstrip(":：").strip()
    if (found := _CAPTION.match(bare)) and found.end() == len(bare):
        return found[1].strip()
    if (found := re.match(r"[「『【＜〈《]([^」』】＞〉》]*)[」』】＞〉》]$", bare)) is not None:
        return found[1].strip()
    return bare


def _after(lines: Sequence[Line], index: int, body: str) -> int:
    """Where the text below line ``index`` begins."""
    return min(lines[index].end + 1, len(body))


def _markdown_heading(body: str, lines: Sequence[Line], index: int) -> Heading:
    line = lines[index]
    raw = _MARKUP.sub(lambda m: m[1] or "", body[line.content : line.end]).strip()
    marker = read_marker(raw, in_heading=True)
    last = index + 1 if index + 1 < len(lines) and lines[index + 1].kind == "underline" else index
    label, title = _label(raw, marker)
    return Heading(line.start, _after(lines, last, body), "markdown", f"h{line.level}", title, marker, label, level=line.level)


def _label(raw: str, marker: Marker | None) -> tuple[str, str]:
    if marker is None:
        return "", clean_title(raw)
    return raw[: marker.length].strip().rstrip(".．、:："), clean_title(raw[marker.length :])


def _law_heading(body: str, lines: Sequence[Line], index: int, marker: Marker) -> tuple[int, Heading]:
    """An article on a line of its own, or with its text behind it; a caption in brackets may stand on the line above."""
    line = lines[index]
    at = line.content + marker.length
    title, first = "", index
    rest = body[at : line.end]
    if found := _ARTICLE_TITLE.match(rest):
        title, at = found[1], at + found.end()
    elif marker.style != "article" or (len(rest.strip()) <= _MAX_TITLE_CHARS and not _SENTENCE_END.search(rest)):
        title, at = clean_title(rest), line.end
    if not title and index and (found := _CAPTION.match(body, lines[index - 1].content, lines[index - 1].end)):
        title, first = found[1], index - 1
    text_start = at if body[at : line.end].strip() else _after(lines, index, body)
    label = body[line.content : line.content + marker.length].strip()
    return first, Heading(lines[first].start, text_start, "law", marker.style, title.strip(), marker, label)


def _find_candidates(body: str, lines: Sequence[Line], headings: dict[int, Heading]) -> list[_Candidate]:
    found = []
    for index, line in enumerate(lines):
        if line.kind not in ("text", "html") or line.depth > 1 or index in headings:
            continue
        content = body[line.content : line.end]
        bold = _BOLD.match(content.strip())
        bare = bold[2] if bold else content
        marker = read_marker(bare, in_heading=bool(bold))
        if marker:
            start = line.content + marker.length
            found.append(_Candidate(index, marker.style, marker, bare[marker.length :].strip(), start))
        elif bold:
            found.append(_Candidate(index, "bold", None, bare.strip(), line.content))
        elif symbol := _SYMBOL.match(content):
            rest = re.sub(r"(?<=.)[】＞〉》]$", "", symbol[2].rstrip()).rstrip()
            found.append(_Candidate(index, f"symbol{symbol[1]}", None, rest, line.content))
    return found


def _runs(
    candidates: Sequence[_Candidate], headings: Sequence[int], lines: Sequence[Line], blanks: Sequence[int]
) -> list[list[_Candidate]]:
    """Candidates of one style that belong together: none of the headings between them, numbers that go up (or all say 1).

    ``blanks[i]`` counts the blank lines before line ``i``.
    """
    sizes = Counter(lines[candidate.index].run for candidate in candidates)
    runs: list[list[_Candidate]] = []
    tight = True  # whether no blank line has stood between the candidates of the last run so far
    for candidate in candidates:
        previous = runs[-1][-1] if runs else None
        apart = previous is not None and blanks[candidate.index] > blanks[previous.index]
        if (
            previous is None
            or bisect_right(headings, previous.index) < bisect_left(headings, candidate.index)
            or (_restarts(previous, candidate) and not _repeats(previous, candidate, lines, sizes))
            # A blank line sets the candidate apart from a list whose items follow each other without one.
            or (_restarts(previous, candidate) and apart and tight and len(runs[-1]) > 1)
        ):
            runs.append([])
            tight = True
        else:
            tight = tight and not apart
        runs[-1].append(candidate)
    return runs


def _restarts(previous: _Candidate, candidate: _Candidate) -> bool:
    if previous.marker is None or candidate.marker is None:
        return False
    return _order(candidate.marker) <= _order(previous.marker)


def _repeats(previous: _Candidate, candidate: _Candidate, lines: Sequence[Line], sizes: Counter[int]) -> bool:
    """Whether both say "1." and mean 1, 2: items of one Markdown list, or each the only item of a list that its text cut off."""
    if not (previous.marker and candidate.marker and previous.marker.parts == candidate.marker.parts == ("1",)):
        return False
    before, after = lines[previous.index].run, lines[candidate.index].run
    return before == after or (before > 0 < after and sizes[before] == sizes[after] == 1)


def _order(marker: Marker) -> tuple[tuple[int, str], ...]:
    return tuple((int(part) if part.isdecimal() else 0, part) for part in marker.parts)


def _decide(
    body: str, lines: Sequence[Line], headings: Sequence[int], run: Sequence[_Candidate], above: Heading | None
) -> dict[int, Heading]:
    titles = [
        0 < len(c.rest) <= _MAX_TITLE_CHARS and not _SENTENCE_END.search(c.rest) and c.rest[-1] not in "、,，;；" for c in run
    ]
    following = bisect_right(headings, run[-1].index)
    ends = [*(c.index for c in run[1:]), headings[following] if following < len(headings) else len(lines)]
    owns = [_own_text(body, lines, c.index, end) for c, end in zip(run, ends, strict=True)]
    introduced = _is_introduced(body, lines, run[0].index)
    if all(titles) and _have_text(owns, introduced=introduced):
        return {c.index: _title_heading(body, lines, c) for c in run}
    numbered = [c for c in run if c.marker is not None]
    if len(numbered) != len(run) or introduced or run[0].group not in ("decimal", "paren", "circled", "kanji"):
        return {}
    if run[0].group == "kanji" and above and (above.style == "paragraph" or (above.marker and above.marker.style == "article")):
        # Below an article 一, 二 are the items (号) of a paragraph (項), whose own numbers are 2, 3.
        return {}
    sentences = sum(_is_sentence(body, lines, c, end) for c, end in zip(run, ends, strict=True))
    if sentences * 2 <= len(run) or (len(run) == 1 and run[0].marker and run[0].marker.parts != ("2",)):
        return {}
    return {c.index: _paragraph_heading(body, lines, c) for c in run}


def _have_text(owns: Sequence[bool], *, introduced: bool) -> bool:
    """Whether the lines of a run head texts. The last one's text may be what follows the list, so it counts only with another."""
    if len(owns) == 1:
        return owns[0] and not introduced
    return sum(owns[:-1]) * 2 >= len(owns) - 1 and sum(owns) > 0


def _own_text(body: str, lines: Sequence[Line], index: int, end: int) -> bool:
    """Whether a sentence or a list stands between line ``index`` and line ``end``."""
    return any(
        line.kind in ("table_row", "table_head", "code")
        or (
            line.kind in ("text", "html")
            and ((line.item and line.depth <= lines[index].depth) or _SENTENCE_END.search(body, line.content, line.end))
        )
        for line in lines[index + 1 : end]
    )


def _is_introduced(body: str, lines: Sequence[Line], index: int) -> bool:
    while index > 0 and lines[index - 1].kind == "blank":
        index -= 1
    line = lines[index - 1]
    if index == 0 or line.kind != "text":
        return False
    text = body[line.content : line.end]
    for _ in range(_NESTED):
        text = _ASIDE.sub("", text)
    return bool(_LEAD_IN.search(text))


def _is_sentence(body: str, lines: Sequence[Line], candidate: _Candidate, end: int) -> bool:
    """Whether a sentence ends in the paragraph that ``candidate`` begins, before line ``end``."""
    last = candidate.index
    while last + 1 < end and lines[last + 1].kind == "text" and not lines[last + 1].item:
        last += 1
    return bool(_SENTENCE_END.search(body, candidate.title_start, lines[last].end))


def _title_heading(body: str, lines: Sequence[Line], candidate: _Candidate) -> Heading:
    line = lines[candidate.index]
    label = (
        body[line.content : line.end].strip("*_ ")[: candidate.marker.length].strip().rstrip(".．、:：")
        if candidate.marker
        else ""
    )
    return Heading(
        line.start,
        _after(lines, candidate.index, body),
        "title",
        candidate.group,
        clean_title(candidate.rest),
        candidate.marker,
        label,
    )


def _paragraph_heading(body: str, lines: Sequence[Line], candidate: _Candidate) -> Heading:
    line = lines[candidate.index]
    length = candidate.marker.length if candidate.marker else 0
    label = body[line.content : line.content + length].strip().rstrip(".．、:：")
    return Heading(line.start, line.content + length, "paragraph", candidate.group, "", candidate.marker, label)
