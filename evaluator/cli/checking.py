"""Checking files at the machine: by the register here, or by a certificate alone."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

_FILE = click.Path(path_type=Path)
GOOD, NOT_GOOD, NOT_READ = 0, 1, 2
"""Exit codes: every file is good; some file is not; some file could not be read at all."""
Told = tuple[int, str]
WORDS = {
    "valid": "SAH",
    "revoked": "DICABUT",
    "replaced": "DIGANTI",
    "sealed": "BELUM DIBUKA",
    "outdated": "HASIL DIREVISI",
    "unsigned": "TANPA TANDA TANGAN",
    "altered": "BERUBAH",
    "several": "GABUNGAN",
    "unregistered": "TIDAK TERDAFTAR",
    "foreign": "BUKAN PIAGAM KAMI",
    "unreadable": "TIDAK TERBACA",
}


@permitted(Action.OPERATE)
@click.command()
@click.argument("files", type=_FILE, nargs=-1, required=True)
@click.option(
    "--certificate",
    type=_FILE,
    help="Periksa tanda tangannya saja terhadap sertifikat kantor ini, tanpa basis data.",
)
def verify(files: tuple[Path, ...], certificate: Path | None) -> None:
    """Periksa BERKAS PDF piagam: kode keluar 0 bila semua sah, 1 bila ada yang tidak, 2 bila
    ada yang tidak terbaca.
    """
    judge = _by_register() if certificate is None else _by_certificate(certificate)
    sys.exit(max(_tell(place, judge) for place in files))


def _tell(place: Path, judge: Callable[[bytes], Told]) -> int:
    try:
        content = place.read_bytes()
    except OSError as problem:
        click.echo(f"{place}: TIDAK TERBACA. {problem.strerror}.", err=True)
        return NOT_READ
    code, line = judge(content)
    click.echo(f"{place}: {line}")
    return code


def _by_register() -> Callable[[bytes], Told]:
    """What the register of this machine says."""
    from evaluator.cli.operating import ready_installation
    from evaluator.documents.signatures import read_paper
    from evaluator.services.checking_files import Verdict, check_file

    own = ready_installation()

    def judge(content: bytes) -> Told:
        found = check_file(own.reads, own.files, content, read_paper)
        number = f" {found.answer.paper.number}." if found.answer is not None else ""
        line = f"{WORDS[found.verdict]}.{number} {found.reason}"
        if found.verdict is Verdict.UNREADABLE:
            return NOT_READ, line
        return (GOOD if found.verdict is Verdict.VALID else NOT_GOOD), line

    return judge


def _by_certificate(place: Path) -> Callable[[bytes], Told]:
    """What the signatures alone say; the register may have revoked the paper since."""
    from evaluator.documents.signatures import read_paper
    from evaluator.documents.signing_keys import read_certificate
    from evaluator.services.paper_facts import SignatureFacts
    from evaluator.services.problems import Refused

    try:
        wanted = read_certificate(place.read_bytes(), place.name)
    except OSError:
        raise Refused("Berkas {name} tidak dapat dibaca.", name=place.name) from None

    def judge(content: bytes) -> Told:
        facts = read_paper(content)
        if not facts.readable and not facts.signatures:
            return NOT_READ, "TIDAK TERBACA. Bukan PDF, rusak, berkata sandi, atau terlalu besar."
        return _signed_by(facts.signatures, wanted.fingerprint)

    def _signed_by(signatures: Sequence[SignatureFacts], fingerprint: str) -> Told:
        if not signatures:
            return NOT_GOOD, "TANPA TANDA TANGAN. Tidak ada tanda tangan yang dapat dibaca."
        own = [one for one in signatures if one.certificate.fingerprint == fingerprint]
        if not own:
            subject = signatures[0].certificate.subject
            return NOT_GOOD, f"TANDA TANGAN PIHAK LAIN. Ditandatangani oleh {subject}."
        if not own[-1].holds:
            return NOT_GOOD, "BERUBAH. Isi berkas tidak cocok dengan tanda tangannya."
        if not own[-1].in_time:
            return NOT_GOOD, "SERTIFIKAT TIDAK BERLAKU pada saat menandatangani."
        stamp = "dijamin stempel waktu" if own[-1].stamped else "menurut penanda tangan sendiri"
        moment = f"{own[-1].signed_at:%Y-%m-%d %H:%M %Z}"
        return GOOD, (
            f"TANDA TANGAN SAH. {own[-1].certificate.subject}, {moment} ({stamp}). "
            "Apakah piagamnya dicabut, hanya register kantor yang tahu."
        )

    return judge
