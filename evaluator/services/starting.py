"""What must hold before the program serves anyone."""

from sqlalchemy.exc import DBAPIError

from evaluator.services.accounts import uses_password
from evaluator.services.demo_accounts import PASSWORD
from evaluator.services.problems import Refused
from evaluator.storage.installation import DEMO_SECRET, SHORTEST_SECRET, Installation
from evaluator.storage.migrating import known_revisions, newest_revision, revision_of


def check_ready(installation: Installation) -> None:
    """Stop where the database is missing, older or newer than this program.

    Raises
    ------
    Refused
        With the command that mends it.
    """
    if not installation.exists:
        raise Refused("Belum ada basis data di sini. Jalankan: python3 run init")
    try:
        revision = revision_of(installation.engine)
    except DBAPIError:
        raise Refused("Basis data tidak dapat dibuka; periksa EVALUATOR_DATABASE_URL.") from None
    if revision == newest_revision():
        return
    if revision is None:
        raise Refused(
            "Basis data masih kosong. Jalankan: python3 run init (kantor baru) atau restore BERKAS"
        )
    if revision in known_revisions():
        raise Refused("Basis data belum pada versi program ini. Jalankan: python3 run migrate")
    raise Refused(
        "Basis data berasal dari program yang lebih baru ({revision}); perbarui programnya.",
        revision=revision,
    )


def check_safe(installation: Installation) -> None:
    """Stop where an office would be served with a demonstration's secrets, or with debug on.

    Raises
    ------
    Refused
        Naming what is unsafe.
    """
    secret = installation.secret_key()
    if secret == DEMO_SECRET:
        raise Refused(
            "Kunci rahasia contoh tidak boleh dipakai di luar demonstrasi. Untuk demonstrasi, "
            "jalankan: python3 run demo"
        )
    if len(secret) < SHORTEST_SECRET:
        raise Refused(
            "EVALUATOR_SECRET_KEY terlalu pendek; pakai {n} huruf acak.", n=SHORTEST_SECRET
        )
    if installation.settings.debug:
        raise Refused("EVALUATOR_DEBUG tidak boleh menyala saat melayani kantor.")
    with installation.reads() as session:
        unsafe = uses_password(session, PASSWORD)
    if unsafe:
        raise Refused(
            "Akun {names} masih memakai kata sandi contoh; ganti dahulu. Untuk demonstrasi, "
            "jalankan: python3 run demo",
            names=", ".join(unsafe),
        )
