"""`evaluator demo`: a complete demonstration with one command."""

import os
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import ScriptInfo

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action

if TYPE_CHECKING:
    from evaluator.storage.installation import Installation

DONE = "selesai"


@permitted(Action.OPERATE)
@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengarkan.")
@click.option("--port", type=int, default=8000, show_default=True, help="Porta.")
@click.option("--once", is_flag=True, help="Mulai, minta halaman pertama, lalu selesai.")
def demo(host: str, port: int, once: bool) -> None:
    """Siapkan dan layani contoh Kota Pekalongan (nilai ilustrasi)."""
    from evaluator.storage.installation import open_installation

    os.environ["EVALUATOR_DEMO"] = "1"
    os.environ.setdefault("EVALUATOR_PUBLIC_URL", f"http://{host}:{port}")
    _prepare(open_installation())
    app = click.get_current_context().ensure_object(ScriptInfo).load_app()
    if once:
        _try_once(app, host, port)
    else:
        _greet(host, port)
        from evaluator.cli.serving import run

        run(app, host, port)


def _prepare(own: "Installation") -> None:
    """Create, migrate and fill the instance, and write its papers; each step only once."""
    from evaluator.services.offices import first_office
    from evaluator.services.problems import Refused
    from evaluator.storage.installation import DEMO_SECRET
    from evaluator.storage.migrating import newest_revision, revision_of, upgrade

    if not own.exists or revision_of(own.engine) != newest_revision():
        upgrade(own.engine)
    with own.reads() as session:
        office = first_office(session)
    if office is not None and not office.illustrative:
        raise Refused(
            "Folder {folder} berisi kantor sungguhan; contoh tidak dicampur ke dalamnya. "
            "Pakai folder lain: EVALUATOR_INSTANCE=instance-contoh python3 run demo",
            folder=own.folder,
        )
    if office is None:
        own.keep_secret(DEMO_SECRET)
        _fill(own)
    if not (own.folder / "pdf" / DONE).exists():
        from evaluator.cli.demo.papers import write_papers

        click.echo("Menulis piagam dan laporan umpan balik …")
        count = write_papers(own)
        click.echo(f"{count} berkas PDF di {_near(own.folder / 'pdf')}")


def _fill(own: "Installation") -> None:
    from evaluator.cli.demo.seed import Seeding
    from evaluator.documents.drawing import drawer

    with own.writes() as session:
        seeding = Seeding(session, own.files, drawer(own.files), own.settings.public_url)
        seeding.run(click.echo)


def _try_once(app: object, host: str, port: int) -> None:
    """Serve, ask for the first page as a browser would, and stop."""
    import threading

    import waitress

    server = waitress.create_server(app, host=host, port=port, ident=None)
    threading.Thread(target=server.run, daemon=True).start()
    _greet(host, port)
    address = f"http://{host}:{port}/"
    with urllib.request.urlopen(address, timeout=30) as answer:
        status, body = answer.status, answer.read()
    server.close()
    if status != 200 or b"<h1" not in body:
        raise click.ClickException(f"{address} menjawab {status}.")
    click.echo(f"{address} menjawab {status}.")


def _greet(host: str, port: int) -> None:
    from evaluator.services.demo_accounts import PASSWORD, PURPOSES

    click.echo(f"\nContoh siap: http://{host}:{port}  (Ctrl+C untuk berhenti)\n")
    click.echo("Nilai di dalamnya adalah ilustrasi, bukan hasil resmi.")
    click.echo(f"Kata sandi semua akun contoh: {PASSWORD}\n")
    for username, purpose in PURPOSES:
        click.echo(f"  {username:<14} {purpose!s}")
    click.echo()


def _near(place: Path) -> str:
    """A path as a person at this prompt would write it."""
    try:
        return str(place.relative_to(Path.cwd()))
    except ValueError:
        return str(place)
