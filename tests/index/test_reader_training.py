"""Training a reader on a tiny encoder, and serving what was trained: the same judgements, without torch."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

from index.errors import CheckpointUnreadable, DeviceMissing, EncoderDamaged, ExamplesUnreadable, ReaderUnavailable
from index.reader.batches import Batch
from index.reader.examples import Example, Labelled, read_examples, write_examples
from index.reader.exporting import export
from index.reader.inputs import MAX_TOKENS, Rows, padded
from index.reader.loading import read_card
from index.reader.onnx import OnnxReader
from index.reader.passages import Passage
from index.reader.recipe import Recipe
from index.reader.squad import squad_examples
from index.reader.training import Told, train, usable
from index.reader.words import word_table

CHARACTERS = "開示の手数料は円です保存期間月内容文いくらか何？。0123456789"
RIGHT = Passage("開示", ("手数料は1000円です。", "文。"))
WRONG = Passage("保存", ("期間は6月です。",))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the bundled encoder's, with a network of two small layers."""
    folder = tmp_path_factory.mktemp("encoder")
    vocabulary = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3} | {c: 4 + at for at, c in enumerate(dict.fromkeys(CHARACTERS))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=96,
        pad_token_id=1,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def examples() -> list[Example]:
    asked = Example("a", ("手数料はいくら？", "いくらですか"), (Labelled(RIGHT, (0,)), Labelled(WRONG)))
    silent = Example("b", ("期間はいくら？",), (Labelled(WRONG), Labelled(RIGHT)))
    return [asked, silent] * 8


RECIPE = Recipe(seed=3, epochs=4, rate=3e-3, layers=(0, 1), frozen=1)


def test_the_loss_falls_and_the_right_passage_and_sentence_come_first(encoder: Path, tmp_path: Path) -> None:
    losses: list[Told] = []
    recipe = Recipe(seed=3, epochs=20, rate=3e-3, layers=(0, 1))
    network = train(examples(), encoder, recipe, tmp_path / "reader.pt", tell=losses.append)
    graph = export(network, tmp_path, {})
    right, wrong = OnnxReader(graph, encoder, name="r").read("手数料はいくら？", [RIGHT, WRONG])

    assert losses[-1].loss < losses[0].loss / 2
    assert losses[-1].step == losses[-1].steps == len(losses)
    assert right.answers > 0 > wrong.answers
    assert right.evidence[0] > right.evidence[1]


def test_a_training_that_was_cut_off_goes_on_to_the_same_weights(encoder: Path, tmp_path: Path) -> None:
    class Cut(Exception):
        pass

    def cut(step: Told) -> None:
        if step.step == 5:
            raise Cut

    whole = train(examples(), encoder, RECIPE, tmp_path / "whole.pt")
    with pytest.raises(Cut):
        train(examples(), encoder, RECIPE, tmp_path / "cut.pt", tell=cut, save_every=3)
    steps: list[int] = []
    again = train(examples(), encoder, RECIPE, tmp_path / "cut.pt", tell=lambda step: steps.append(step.step))

    assert steps[0] == 4
    assert all(torch.equal(value, again.weights()[name]) for name, value in whole.weights().items())


def test_what_is_frozen_stays_and_another_training_starts_from_the_weights(encoder: Path, tmp_path: Path) -> None:
    first = train(examples(), encoder, RECIPE, tmp_path / "first.pt")
    before = BertModel.from_pretrained(encoder, add_pooling_layer=False).state_dict()
    names = ("encoder.layer.0.output.dense.weight", "embeddings.LayerNorm.weight", "embeddings.token_type_embeddings.weight")
    second = train(
        examples(),
        encoder,
        Recipe(seed=4, epochs=0.5, rate=1e-9, layers=(0, 1)),
        tmp_path / "b.pt",
        start=tmp_path / "first.pt",
    )

    # The second kind of token starts as the first, before any training.
    assert all(torch.equal(first.weights()[f"encoder.{name}"][:1], before[name][:1]) for name in names)
    assert not torch.equal(
        first.weights()["encoder.encoder.layer.1.output.dense.weight"], before["encoder.layer.1.output.dense.weight"]
    )
    near = [torch.allclose(value, second.weights()[key], atol=1e-4) for key, value in first.weights().items()]
    assert all(near)


def test_the_mean_with_an_earlier_training_is_what_is_left_and_given(encoder: Path, tmp_path: Path) -> None:
    further = Recipe(seed=4, epochs=1, rate=3e-3, layers=(0, 1))
    start = tmp_path / "first.pt"
    first = train(examples(), encoder, RECIPE, start)
    second = train(examples(), encoder, further, tmp_path / "second.pt", start=start)
    mean = train(examples(), encoder, further, tmp_path / "mean.pt", start=start, mean_with=start).weights()
    left = torch.load(tmp_path / "mean.pt", weights_only=True)["network"]

    assert not torch.equal(first.weights()["head.1.weight"], second.weights()["head.1.weight"])
    for name, value in first.weights().items():
        torch.testing.assert_close(mean[name], (value + second.weights()[name]) / 2)
        assert torch.equal(left[name], mean[name])


def test_examples_to_judge_by_are_not_trained_on_and_the_others_all_are(encoder: Path, tmp_path: Path) -> None:
    judgements: list[Told] = []
    recipe = Recipe(seed=3, epochs=20, rate=3e-3, layers=(0, 1), wordings=2, dropout=0.1)
    train(
        examples(),
        encoder,
        recipe,
        tmp_path / "r.pt",
        judged=[*examples()[:2], Example("c", ("いくら",), ())],
        tell=judgements.append,
        judge_every=10,
    )
    judged = [each.judgement for each in judgements if each.judgement is not None]

    assert [each.step for each in judgements if each.judgement] == [10, 20, 30, 40]
    assert str(judged[-1]) == "passages 1.000, questions 1.000, passage first 1.000, sentence first 1.000"


def test_a_checkpoint_that_is_none_is_said_so_before_anything_is_trained(encoder: Path, tmp_path: Path) -> None:
    steps: list[Told] = []
    train(examples(), encoder, Recipe(epochs=0.5, layers=(0,)), tmp_path / "flat.pt")
    for wrong in (b"", b"{}", b"\x80\x02K\x01."):
        (tmp_path / "wrong.pt").write_bytes(wrong)
        with pytest.raises(CheckpointUnreadable, match=r"wrong\.pt holds no training"):
            train(examples(), encoder, RECIPE, tmp_path / "r.pt", start=tmp_path / "wrong.pt", tell=steps.append)
        with pytest.raises(CheckpointUnreadable, match=r"wrong\.pt holds no training"):
            train(examples(), encoder, RECIPE, tmp_path / "wrong.pt", tell=steps.append)
    for name, said in (("none.pt", "holds no training"), ("flat.pt", "another shape")):
        with pytest.raises(CheckpointUnreadable, match=said):
            train(examples(), encoder, RECIPE, tmp_path / "r.pt", mean_with=tmp_path / name, tell=steps.append)

    assert not steps


def test_a_device_that_is_not_there_is_said_so() -> None:
    assert usable("cpu") == "cpu"
    with pytest.raises(DeviceMissing, match="'tpu'"):
        usable("tpu")


def test_the_served_graph_judges_as_the_network_does(encoder: Path, tmp_path: Path) -> None:
    network = train(examples(), encoder, RECIPE, tmp_path / "reader.pt")
    graph = export(network, tmp_path / "out", {"note": "x"})
    rows = Rows(Tokenizer.from_file(str(encoder / "tokenizer.json")))
    asked = rows.tokens(["手数料はいくら？"])[0]
    with torch.no_grad():
        answers, evidence = network(Batch.of([rows.row(asked, rows.passage(one)) for one in (RIGHT, WRONG)]))
    reads = OnnxReader(graph, encoder, name="r", threads=1).read("手数料はいくら？", [RIGHT, WRONG])

    assert [read.answers for read in reads] == pytest.approx(answers.tolist(), abs=0.1)
    assert [each for read in reads for each in read.evidence] == pytest.approx(
        evidence[torch.isfinite(evidence)].tolist(), abs=0.1
    )
    assert read_card(tmp_path / "out" / "reader.json")["note"] == "x"


def test_rows_are_cut_at_the_limit_and_name_the_end_of_each_sentence(encoder: Path) -> None:
    rows = Rows(Tokenizer.from_file(str(encoder / "tokenizer.json")))
    row = rows.row(rows.tokens(["円" * 100])[0], rows.passage(Passage("月" * 100, ("文。", "文" * 400, "文。"))))
    ids, kinds, there = padded([row, rows.row([], rows.passage(WRONG))])

    assert len(row.ids) <= MAX_TOKENS
    assert row.passage == 1 + 64 + 2
    assert row.sentences == ((67 + 49, 67 + 49 + 3),)
    assert [row.ids[last - 1] for _, last in row.sentences] == [2]
    assert ids.shape == kinds.shape == there.shape == (2, len(row.ids))
    assert kinds[0, : row.passage].sum() == 0
    assert there[1].sum() < there[0].sum() == len(row.ids)


def test_examples_are_read_as_they_were_written(tmp_path: Path) -> None:
    assert write_examples(examples(), tmp_path / "e.jsonl") == 16
    assert list(read_examples(tmp_path / "e.jsonl")) == examples()
    assert [example.is_answered for example in examples()[:2]] == [True, False]


@pytest.mark.parametrize("text", ["{", "[]", '{"group": "a"}', '{"group": "a", "questions": [], "passages": [[1]]}'])
def test_other_files_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "e.jsonl").write_text(text)

    with pytest.raises(ExamplesUnreadable, match="line 1"):
        list(read_examples(tmp_path / "e.jsonl"))
    with pytest.raises(ExamplesUnreadable, match="cannot be read"):
        list(read_examples(tmp_path / "none.jsonl"))


