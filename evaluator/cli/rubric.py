"""Checking and showing rubric files."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

if TYPE_CHECKING:
    from evaluator.scoring.rubric import Indicator, Rubric, Section

_FILE = click.Path(path_type=Path)


@permitted(Action.EVERYONE)
@click.group()
def rubric() -> None:
    """Periksa dan tampilkan berkas rubrik."""


@rubric.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
def check(files: tuple[Path, ...]) -> None:
    """Periksa berkas rubrik; semua kesalahan disebut dengan barisnya."""
    from evaluator.storage.rubric_files import RubricProblem, load_rubric

    faulty = False
    for file in files:
        try:
            loaded = load_rubric(file)
        except RubricProblem as problem:
            faulty = True
            click.echo(str(problem), err=True)
        else:
            count = len(loaded.indicators)
            click.echo(f"{file.name}: benar ({loaded.code} {loaded.version}, {count} indikator)")
    sys.exit(2 if faulty else 0)


@rubric.command()
@click.argument("file", type=_FILE)
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
def show(file: Path, language: str) -> None:
    """Tampilkan pohon rubrik dengan bobot dan bobot efektifnya."""
    from evaluator.storage.rubric_files import load_rubric

    loaded = load_rubric(file)
    click.echo(f"{loaded.title.in_language(language)} ({loaded.code} {loaded.version})")
    click.echo(f"{'bobot':>9} {'efektif':>9}  ")
    for line in _tree(loaded, language):
        click.echo(line)


@rubric.command()
def schema() -> None:
    """Cetak JSON Schema rubrik, untuk pelengkapan di penyunting."""
    from evaluator.scoring.rubric import Rubric

    click.echo(json.dumps(Rubric.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))


for _command in (check, show, schema):
    permitted(Action.EVERYONE)(_command)


def _tree(loaded: "Rubric", language: str) -> Iterator[str]:
    from evaluator.scoring.exact import write_decimal, write_shortest

    effective = loaded.effective_weights
    for depth, section in loaded.walk():
        nodes: list[Section | Indicator] = [section, *section.indicators]
        for node in nodes:
            weight = write_shortest(node.weight)
            share = write_decimal(effective[node.code], 4)
            indent = "  " * (depth + (node is not section))
            yield f"{weight:>9} {share:>9}  {indent}{node.code} {node.name.in_language(language)}"
