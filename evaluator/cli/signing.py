"""The office's signing key at the machine: how it stands, and one for trying out."""

import os
import secrets
import stat
from datetime import UTC, datetime
from pathlib import Path

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

_FILE = click.Path(path_type=Path)


@permitted(Action.OPERATE)
@click.group("sign-key")
def sign_key() -> None:
    """Kunci penanda tangan piagam; kuncinya sendiri tidak pernah masuk basis data."""


@permitted(Action.OPERATE)
@sign_key.command()
@click.option("--out", type=_FILE, help="Tulis sertifikat publiknya ke berkas PEM ini.")
def check(out: Path | None) -> None:
    """Buka kunci yang diatur dan katakan keadaannya, tanpa menandatangani apa pun."""
    from evaluator.documents.signing import open_signer
    from evaluator.documents.signing_keys import expires_soon
    from evaluator.storage.installation import open_installation

    settings, now = open_installation().settings, datetime.now(UTC)
    signer = open_signer(settings, now)
    known = signer.certificate
    click.echo(f"Penanda tangan : {known.subject}")
    click.echo(f"Tingkat        : {signer.level}")
    click.echo(f"Berlaku sampai : {known.not_after:%Y-%m-%d %H:%M} UTC")
    click.echo(f"Sidik SHA-256  : {known.fingerprint}")
    if known.test:
        click.echo("PERINGATAN: ini kunci uji coba, bukan tanda tangan resmi.", err=True)
    if expires_soon(known, now):
        click.echo("PERINGATAN: sertifikat berakhir dalam 30 hari; minta yang baru.", err=True)
    if settings.signing_key is not None and _others_can_read(settings.signing_key):
        click.echo("PERINGATAN: berkas kunci dapat dibaca orang lain; chmod 600.", err=True)
    if out is not None:
        out.write_text(known.pem)
        click.echo(f"Sertifikat publik ditulis ke {out}")


@permitted(Action.OPERATE)
@sign_key.command("make-test")
@click.argument("file", type=_FILE)
@click.option("--name", default="Kantor uji coba", show_default=True, help="Nama di sertifikat.")
def make_test(file: Path, name: str) -> None:
    """Buat kunci UJI COBA di BERKAS (.p12); siapa pun tahu bahwa itu bukan yang resmi."""
    from evaluator.documents.signing_keys import make_test_key
    from evaluator.services.problems import Refused

    passphrase = secrets.token_urlsafe(18)
    beside = file.with_suffix(file.suffix + ".sandi")
    for place in (file, beside):
        if place.exists():
            raise Refused("Berkas {name} sudah ada; tidak ditimpa.", name=place.name)
    _write_secret(file, make_test_key(name, datetime.now(UTC), passphrase))
    _write_secret(beside, f"{passphrase}\n".encode())
    click.echo(f"Kunci UJI COBA ditulis ke {file}, kata sandinya ke {beside}. Untuk memakainya:")
    click.echo(f"EVALUATOR_SIGNING_KEY={file.resolve()}")
    click.echo(f"EVALUATOR_SIGNING_PASSPHRASE_FILE={beside.resolve()}")


def _write_secret(place: Path, content: bytes) -> None:
    """Write what only its owner may read, from the first byte on."""
    from evaluator.services.problems import Refused

    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise Refused(
            "Berkas {name} tidak dapat ditulis: {reason}.", name=place.name, reason=problem.strerror
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _others_can_read(place: Path) -> bool:
    if os.name == "nt":
        return False
    return bool(place.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
