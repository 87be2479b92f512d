"""Checking, showing, comparing and converting rubric files."""

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
    from evaluator.scoring.rubric_plain import Plain

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


@rubric.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
def diff(old: Path, new: Path) -> None:
    """Sebutkan yang berbeda antara dua berkas rubrik, dan seberapa berat."""
    from evaluator.scoring.rubric_differences import differences

    found = differences(_plain_file(old), _plain_file(new))
    for one in found:
        place = " ".join(part for part in (one.node or "rubrik", one.field, one.detail) if part)
        change = f"{one.before[0] or '–'} -> {one.after[0] or '–'}"
        click.echo(f"{_GRAVITIES[one.gravity.name]:<14}{place}: {change}")
    click.echo(f"{len(found)} perbedaan")


@rubric.command("to-excel")
@click.argument("file", type=_FILE)
@click.option("--out", type=_FILE, help="Berkas .xlsx; bila tidak disebut, di samping asalnya.")
def to_excel(file: Path, out: Path | None) -> None:
    """Tulis berkas rubrik sebagai buku kerja Excel."""
    from evaluator.documents.rubric_workbook import rubric_workbook

    target = out or _beside(file, ".xlsx")
    target.write_bytes(rubric_workbook(_plain_file(file)))
    click.echo(f"{target}")


@rubric.command("from-excel")
@click.argument("file", type=_FILE)
@click.option("--out", type=_FILE, help="Berkas .yaml; bila tidak disebut, di samping asalnya.")
def from_excel(file: Path, out: Path | None) -> None:
    """Tulis buku kerja Excel sebagai berkas rubrik; yang salah disebut dengan selnya."""
    from evaluator.documents.rubric_workbook_reading import check_workbook
    from evaluator.storage.rubric_writing import write_plain

    target = out or _beside(file, ".yaml")
    target.write_bytes(write_plain(check_workbook(_bytes_of(file), file.name)))
    click.echo(f"{target}")


_GRAVITIES = {
    "WORDING": "susunan kata",
    "LEVEL_TEXT": "teks tingkat",
    "WEIGHT": "bobot",
    "STRUCTURE": "susunan",
}


for _command in (check, show, schema, diff, to_excel, from_excel):
    permitted(Action.EVERYONE)(_command)


def _beside(file: Path, ending: str) -> Path:
    """A new file beside another; one that is there already is not overwritten."""
    target = file.with_suffix(ending)
    if target.exists():
        raise click.UsageError(f"{target} sudah ada; sebutkan nama lain dengan --out")
    return target


def _plain_file(path: Path) -> "Plain":
    """A rubric file, YAML or Excel, as plain values."""
    from evaluator.documents.rubric_workbook_reading import read_workbook
    from evaluator.storage.rubric_drafts import read_plain

    content = _bytes_of(path)
    read = read_workbook if content.startswith(b"PK\x03\x04") else read_plain
    return read(content, path.name)


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, as far as any rubric goes."""
    from evaluator.documents.rubric_rows import MOST_BYTES
    from evaluator.scoring.messages import says
    from evaluator.storage.rubric_files import Fault, RubricProblem

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1) if path.is_file() else b""
    except OSError as problem:
        sentence = says("berkas tidak dapat dibaca ({reason})", reason=problem.strerror or "?")
        raise RubricProblem([Fault(path.name, 0, "", sentence)]) from None


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
