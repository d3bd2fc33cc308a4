"""The promises of ``index.encoder.port.Encoder``, for every implementation."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.encoder.loading import load_encoder
from index.encoder.making import bundled_folder
from index.encoder.port import Encoder, Role

HOME = Path(os.environ.get("JOBUN_TEST_HOME") or Path(__file__).parents[2] / ".cache" / "jobun")

ENCODERS: dict[str, Callable[[], Encoder]] = {
    "bundled": lambda: load_encoder("bundled", HOME),
    "hashing": lambda: load_encoder("hashing", HOME),
    "sentence-transformers": lambda: load_encoder(str(bundled_folder(HOME)), HOME),
}
TEXTS = (
    "個人情報の削除を求めることができます。",
    "当社は、利用目的の達成に必要な期間を超えて個人データを保有しません。",
    "有給",
    "個人情報の削除を求めることができます。",
    "You may ask us to delete your personal data.",
    "お問い合わせ窓口：privacy@example.jp（受付時間 ９：００〜１７：００）",
    "第３条　①開示等の請求は、㈱例示の窓口で受け付けます。",
    "保有個人データの開示、訂正、追加、削除、利用停止、消去及び第三者提供の停止。" * 4,
)
ODD_TEXTS = {
    "empty": "",
    "blank": " \u3000\n\t",
    "half a surrogate pair": "削除\ud83d",
    "controls": "削除\x00\x1b[31m",
    "other script": "Здравствуйте",
    "emoji": "🙏👨‍👩‍👧",
    "a special token": "</s><pad><mask>",
    "far too long": "個人情報の取扱いについて。" * 2_000,
}


@pytest.fixture(scope="module", params=ENCODERS)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return ENCODERS[request.param]()


@pytest.fixture(params=["query", "passage"])
def role(request: pytest.FixtureRequest) -> Role:
    return request.param


def test_gives_one_row_a_text_of_float32_and_norm_1(encoder: Encoder, role: Role) -> None:
    rows = encoder.encode(TEXTS, role=role)

    assert rows.shape == (len(TEXTS), encoder.dimensions)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_keeps_the_order(encoder: Encoder, role: Role) -> None:
    forwards, backwards = encoder.encode(TEXTS, role=role), encoder.encode(TEXTS[::-1], role=role)

    np.testing.assert_allclose(forwards, backwards[::-1], atol=1e-4)
    np.testing.assert_allclose(forwards[0], forwards[3], atol=1e-4)
    assert not np.allclose(forwards[0], forwards[1], atol=1e-2)


def test_gives_the_same_row_alone_and_in_a_batch(encoder: Encoder, role: Role) -> None:
    texts = (*TEXTS, "", ODD_TEXTS["emoji"])
    together = encoder.encode(texts, role=role)

    alone = np.concatenate([encoder.encode([text], role=role) for text in texts])

    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_gives_the_same_row_alone_and_beside_a_very_long_text(encoder: Encoder) -> None:
    together = encoder.encode([TEXTS[0], ODD_TEXTS["far too long"]], role="passage")

    np.testing.assert_allclose(together[:1], encoder.encode(TEXTS[:1], role="passage"), atol=1e-4)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=3))
def test_gives_the_same_row_alone_and_in_a_batch_for_any_text(encoder: Encoder, texts: list[str]) -> None:
    together = encoder.encode([*texts, TEXTS[-1]], role="passage")

    alone = np.concatenate([encoder.encode([text], role="passage") for text in texts])

    np.testing.assert_allclose(together[:-1], alone, atol=1e-4)


def test_gives_no_rows_for_no_texts(encoder: Encoder, role: Role) -> None:
    rows = encoder.encode([], role=role)

    assert rows.shape == (0, encoder.dimensions)
    assert rows.dtype == np.float32


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_gives_a_row_to_any_text(encoder: Encoder, role: Role, text: str) -> None:
    rows = encoder.encode([text], role=role)

    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)


def test_puts_a_question_nearest_to_what_answers_it(encoder: Encoder) -> None:
    question = encoder.encode(["個人情報の削除を求めることはできますか"], role="query")
    passages = encoder.encode(
        ["駐車場の利用時間は午前八時からです。", "本人は個人情報の削除を求めることができます。", "年次有給休暇は十日とする。"],
        role="passage",
    )

    assert (passages @ question[0]).argmax() == 1


def test_can_be_called_from_several_threads(encoder: Encoder) -> None:
    with ThreadPoolExecutor(4) as pool:
        rows = list(pool.map(lambda text: encoder.encode([text], role="query")[0], TEXTS))

    np.testing.assert_allclose(rows, encoder.encode(TEXTS, role="query"), atol=1e-4)


def test_has_a_name_and_it_is_the_same_each_time(encoder: Encoder, request: pytest.FixtureRequest) -> None:
    again = ENCODERS[request.node.callspec.params["encoder"]]()

    assert encoder.name
    assert again.name == encoder.name
    assert again.dimensions == encoder.dimensions
