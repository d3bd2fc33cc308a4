"""Steps of a training as tensors: like lengths together, nothing lost, and what is wanted where the rows are."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

from index.reader.batches import Batch, Step, Steps, Wanted, parts_of
from index.reader.examples import Example, Labelled
from index.reader.inputs import Row, Rows
from index.reader.losses import loss_of
from index.reader.passages import Passage
from index.reader.recipe import Recipe

RIGHT = Passage("開示", ("手数料は千円。", "文。"))
OTHERS = [Passage("保存", (f"{'期' * count}間。",)) for count in (1, 20, 40)]


@pytest.fixture
def rows() -> Rows:
    letters = dict.fromkeys("開示手数料は千円文保存期間いくらか。")
    tokenizer = Tokenizer(models.WordLevel({"<unk>": 3} | {c: 4 + at for at, c in enumerate(letters)}, unk_token="<unk>"))  # noqa: S106
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    return Rows(tokenizer)


def asked(count: int = 1) -> list[Example]:
    passages = (Labelled(RIGHT, (0,)), *(Labelled(each) for each in OTHERS))
    return [Example("a", ("手数料はいくら", "いくらか"), passages)] * count


@given(st.lists(st.integers(1, 256), min_size=1, max_size=60), st.integers(1, 2_000))
def test_parts_hold_each_row_once_and_no_more_tokens_than_they_may(lengths: list[int], tokens: int) -> None:
    parts = [part.tolist() for part in parts_of(lengths, tokens)]

    assert sorted(at for part in parts for at in part) == list(range(len(lengths)))
    assert all(len(part) == 1 or len(part) * max(lengths[at] for at in part) <= tokens for part in parts)


def test_a_batch_tells_means_over_the_passage_and_over_each_sentence() -> None:
    batch = Batch.of([Row((0, 5, 2, 2, 6, 2, 7, 8, 2), 4, ((6, 9),)), Row((0, 2, 2, 6, 2, 7, 2, 8, 2), 3, ((5, 7), (7, 9)))])
    values = torch.arange(9.0)

    assert (batch.whole * values).sum(dim=1).tolist() == pytest.approx([6.0, 5.5])
    assert (batch.sentences * values).sum(dim=2).flatten().tolist() == pytest.approx([7.0, 0.0, 5.5, 7.5])


def test_a_step_says_of_each_row_what_is_wanted_of_it(rows: Rows) -> None:
    steps = Steps(asked(4), rows, Recipe(questions=4, passages=3, wordings=2), part_tokens=90)
    step = steps[0]
    ids = [row[row != 1].tolist() for batch in step.batches for row in batch.ids]
    right = [rows.row(rows.tokens([each])[0], rows.passage(RIGHT)).ids for each in asked()[0].questions]

    assert len(steps) == 1
    assert len(step.batches) > 1
    assert len(ids) == 4 * 2 * 3 == len(step.wanted.answers)
    assert [tuple(each) in right for each in ids] == step.wanted.answers.bool().tolist()
    assert all(tuple(ids[group[0]]) in right for group in step.wanted.rivals.tolist())
    assert step.wanted.rivals.shape == (8, 3)
    assert sum(each.sum().item() for each in step.wanted.evidence) == 8
    for first, second in step.wanted.twins.tolist():
        assert ids[first] != ids[second]
        assert ids[first][ids[first].index(2) :] == ids[second][ids[second].index(2) :]


def test_a_step_depends_on_its_number_and_the_recipe_alone(rows: Rows) -> None:
    def seen(step: Step) -> list[list[int]]:
        return [batch.ids.flatten().tolist() for batch in step.batches]

    recipe = Recipe(questions=2, passages=2, epochs=3)
    steps, again = (Steps(asked(6), rows, recipe, part_tokens=200) for _ in range(2))

    assert [seen(again[at]) for at in (8, 3)] == [seen(steps[at]) for at in (8, 3)]
    assert any(seen(steps[at]) != seen(steps[0]) for at in range(1, 9))


def test_what_is_judged_rightly_and_alike_costs_least() -> None:
    wanted = Wanted(
        torch.tensor([1.0, 0.0]), [torch.tensor([[1.0, 0.0], [0.0, 0.0]])], torch.tensor([[0, 1]]), torch.tensor([[0, 1]]), 1
    )
    evidence = [torch.tensor([[4.0, -4.0], [-4.0, -torch.inf]])]
    recipe = Recipe(agreement_weight=0.0)
    right, wrong = (loss_of(torch.tensor(each), evidence, wanted, recipe).item() for each in ([3.0, -3.0], [-3.0, 3.0]))
    differing = loss_of(torch.tensor([3.0, -3.0]), evidence, wanted, Recipe(agreement_weight=1.0)).item()

    assert right < wrong
    # (p - q)(logit p - logit q), p = 1 - q = 1 / (1 + e^-3)
    assert differing - right == pytest.approx((2 / (1 + np.exp(-3)) - 1) * 6, rel=1e-4)


def test_an_example_without_a_second_wording_has_no_twin(rows: Rows) -> None:
    alone = Example("a", ("いくら",), asked()[0].passages)
    step = Steps([alone], rows, Recipe(questions=1, wordings=2), part_tokens=200)[0]

    assert step.wanted.twins.shape == (0, 2)
    assert len(step.wanted.answers) == 3
