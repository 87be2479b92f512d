"""Passwords: made, hashed and checked."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error

from evaluator.services.demo_accounts import PASSWORD as DEMO_PASSWORD
from evaluator.services.problems import Refused

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = PasswordHasher()


def new_password() -> str:
    """A password that nobody can guess and everybody can copy from paper: 79 bits."""
    groups = ("".join(secrets.choice(_EASY_TO_READ) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


class Hashed(str):
    """A password that is hashed already, for many accounts that share one."""


def hashed(password: str, *, demo: bool = False) -> Hashed:
    """Hash a new password with argon2id.

    demo : accept the demonstration's published password

    Raises
    ------
    Refused
        If it is shorter or longer than accepted, or published.
    """
    if isinstance(password, Hashed):
        return password
    if password == DEMO_PASSWORD and not demo:
        raise Refused(
            "Ini kata sandi contoh yang diketahui umum; pilih yang lain.", field="password"
        )
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(
            "Kata sandi harus {shortest} sampai {longest} huruf.",
            field="password",
            shortest=SHORTEST_PASSWORD,
            longest=LONGEST_PASSWORD,
        )
    return Hashed(_hasher.hash(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; takes as long where there is none (None)."""
    if len(password) > LONGEST_PASSWORD:
        password = ""
    try:
        return _hasher.verify(stored or _stand_in(), password) and stored is not None
    except Argon2Error:
        return False


_made_once: list[str] = []


def _stand_in() -> str:
    """A hash that takes as long to check as a real one, for names that do not exist."""
    if not _made_once:
        _made_once.append(_hasher.hash(secrets.token_urlsafe(16)))
    return _made_once[0]
