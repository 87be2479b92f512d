"""Printing certificates: from a bare list, and the jobs that wait on the pages."""

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

_FILE = click.Path(path_type=Path)
_REST = 3.0  # seconds between two looks for a new job


@permitted(Action.OPERATE)
@click.command()
@click.option("--from", "source", type=_FILE, required=True, help="Daftar penerima (.xlsx, .csv).")
@click.option("--out", type=_FILE, required=True, help="Berkas PDF yang ditulis.")
@click.option("--design", default="kawung", show_default=True, help="Rancangan piagam.")
@click.option("--check-only", is_flag=True, help="Hanya periksa; tidak ada nomor yang dipakai.")
def certificates(source: Path, out: Path, design: str, check_only: bool) -> None:
    """Terbitkan piagam dari daftar nama, satu PDF gabungan.

    Kolom: nama, penghargaan, juara, kategori, acara, tema, tanggal. Baris yang sama
    tidak pernah diberi nomor dua kali; mengulang perintah mencetak piagam yang sama.
    """
    from evaluator.cli.operating import operator_of, ready_installation
    from evaluator.documents.certificate_list import read_list
    from evaluator.documents.drawing import drawer, examine
    from evaluator.documents.merging import merge
    from evaluator.services import certifying
    from evaluator.services.certificate_register import certificate_files
    from evaluator.services.problems import Refused

    own = ready_installation()
    if not source.is_file():
        raise Refused("Berkas {name} tidak ada.", name=source.name)
    listed = read_list(source, source.name)
    rows = [entry.row for entry in listed]
    public_url = own.settings.public_url
    with own.reads() as session:
        actor = operator_of(session)
        faces = certifying.preview_list(session, actor, rows, design, public_url)
        findings = examine(faces, own.files)
    for finding in findings:
        number = listed[finding.position - 1].number
        click.echo(f"baris {number}, {finding.name}: {finding.reason}", err=True)
    if any(finding.severity == "refused" for finding in findings):
        raise Refused("Tidak ada piagam yang diterbitkan; perbaiki baris yang disebut di atas.")
    if check_only:
        click.echo(f"{len(rows)} piagam siap diterbitkan.")
        return
    with own.writes() as session:
        ids = certifying.issue_list(
            session,
            actor,
            datetime.now(UTC),
            rows,
            design=design,
            draw=drawer(own.files),
            files=own.files,
            public_url=public_url,
        )
        papers = certificate_files(session, actor, own.files, ids, drawn=True)
    out.write_bytes(merge([content for _, content in papers]))
    click.echo(f"{out}: {len(papers)} piagam, {papers[0][0].number} sampai {papers[-1][0].number}")


@permitted(Action.OPERATE)
@click.command()
@click.option("--watch", is_flag=True, help="Terus menunggu pekerjaan baru sampai dihentikan.")
def jobs(watch: bool) -> None:
    """Kerjakan pekerjaan cetak yang menunggu.

    Halaman mengerjakannya sendiri; perintah ini untuk server yang memakai proses terpisah.
    Boleh dihentikan kapan saja: yang sudah terbit tidak terbit dua kali.
    """
    import os
    import socket

    from evaluator.cli.operating import ready_installation
    from evaluator.documents.press import press
    from evaluator.services.print_work import Worker, work_all

    own = ready_installation()
    worker = Worker(f"{socket.gethostname()}:{os.getpid()}:jobs")
    while True:
        count = work_all(own, press(own.files), worker)
        if count or not watch:
            click.echo(f"{count} pekerjaan cetak dikerjakan.")
        if not watch:
            return
        time.sleep(_REST)
