"""The outbox at the machine: what waits, and sending it."""

import sys
from datetime import UTC, datetime

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action


@permitted(Action.OPERATE)
@click.group()
def messages() -> None:
    """Kotak keluar: pengingat dan undangan yang menunggu dikirim."""


@permitted(Action.OPERATE)
@messages.command()
def send() -> None:
    """Kirim semua pesan yang menunggu melalui server surel yang diatur."""
    from evaluator.cli.operating import operator_of, ready_installation
    from evaluator.services.mail_server import mail_server
    from evaluator.services.sending import send_waiting

    own = ready_installation()
    with own.reads() as session:
        actor = operator_of(session)
    done = send_waiting(own.writes, actor, lambda: datetime.now(UTC), mail_server(own.settings))
    click.echo(f"Terkirim {done.sent}, gagal {done.failed}, masih menunggu {done.left}.")
    if done.problem is not None:
        click.echo(f"Galat: {done.problem}", err=True)
    if done.problem is not None or done.failed:
        sys.exit(2)


@permitted(Action.OPERATE)
@messages.command("list")
@click.option("--all", "everything", is_flag=True, help="Juga yang sudah terkirim atau dicetak.")
def list_(everything: bool) -> None:
    """Tampilkan pesan yang menunggu: nomor, keadaan, penerima, judul."""
    from evaluator.cli.operating import operator_of, ready_installation
    from evaluator.services.outbox import all_letters

    words = {
        "waiting": "menunggu",
        "failed": "gagal",
        "sent": "terkirim",
        "printed": "dicetak",
        "stale": "kedaluwarsa",
    }
    with ready_installation().reads() as session:
        letters = all_letters(session, operator_of(session), datetime.now(UTC))
    shown = [one for one in letters if everything or one.state not in ("sent", "printed")]
    for one in shown:
        click.echo(
            f"{one.id}\t{words[one.state]}\t{one.name} <{one.email or '-'}>\t{one.subject}"
            f"{chr(9) + one.problem if one.problem else ''}"
        )
    click.echo(f"{len(shown)} pesan.")


@permitted(Action.OPERATE)
@messages.command("plan-reminders")
def plan_reminders() -> None:
    """Masukkan pengingat rencana tumbuh yang jatuh tempo ke kotak keluar."""
    from evaluator.cli.operating import operator_of, ready_installation
    from evaluator.services.growing_reminders import queue_plan_reminders

    own = ready_installation()
    with own.writes() as session:
        count = queue_plan_reminders(
            session,
            operator_of(session),
            datetime.now(UTC),
            public_url=own.settings.public_url,
        )
    click.echo(f"{count} pengingat rencana masuk kotak keluar.")
