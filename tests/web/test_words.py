"""The words of the pages and of the widget: all there, in both languages, and none that nobody says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.replies import VERDICTS
from bot.sentences import VERDICTS as NAMES
from bot.web.words import page_words

WEB = Path(__file__).parents[2] / "bot" / "web"
PAGES = "".join((WEB / "templates" / name).read_text(encoding="utf-8") for name in ("site_base.html", "demo.html", "ask.html"))
WIDGET = (WEB / "static" / "widget.js").read_text(encoding="utf-8")


def test_the_pages_have_every_word_they_use_and_no_other() -> None:
    used = set(re.findall(r"words\.(\w+)", PAGES)) | {"said_thanks", "said_deleted"}

    assert set(page_words("ja")) == used


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_word_is_empty(lang: str) -> None:
    assert all(page_words(lang).values())  # type: ignore[arg-type]


def test_no_sentence_stands_in_a_template() -> None:
    # But for an example, which is a policy's own sentence, and the mark of a list.
    left = [line for line in PAGES.splitlines() if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", line) and 'lang="ja"' not in line]

    assert [line.strip() for line in left if "・" not in line] == []


def widget_words(lang: str) -> str:
    found = re.search(rf"^    {lang}: \{{\n(.*?)^    \}},\n", WIDGET, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_the_widget_says_the_same_in_both_languages() -> None:
    # The depth of a key is told by its indent; lines may be broken differently.
    ja, en = (re.findall(r"(?:^ +|[{,] )(\w+):", widget_words(lang), flags=re.MULTILINE) for lang in ("ja", "en"))

    assert ja == en
    assert len(ja) > 40


def test_the_widget_calls_verdicts_as_everything_else_does() -> None:
    for lang in ("ja", "en"):
        for verdict in VERDICTS:
            assert f'{verdict}: "{NAMES[verdict][lang]}"' in widget_words(lang)  # type: ignore[index]


def test_the_widget_names_no_other_host() -> None:
    hosts = set(re.findall(r"https?://([\w.-]+)", WIDGET))

    assert hosts == {"jobun.example", "www.w3.org"}


@pytest.mark.parametrize(
    "sink", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", ".style"]
)
def test_the_widget_writes_no_markup_and_no_styles(sink: str) -> None:
    assert sink not in WIDGET