def test_squad_questions_become_examples_with_hard_negatives(tmp_path: Path) -> None:
    def paragraph(*lines: str, answer: str, question: str) -> dict[str, object]:
        context = "\n".join(lines)
        return {
            "context": context,
            "qas": [{"question": question, "answers": [{"text": answer, "answer_start": context.index(answer)}]}],
        }

    data = [
        {
            "title": f"市{n}",
            "paragraphs": [
                paragraph(f"人口は{n}万人である。", f"市長は{name}である。", answer=name, question=f"市{n}の市長は誰か"),
                paragraph("名物は餅である。", answer="餅", question=f"市{n}の名物は何か"),
            ],
        }
        for n, name in enumerate(("青木", "井上", "上田", "江川"))
    ]
    (tmp_path / "a.json").write_text(json.dumps({"data": data}), encoding="utf-8")
    found = list(squad_examples(tmp_path, limit=100, seed=0))
    asked = {example.questions[0]: example for example in found}

    assert len(found) == 8
    assert {example.is_answered for example in found} == {True, False}
    for example in found:
        for one in example.passages:
            held = "".join(one.passage.sentences)
            for name in ("青木", "井上", "上田", "江川"):
                if (
                    example.questions[0].endswith("市長は誰か")
                    and example.group == f"市{['青木', '井上', '上田', '江川'].index(name)}"
                ):
                    assert (name in held) == bool(one.evidence)
    assert any("人口" in one.passage.sentences[0] and not one.evidence for one in asked["市0の市長は誰か"].passages)
    assert found == list(squad_examples(tmp_path, limit=100, seed=0))


