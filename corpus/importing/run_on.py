"""A page that came off a site as one line: every block of it stands behind a blank, and so does every link inside a sentence.

It is cut at each blank, and put together again where a sentence plainly goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from corpus.importing.guesses import PUT_TOGETHER, Guesses
from corpus.importing.joining import JAPANESE, Join, join
from corpus.importing.wording import ended
from corpus.numbers import read_marker

_MIN_CHARS: Final = 120
_CHARS_A_BLANK: Final = 400
"""A text of one sentence a paragraph still has a blank as often as this."""
_BLANK: Final = re.compile(r"[ \t\xa0\u200b\ufeff]+")
_BLOCK_BLANK: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff。）」][ \t\xa0]+(?=\S)")
# A sentence that ends right before a section's number, without a blank: 「…をいいます。2.個人情報の取得」.
_GLUED: Final = re.compile(
    r"(?<=[。）)])(?=第\s?[\d０-９一二三四五六七八九十百]+\s?[条章](?:\s|の\d|[（(【]))"
    r"|(?<=。)(?=(?:[\d０-９]{1,2}[.．](?![\d０-９])|[（(][\d０-９]{1,2}[）)]|[①-⑳]|[■◆●]|＜[^＞]{1,20}＞))"
    r"|(?<=。)[\u3000]+(?=\S)|(?<=[）)。])[\u3000]+(?=[\d０-９第（(①-⑳])"
)
# A title that runs into its text without a blank: 「2.利用目的について当社は、…」.
_RUN_IN_TITLE: Final = re.compile(
    r"(.{2,34}?(?:について|に関して|に関する事項|の目的|の定義|方針|措置|窓口|ポリシー))\s*"
    r"(?=当|弊|本サ|本ウェブ|お客様|ユーザー|利用者|会員|個人情報(?:とは|は|を)|「|取得した|以下|下記|次の|ご?本人|株式会社"
    r"|[一-龥ァ-ヶー]{2,12}(?:は|では|（以下))"
)


def is_run_on(line: str, *, alone: bool = False) -> bool:
    """Whether ``line`` holds many blocks: long, Japanese, and with blanks between Japanese words, or sections begun mid-line.

    A line that is ``alone`` in its file need not be long.
    """
    if len(line) < (_MIN_CHARS // 4 if alone else _MIN_CHARS) or len(JAPANESE.findall(line)) * 5 < len(line):
        return False
    return len(_BLOCK_BLANK.findall(line)) >= max(2, len(line) // _CHARS_A_BLANK) or len(_GLUED.findall(line)) > 1


def split_run_on(line: str, guesses: Guesses, offset: int = 0) -> list[tuple[str, int]]:
    """The blocks of ``line``, each with the character it begins at, counted from ``offset``."""
    chunks = list(_cut(line))
    out: list[tuple[str, int]] = []
    index = 0
    while index < len(chunks):
        text, at = chunks[index]
        end, count, reasons = at + len(text), 1, dict[str, None]()
        index += 1
        while index < len(chunks):
            after, begin = chunks[index]
            found = join(text, after, chunks[index + 1][0] if index + 1 < len(chunks) else "")
            if found is None:
                break
            text += _between(line[end:begin], text, after, found) + after
            end, index, count = begin + len(after), index + 1, count + 1
            if not found.sure:
                reasons[found.why] = None
        if reasons:
            guesses.add(f"{count} {PUT_TOGETHER}", "; ".join(reasons), line[at:end], at=offset + at)
        out.append((text, offset + at))
    return _unglue_titles(out)


def _between(gap: str, before: str, after: str, found: Join) -> str:
    """What stands between two pieces put together: the blank of the source, but none inside a Japanese sentence."""
    return "" if found.inside and not (before[-1].isascii() and after[0].isascii()) else gap


def _unglue_titles(chunks: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Where most numbered blocks run their title into their text, title and text apart."""
    numbered = [text for text, _ in chunks if read_marker(text) is not None and ended(text)]
    run_in = sum(bool(_RUN_IN_TITLE.match(text)) for text in numbered)
    if len(numbered) < 2 or run_in * 2 <= len(numbered):  # noqa: PLR2004 - one is no habit
        return list(chunks)
    out: list[tuple[str, int]] = []
    for text, at in chunks:
        found = _RUN_IN_TITLE.match(text) if ended(text) and (read_marker(text) is not None or not out) else None
        out += [(text, at)] if found is None else [(found[1], at), (text[found.end(1) :].lstrip(), at + found.end(1))]
    return out


def _cut(line: str) -> Iterator[tuple[str, int]]:
    at = 0
    for blank in [*_BLANK.finditer(line), None]:
        end = blank.start() if blank else len(line)
        yield from _unglue(line, at, end)
        at = blank.end() if blank else end


def _unglue(line: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    at = start
    for cut in [*_GLUED.finditer(line, start, end), None]:
        stop = cut.start() if cut else end
        text = line[at:stop]
        stripped = text.strip("\u3000")
        if stripped:
            yield stripped, at + text.index(stripped)
        at = cut.end() if cut else end
