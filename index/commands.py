"""``jobun index``: make the index of the policies, and say what it was made from."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from index.store import Manifest

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Make the index of the policies, and say what is in it.")

_DEFAULT_ENCODER: Final = "bundled"
_TOLD_STEPS: Final = 20
Policies = Annotated[
    Path | None, typer.Option(envvar="JOBUN_POLICIES", help="The folder of the policies. Default: those shipped.")
]
Folder = Annotated[Path | None, typer.Option(help="The folder of the index. Default: one below JOBUN_HOME.")]
Home = Annotated[Path | None, typer.Option(envvar="JOBUN_HOME", hidden=True)]
EncoderName = Annotated[
    str,
    typer.Option(
        "--encoder", envvar="JOBUN_ENCODER", help="An encoder: bundled, hashing, or a sentence-transformers name or path."
    ),
]


@app.callback()
def _index() -> None:
    """Make the index of the policies, and say what is in it."""


@app.command()
def build(
    *, policies: Policies = None, folder: Folder = None, encoder: EncoderName = _DEFAULT_ENCODER, home: Home = None
) -> None:
    """Index the policies: only what is new or has changed is embedded, the rest is reused."""
    from corpus.library import Library
    from index.building import build_index
    from index.encoder.loading import load_encoder
    from index.progress import bars

    home, policies, folder = _places(home, policies, folder)
    library = Library.load(policies)
    started = time.perf_counter()
    with bars(lambda stage: "Embedding sentences" if stage == "sentences" else "Making the encoder") as tell:
        loaded = load_encoder(encoder, home, tell)
        built = build_index(library, folder, loaded, lambda done, total: tell("sentences", done, total))
    took_s = time.perf_counter() - started
    typer.echo(
        f"{built.units:,} sentences and headings of {len(library.versions)} policy versions: {built.embedded:,} embedded, "
        f"{built.units - built.embedded:,} reused, in {took_s:.1f} s."
    )


@app.command()
def info(
    *,
    policies: Policies = None,
    folder: Folder = None,
    encoder: EncoderName = _DEFAULT_ENCODER,
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of lines.")] = False,
) -> None:
    """Say what the index was made from, and whether it still fits the policies and the encoder."""
    from corpus.library import Library
    from index.errors import IndexMissing
    from index.state import index_state

    _, policies, folder = _places(home, policies, folder)
    found = index_state(folder, Library.load(policies), encoder)
    if found.state == "missing":
        raise IndexMissing(found.why)
    size_bytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if as_json:
        manifest = asdict(found.manifest) if found.manifest else None
        report = {"folder": str(folder), "state": found.state, "why": found.why, "size_bytes": size_bytes, "manifest": manifest}
        typer.echo(json.dumps(report, ensure_ascii=False))
        return
    typer.echo(f"folder    {folder} ({size_bytes / 1e6:,.1f} MB)")
    typer.echo(f"state     {found.state}{f': {found.why}' if found.why else ''}")
    if found.manifest:
        typer.echo(_described(found.manifest))


@app.command("squad-examples")
def squad_examples(
    folder: Annotated[
        Path, typer.Argument(help="A folder of questions in SQuAD's form, such as JaQuAD's.", show_default=False)
    ],
    out: Annotated[Path, typer.Argument(help="The file to write, JSON lines.", show_default=False)],
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many questions to take.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Which questions are taken.")] = 0,
) -> None:
    """Make examples for `train-reader` from questions in SQuAD's form."""
    from index.reader.examples import write_examples
    from index.reader.squad import squad_examples as made

    typer.echo(f"{write_examples(made(folder, limit=limit, seed=seed), out):,} examples written to {out}.")