@pytest.mark.parametrize("text", ["{", "{}", '{"data": []}'])
def test_what_is_no_squad_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)

    with pytest.raises(ExamplesUnreadable, match="SQuAD"):
        list(squad_examples(tmp_path, limit=1, seed=0))


def test_damaged_files_are_named(encoder: Path, tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"no graph")
    (tmp_path / "tokenizer.json").write_bytes((encoder / "tokenizer.json").read_bytes())
    with pytest.raises(ReaderUnavailable, match="JOBUN_READER=none"):
        OnnxReader(tmp_path / "reader.onnx", encoder, name="r")
    for damage in (b"", b"\x08\0\0\0\0\0\0\0{}      ", (encoder / "model.safetensors").read_bytes()[:9_000]):
        (tmp_path / "model.safetensors").write_bytes(damage)
        with pytest.raises(EncoderDamaged, match="delete that folder"):
            word_table(tmp_path)
    with pytest.raises(ReaderUnavailable, match="card"):
        read_card(tmp_path / "reader.json")


def test_the_words_are_those_of_the_encoder(encoder: Path) -> None:
    whole = BertModel.from_pretrained(encoder, add_pooling_layer=False).embeddings.word_embeddings.weight

    assert np.array_equal(word_table(encoder), whole.detach().numpy())
