"""Making an installation and bringing it up to date."""

from datetime import UTC, datetime

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action


@permitted(Action.OPERATE)
@click.command()
@click.option("--code", prompt="Kode kantor BPS (misalnya 3375)", help="Kode kantor BPS.")
@click.option("--name", prompt="Nama kantor (misalnya BPS Kota Pekalongan)", help="Nama kantor.")
@click.option("--city", prompt="Kota tempat piagam ditandatangani", help="Nama kota.")
@click.option(
    "--zone",
    type=click.Choice(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
    default="Asia/Jakarta",
    show_default=True,
    help="Zona waktu: WIB, WITA, atau WIT.",
)
@click.option("--admin", prompt="Nama pengguna admin pertama", default="admin", show_default=True)
@click.password_option(
    prompt="Kata sandi admin", confirmation_prompt="Sekali lagi", help="Kata sandi admin."
)
def init(code: str, name: str, city: str, zone: str, admin: str, password: str) -> None:
    """Buat pemasangan baru: basis data, kantor, dan admin pertama."""
    from evaluator.services import accounts, offices
    from evaluator.services.problems import Refused
    from evaluator.storage.actor import Actor, Role, the_operator
    from evaluator.storage.installation import open_installation
    from evaluator.storage.migrating import upgrade

    own, now = open_installation(), datetime.now(UTC)
    upgrade(own.engine)
    own.secret_key()
    with own.writes() as session:
        if offices.first_office(session) is not None:
            raise Refused("Pemasangan ini sudah punya kantor. Jalankan: python3 run serve")
        office_id = offices.create_office(
            session, the_operator(), now, code=code, name=name, city=city, zone=zone
        )
        operator = Actor(None, "operator", "Operator", office_id, frozenset(), operator=True)
        accounts.create_person(
            session,
            operator,
            now,
            username=admin,
            name=admin,
            password=password,
            roles=[Role.ADMIN],
        )
    click.echo("Pemasangan siap. Jalankan: python3 run serve")


@permitted(Action.OPERATE)
@click.command()
def migrate() -> None:
    """Sesuaikan basis data dengan versi program ini."""
    from evaluator.storage.installation import open_installation
    from evaluator.storage.migrating import newest_revision, upgrade

    upgrade(open_installation().engine)
    click.echo(f"Basis data pada versi {newest_revision()}.")


@permitted(Action.OPERATE)
@click.command()
@click.argument("username")
@click.password_option(prompt="Kata sandi baru", confirmation_prompt="Sekali lagi")
def password(username: str, password: str) -> None:
    """Ganti kata sandi sebuah akun, misalnya bila admin lupa."""
    from evaluator.cli.operating import operator_of
    from evaluator.services import accounts
    from evaluator.storage.installation import open_installation

    own = open_installation()
    with own.writes() as session:
        actor = operator_of(session)
        person = next(
            (p for p in accounts.list_people(session, actor) if p.username == username), None
        )
        if person is None:
            raise click.ClickException(f'Akun "{username}" tidak ada.')
        accounts.reset_password(session, actor, datetime.now(UTC), person.id, password)
    click.echo("Kata sandi sudah diganti; semua sesi akun itu berakhir.")
