"""References within a text to articles, paragraphs, items and sections that are not there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from corpus.checking.findings import Finding
from corpus.checking.mentions import Mention, count, find_mentions
from corpus.checking.outline import Outline
from corpus.checking.rules import finding
from corpus.model import Section
from corpus.numbers import normal_number, to_half

_BESIDE: Final = ("decimal", "paren", "circled", "kanji")


def check_references(outline: Outline) -> Iterator[Finding]:
    """Findings on mentions that lead nowhere. The revision history speaks of other versions and is left out."""
    target = _Targets(outline)
    for section in outline.sections:
        if section.kind == "history":
            continue
        for index in range(len(section.sentences)):
            yield from _check(outline, target, section, index)


def _check(outline: Outline, target: _Targets, section: Section, index: int) -> Iterator[Finding]:
    sentence, lang = section.quote(index), outline.version.lang
    for mention in find_mentions(sentence, outline.version.title, decimals=target.decimals):
        shown = " ".join(sentence[mention.start : mention.end].strip('[](#)「」『』“”" ').split())
        if mention.kind == "heading":
            wrong = target.headed(mention)
            if wrong is not None:
                yield finding(
                    "reference-title", outline.place(section, index), lang, mention=shown, number=wrong.label, title=wrong.title
                )
                continue
        if not mention.elsewhere and not target.exists(mention, section, index):
            yield finding("reference-missing", outline.place(section, index), lang, mention=shown)


class _Targets:
    """What the mentions of one text can mean."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.numbers = outline.version.by_number
        self.decimals = sum("." in to_half(section.label).strip(".") for section in outline.sections) > 1
        self.titles = {_plain(section.title): section for section in outline.sections if section.title and section.label}

    def exists(self, mention: Mention, section: Section, sentence: int) -> bool:
        """Whether ``mention`` in a sentence of ``section`` leads to something."""
        match mention.kind:
            case "path":
                return self._has(mention.path, section) or self._paragraphs_to(mention.path)
            case "heading":
                # A number that is no section's, before words that are no section's title, may well be another document's.
                return "." not in mention.path or mention.path in self.numbers or _plain(mention.title) in self.titles
            case "chapter":
                number = normal_number(mention.path.replace("編", "章").replace(" ", ""))
                return number in self.numbers or number.replace("ch", "pt") in self.numbers
            case "above":
                return self._above(mention, section, sentence)
            case _:
                return self._in_article(mention, section, sentence)

    def _in_article(self, mention: Mention, section: Section, sentence: int) -> bool:
        if mention.article:
            article = self._article(mention.article, section)
            if article is not None and self._below(mention, article, section):
                return True
            if not mention.inherited:
                return False
        own = self.outline.article_of(section)
        if mention.paragraph:
            return self._paragraph(mention, section, sentence, own)
        return own is None or self._has_item(mention.item, self._family(own))

    def headed(self, mention: Mention) -> Section | None:
        """The section whose number or title a quoted heading gives wrongly, if it gives one wrongly."""
        numbered, titled = self.numbers.get(mention.path), self.titles.get(_plain(mention.title))
        if numbered is not None and _plain(numbered.title) == _plain(mention.title):
            return None
        if titled is not None:
            return numbered if numbered is not None and numbered.label else titled
        return numbered if numbered is not None and numbered.label and _similar(numbered.title, mention.title) else None

    def _article(self, written: str, section: Section) -> Section | None:
        articles, own = self.outline.articles, self.outline.article_of(section)
        if written.startswith(("前", "次", "本")):
            if own is None:
                # Not an article's text: what is beside the section is meant.
                return section if written.startswith("本") else self._beside(written, section)
            step = {"前": -count(written[1:]), "次": 1, "本": 0}[written[0]]
            index = articles.index(own) + step
            return articles[index] if 0 <= index < len(articles) else None
        number = normal_number(written.replace(" ", ""))
        above = own.number.rpartition(".")[0] if own is not None else ""
        # Articles of a supplement mention each other first.
        return self.numbers.get(f"{above}.{number}") or self.numbers.get(number)

    def _beside(self, written: str, section: Section) -> Section | None:
        here: Section | None = section
        while here is not None:
            beside = self.outline.beside(here)
            at = beside.index(here) if here in beside else -1
            index = at + (1 if written.startswith("次") else -count(written[1:]))
            if at >= 0 and 0 <= index < len(beside):
                return beside[index]
            here = self.outline.parents[here.number]
        return None

    def _below(self, mention: Mention, article: Section, section: Section) -> bool:
        """Whether the paragraph and the item that a mention of ``article`` names are there."""
        if not mention.paragraph or mention.paragraph.startswith(("前", "次", "同", "本")):
            return not mention.item or mention.article.startswith("本") or self._has_item(mention.item, self._family(article))
        found = self._numbered(article, count(mention.paragraph))
        if found is None:
            return False
        return not mention.item or self._has_item(mention.item, [found] if found is not section else [found, section])

    def _numbered(self, article: Section, number: int) -> Section | None:
        """The section that holds paragraph ``number`` of ``article``."""
        if below := self.numbers.get(f"{article.number}.{number}"):
            return below
        paragraphs = [child for child in self.outline.children[article.number] if self.outline.style(child) in _BESIDE]
        if paragraphs:
            return article if number == 1 and article.sentences else None
        if number == 1:
            return article
        if any(item.marker and item.marker.parts == (str(number),) for item in self.outline.items(article)):
            return article
        # Paragraphs that are not numbered are counted as they stand.
        blocks = re.split(r"\n[ \t\u3000]*\n", article.text.strip())
        return article if number <= len(blocks) else None

    def _paragraph(self, mention: Mention, section: Section, sentence: int, own: Section | None) -> bool:
        written = mention.paragraph
        if written.startswith(("同", "本")):
            return True
        here = self._paragraph_of(section, own)
        if written.startswith(("前", "次")):
            return self._next_to(written, here, sentence, same=here is section)
        number = count(written)
        if own is not None:
            found = self._numbered(own, number)
            return found is not None and (not mention.item or self._has_item(mention.item, [found, here]))
        return self._has(str(number), section) or any(
            item.marker and item.marker.parts == (str(number),) for item in self.outline.items(section)
        )

    def _paragraph_of(self, section: Section, own: Section | None) -> Section:
        """The paragraph (項) that ``section`` is or belongs to; itself where it belongs to none."""
        here = section
        while (
            (above := self.outline.parents[here.number]) is not None
            and above is not own
            and own is not None
            and here is not own
        ):
            here = above
        return here

    def _next_to(self, written: str, here: Section, sentence: int, *, same: bool) -> bool:
        beside = self.outline.beside(here)
        at = beside.index(here) if here in beside else 0
        is_article = self.outline.style(here) == "article"
        if written.startswith("次"):
            after = self.outline.children[here.number] if is_article else beside[at + 1 :]
            return bool(after) or sentence + 1 < len(here.sentences)
        before = 0 if is_article else at
        parent = self.outline.parents[here.number]
        if not is_article and parent is not None and parent.sentences:
            before += 1
        if same:
            before += sum(other.depth == 0 for other in here.sentences[:sentence])
        return before >= count(written[1:])

    def _family(self, section: Section) -> list[Section]:
        found = [section]
        for child in self.outline.children[section.number]:
            found.extend(self._family(child))
        return found

    def _has_item(self, written: str, sections: list[Section]) -> bool:
        number = normal_number(written.replace(" ", "").removesuffix("号").removeprefix("第"))
        number = number if "の" in written else str(count(written))
        for section in sections:
            items = [item for item in self.outline.items(section) if item.depth == 1]
            if any(item.marker and item.marker.parts == (number,) for item in items):
                return True
            # Items marked by bullets are counted.
            if items and all(item.marker is None for item in items) and number.isdecimal() and int(number) <= len(items):
                return True
            if f"{section.number}.{number}" in self.numbers:
                return True
        return False

    def _has(self, path: str, section: Section) -> bool:
        """Whether ``path`` is a number, read from the top or from anything that ``section`` stands below."""
        here: Section | None = section
        while here is not None:
            if f"{here.number}.{path}" in self.numbers:
                return True
            here = self.outline.parents[here.number]
        return path in self.numbers or f"ch{path}" in self.numbers

    def _paragraphs_to(self, path: str) -> bool:
        """Whether 「9.3」 is paragraph or item 3 of what is numbered 9."""
        above, _, last = path.rpartition(".")
        section = self.numbers.get(above)
        return section is not None and last.isdecimal() and self._has_item(last, [section])

    def _above(self, mention: Mention, section: Section, sentence: int) -> bool:
        number = str(count(mention.item))
        if self._has(number, section):
            return True
        top = section
        while (above := self.outline.parents[top.number]) is not None:
            top = above
        for other in [*self._family(top), *self.outline.beside(top)]:
            if any(item.marker and item.marker.parts[-1] == number for item in self.outline.items(other)):
                return True
        # 「上記2項」 may also mean the two before it.
        return int(number) <= sentence or ("項" in mention.item and int(number) <= self.outline.sections.index(section))


def _plain(title: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", title)).casefold()


def _similar(title: str, mentioned: str) -> bool:
    """Whether a mentioned title is meant to be ``title``, though worded otherwise: at least half of its characters are the same."""
    wanted, given = set(_plain(title)), set(_plain(mentioned))
    return bool(wanted and given) and len(wanted & given) * 2 >= len(wanted)