@app.command("train-reader")
def train_reader(
    examples: Annotated[list[Path], typer.Argument(help="Files of examples.", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="The folder for the checkpoint, the graph and its card.")],
    judged: Annotated[
        list[Path] | None, typer.Option("--judge", help="Files of examples to judge by; without, some are held out.")
    ] = None,
    start: Annotated[Path | None, typer.Option(help="The checkpoint of an earlier training to start from.")] = None,
    mean_with: Annotated[
        Path | None, typer.Option(help="A checkpoint whose weights are averaged with those that the training ends with.")
    ] = None,
    epochs: Annotated[float, typer.Option(min=0, help="How often each example is asked.")] = 1.0,
    rate: Annotated[float, typer.Option(help="The highest learning rate.")] = 2e-4,
    layers: Annotated[int, typer.Option(min=1, max=12, help="How many layers of the encoder, from the first on.")] = 8,
    frozen: Annotated[int, typer.Option(min=0, max=12, help="How many of them stay as they are.")] = 4,
    questions: Annotated[int, typer.Option(min=1, help="Questions to a step.")] = 8,
    passages: Annotated[int, typer.Option(min=1, help="Passages to a question, at most.")] = 3,
    wordings: Annotated[int, typer.Option(min=1, max=2, help="Wordings to a question, at most.")] = 1,
    dropout: Annotated[float, typer.Option(min=0, max=0.5, help="The share of a layer's numbers left out.")] = 0.0,
    agreement: Annotated[float, typer.Option(min=0, help="The cost of judging two wordings differently.")] = 0.5,
    seed: Annotated[int, typer.Option(help="Decides the order of the examples.")] = 0,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    home: Home = None,
) -> None:
    """Train the reader: resumable, and the same again from the same seed, examples and kind of device."""
    from index.encoder.making import bundled_folder
    from index.reader.examples import read_examples
    from index.reader.exporting import export, told
    from index.reader.recipe import Recipe
    from index.reader.training import Told, train, usable

    home, _, _ = _places(home, None, None)
    given = [example for file in examples for example in read_examples(file)]
    judges = [example for file in judged or [] for example in read_examples(file)]
    recipe = Recipe(
        seed=seed,
        epochs=epochs,
        rate=rate,
        layers=tuple(range(layers)),
        frozen=frozen,
        questions=questions,
        passages=passages,
        wordings=wordings,
        dropout=dropout,
        agreement_weight=agreement,
    )
    figures = ""

    def tell(now: Told) -> None:
        nonlocal figures
        figures = str(now.judgement or figures)
        if now.judgement or now.step % _TOLD_STEPS == 0:
            parts = (
                f"step {now.step}/{now.steps}",
                f"loss {now.loss:.3f}",
                f"{now.rows_per_s:.0f} rows/s",
                str(now.judgement or ""),
            )
            typer.echo(", ".join(part for part in parts if part))

    out.mkdir(parents=True, exist_ok=True)
    network = train(
        given,
        bundled_folder(home),
        recipe,
        out / "reader.pt",
        judged=judges,
        start=start,
        mean_with=mean_with,
        device=usable(device),
        tell=tell,
    )
    groups = sorted({example.group for example in given})
    card = {"recipe": asdict(recipe), "examples": told(examples), "groups": len(groups), "judged": figures}
    if mean_with is not None:
        card["mean_with"] = told([mean_with])
    typer.echo(f"Written: {export(network, out, card)}")


def _described(manifest: Manifest) -> str:
    versions = "\n          ".join(version["name"] for version in manifest.versions)
    return (
        f"versions  {versions}\n"
        f"holds     {manifest.units:,} sentences and headings in {manifest.documents:,} sections\n"
        f"encoder   {manifest.encoder} ({manifest.dimensions} dimensions)\n"
        f"words     {manifest.tokenizer}\n"
        f"digest    {manifest.digest[:12]}"
    )


def _places(home: Path | None, policies: Path | None, folder: Path | None) -> tuple[Path, Path, Path]:
    from corpus.home import default_home
    from corpus.library import SHIPPED
    from index.places import index_folder

    home = (home or default_home(os.environ)).expanduser()
    policies = (policies or SHIPPED).expanduser()
    return home, policies, folder or index_folder(home, policies)
