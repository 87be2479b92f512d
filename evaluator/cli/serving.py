"""Serving pages from this machine."""

import click

from evaluator.cli.guard import permitted
from evaluator.services.permissions import Action


@permitted(Action.OPERATE)
@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Alamat yang didengarkan.")
@click.option("--port", type=int, default=8000, show_default=True, help="Porta.")
@click.option("--threads", type=int, default=8, show_default=True, help="Permintaan bersamaan.")
def serve(host: str, port: int, threads: int) -> None:
    """Layani kantor ini (dengan waitress)."""
    from flask import current_app
    from flask.cli import with_appcontext

    @with_appcontext
    def start() -> None:
        click.echo(f"Melayani di http://{host}:{port} (Ctrl+C untuk berhenti)")
        run(current_app._get_current_object(), host, port, threads)  # type: ignore[attr-defined]

    click.get_current_context().invoke(start)


def run(app: object, host: str, port: int, threads: int = 8) -> None:
    """Serve an application until interrupted."""
    import waitress

    from evaluator.services.problems import Refused

    try:
        server = waitress.create_server(app, host=host, port=port, threads=threads, ident=None)
    except OSError as problem:
        raise Refused(
            "Porta {port} di {host} tidak dapat dipakai ({reason}); pilih yang lain dengan --port.",
            port=port,
            host=host,
            reason=problem.strerror,
        ) from None
    server.run()
