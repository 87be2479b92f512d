"""Keeping what is stored: backup, restore, and checking the log."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

_FILE = click.Path(path_type=Path)


@permitted(Action.OPERATE)
@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Tulis satu cadangan lengkap ke BERKAS, juga selagi program berjalan."""
    from evaluator.cli.operating import operator_of, ready_installation
    from evaluator.services.backup import make_backup

    own = ready_installation()
    with own.reads() as session:
        actor = operator_of(session)
    made = make_backup(own, actor, datetime.now(UTC), file)
    click.echo(f"{file}: {made.rows} baris, {made.files} berkas, {made.size} bita")
    for chain, head in made.heads.items():
        click.echo(f"kepala catatan {chain}: {head}")


@permitted(Action.OPERATE)
@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--replace", is_flag=True, help="Ganti isi pemasangan ini; isi lama dicadangkan dahulu."
)
def restore(file: Path, replace: bool) -> None:
    """Pulihkan pemasangan dari BERKAS; cadangan yang rusak ditolak sebelum apa pun disentuh."""
    from evaluator.services.restoring import restore_backup
    from evaluator.storage.installation import open_installation

    restored = restore_backup(open_installation(), datetime.now(UTC), file, replace=replace)
    click.echo(f"Dipulihkan: {restored.rows} baris, {restored.files} berkas.")
    if restored.kept is not None:
        click.echo(f"Isi sebelumnya tersimpan di {restored.kept}")
    if restored.left_out:
        names = ", ".join(restored.left_out)
        click.echo(f"Pengaturan {names} dari cadangan tidak dipakai; tetapkan sendiri bila perlu.")
    for chain, head in restored.heads.items():
        click.echo(f"kepala catatan {chain}: {head}")


@permitted(Action.OPERATE)
@click.group()
def log() -> None:
    """Catatan perbuatan."""


@permitted(Action.OPERATE)
@log.command()
def verify() -> None:
    """Periksa rantai catatan dan cocokkan dengan nilai yang tersimpan."""
    from evaluator.cli.operating import operator_of, ready_installation
    from evaluator.services.logging import verify_log

    with ready_installation().reads() as session:
        verdict = verify_log(session, operator_of(session))
    for chain, head in verdict.heads.items():
        click.echo(f"{chain}: {head}")
    for fault in verdict.faults:
        click.echo(f"Galat: {fault}", err=True)
    if verdict.faults:
        sys.exit(2)
    click.echo(f"Utuh: {verdict.entries} catatan.")
