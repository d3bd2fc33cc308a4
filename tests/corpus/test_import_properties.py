"""What holds for any text: nothing is changed, nothing is lost without a word, and the draft is a policy."""

from __future__ import annotations

import contextlib
import re
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import ImportRefused
from corpus.importing.drafts import Draft
from corpus.importing.front import Wishes
from corpus.importing.importer import make_draft
from corpus.importing.sources import Kind, Source
from corpus.reading import parse

TITLES = [
    "個人情報の取得",
    "利用目的について",
    "第三者提供",
    "Cookieとは？",
    "お問い合わせ窓口",
    "安全管理措置",
    "開示等の請求",
    "附則",
    "改定履歴",
]
SENTENCES = [
    "当社は、個人情報を適正に取得します。",
    "次の目的で利用します。",
    "以下の場合は、同意なく提供することがあります。",
    "なお、詳細は",
    "こちら",
    "をご覧ください。",
    "Google LLC の Google Analytics を使います。",
    "電話：03-1234-5678（平日 9:00 ～ 17:00）",
    "2024年4月1日 改定",
]
ITEMS = [
    "法令に基づく場合",
    "商品の発送のため",
    "氏名",
    "その他、これらに付随する業務",
    "・メールアドレス",
    "■住所",
    "※例外があります",
    "（目的）",
    "＜改定箇所＞",
]
SITE = [
    "ホーム",
    "ログイン",
    "会社概要",
    "利用規約",
    "© 2024 Example Inc.",
    "みなと屋｜プライバシーポリシー",
    "プライバシーポリシー",
    "ヘルプ",
]
NUMBERS = [
    "1.",
    "２．",
    "（3）",
    "(4)",
    "⑤",
    "第6条（適用）",
    "第7条",
    "01",
    "9. ",
    "10",
    "7. 手続き＞2. 証明書",
    "一、",
    "ア ",
]

pieces = st.one_of(
    st.sampled_from(TITLES),
    st.sampled_from(SENTENCES),
    st.sampled_from(ITEMS),
    st.sampled_from(SITE),
    st.builds("{}{}".format, st.sampled_from(NUMBERS), st.sampled_from([*TITLES, *SENTENCES, *ITEMS, ""])),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=12),
)
texts = st.builds(
    lambda parts, gap: gap.join(parts),
    st.lists(pieces, min_size=1, max_size=40),
    st.sampled_from([" ", "\n", "\n\n", "　", ""]),
)
KINDS: list[Kind] = ["markdown", "html"]
MARKS = re.compile(r"[\s#*|>・•‣◦･■◆●□◇▼▶►★◎+-]|(?<=\d)[.)]")


def imported(text: str) -> Draft | None:
    try:
        return make_draft(Source("page", text.encode(), "text"), Wishes(id="page", effective_on=date(2024, 1, 1)))
    except ImportRefused:
        return None


def is_in_order(part: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in part)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_every_character_is_from_the_source_in_order(text: str) -> None:
    draft = imported(text)
    if draft is not None:
        assert is_in_order(MARKS.sub("", draft.version.body), MARKS.sub("", text))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_what_is_not_in_the_draft_is_told(text: str) -> None:
    draft = imported(text)
    if draft is not None:
        told = sum(len(MARKS.sub("", guess.text)) for guess in draft.guesses if guess.what.startswith("dropped"))
        assert len(MARKS.sub("", draft.version.body)) + told == len(MARKS.sub("", text))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_a_draft_is_a_policy_and_its_guesses_have_places(text: str) -> None:
    draft = imported(text)
    if draft is not None:
        assert parse(draft.text) == draft.version
        assert all(guess.where and guess.what and guess.why for guess in draft.guesses)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(texts, st.sampled_from(KINDS))
def test_any_text_is_read_or_refused(text: str, kind: Kind) -> None:
    with contextlib.suppress(ImportRefused):
        make_draft(Source("page", text.encode(), kind), Wishes(id="page", effective_on=date(2024, 1, 1)))
