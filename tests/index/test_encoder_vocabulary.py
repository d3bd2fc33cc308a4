"""The pruned vocabulary cuts texts as the full one does."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.encoder import sources
from index.encoder.making import TOKENIZER_FILE, bundled_folder
from index.encoder.vocabulary import KEPT_CHARACTERS, Vocabulary

REPOSITORY = Path(__file__).parents[2]
HOME = Path(os.environ.get("JOBUN_TEST_HOME") or REPOSITORY / ".cache" / "jobun")
POLICIES = sorted((REPOSITORY / "corpus" / "policies").rglob("*.md"))
TEXTS = (
    "第３条（利用目的）　当社は、①ご本人確認、②ご連絡、㈱○○への提供のために…利用します。",
    "ﾌﾟﾗｲﾊﾞｼｰﾎﾟﾘｼｰ ＰＤＦ　１２３ ㍿ ㎡ ℡ ™ № ½ ㊙",
    "か\u3099ぱ゜ 〜～ー―—–- ･・･ 『』【】〔〕《》 ※★→⇒♪ 〒100-0001 ￥1,000 ¥500",
    "𠮷野家の𩸽と髙橋﨑さん、葛󠄀城市、辻󠄁さん、纊褜鍈銈",
    "E-mail: privacy.officer+jp@example.co.jp / https://example.jp/policy?v=2&lang=ja#7.2",
    "def delete_user(user_id: int) -> None:\n\treturn None  # 削除",
    "GDPR Article 17 « right to erasure » – naïve café, Größe, niño, Ærø, ΔT = α·β ≤ 5 μm",
    "🙏 了解です👍🏻 😀✨ ☎️ ①②③",
    "そそそそそそそそ ｗｗｗｗ 笑笑笑 !!!! ？？？？ 。。。",
    "   先頭と末尾の空白   ",
    "鿿㐀䶵鬱龘靐齉",
    "▁ 下線 _ ▁▁ <s> </s> <unk>x",
)


@pytest.fixture(scope="module")
def full() -> Tokenizer:
    return Tokenizer.from_file(str(sources.TOKENIZER.path()))


@pytest.fixture(scope="module")
def pruned() -> Tokenizer:
    return Tokenizer.from_file(str(bundled_folder(HOME) / TOKENIZER_FILE))


def consists_of_kept_characters(text: str, full: Tokenizer) -> bool:
    normalised = full.normalizer.normalize_str(text)
    return all(any(first <= ord(character) <= last for first, last in KEPT_CHARACTERS) for character in normalised)


@pytest.mark.parametrize("text", TEXTS)
def test_cuts_a_text_into_the_same_pieces(full: Tokenizer, pruned: Tokenizer, text: str) -> None:
    assert consists_of_kept_characters(text, full)
    assert pruned.encode(text).tokens == full.encode(text).tokens


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_cuts_every_line_of_a_policy_into_the_same_pieces(full: Tokenizer, pruned: Tokenizer, path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()

    assert [pruned.encode(line).tokens for line in lines] == [full.encode(line).tokens for line in lines]


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.one_of(*(st.characters(min_codepoint=first, max_codepoint=last) for first, last in KEPT_CHARACTERS))))
def test_cuts_any_text_of_kept_characters_into_the_same_pieces(full: Tokenizer, pruned: Tokenizer, text: str) -> None:
    if consists_of_kept_characters(text, full):  # ℵ, for one, is normalised into a Hebrew letter
        assert pruned.encode(text).tokens == full.encode(text).tokens


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(
        st.sampled_from(
            "あいうえおかがきくけこさしすせそのをにへとはです、。（）個人情報取扱第三者提供開示請求等アイウー0123１２ abcde\u3099"
        )
    )
)
def test_cuts_any_everyday_text_into_the_same_pieces(full: Tokenizer, pruned: Tokenizer, text: str) -> None:
    assert pruned.encode(text).tokens == full.encode(text).tokens


def test_each_piece_keeps_its_row_of_the_embedding_table(full: Tokenizer, pruned: Tokenizer) -> None:
    from index.encoder.vocabulary import pruned as prune

    rows = prune(json.loads(sources.TOKENIZER.path().read_text("utf-8"))).rows

    assert len(rows) == pruned.get_vocab_size()
    for piece in ("<s>", "<pad>", "</s>", "<unk>", "<mask>", "▁", "個人", "情報", "の", "▁policy", "。"):
        assert rows[pruned.token_to_id(piece)] == full.token_to_id(piece)


def test_halves_the_vocabulary(full: Tokenizer, pruned: Tokenizer) -> None:
    assert pruned.get_vocab_size() < 0.51 * full.get_vocab_size()


def test_other_scripts_become_the_unknown_piece(pruned: Tokenizer) -> None:
    ids = pruned.encode("Привет").ids

    assert ids == [pruned.token_to_id(piece) for piece in ("<s>", "▁", "<unk>", "</s>")]


def test_refuses_another_number_of_rows_than_of_pieces() -> None:
    with pytest.raises(ValueError, match="one row"):
        Vocabulary({"model": {"vocab": [["a", 0.0]]}}, np.array([0, 1]))
