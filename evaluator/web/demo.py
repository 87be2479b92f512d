"""What the sign-in page of a demonstration tells."""

from flask_babel import gettext

from evaluator.services.demo_accounts import PASSWORD, PURPOSES


def demo_accounts() -> list[tuple[str, str]]:
    """Usernames and what each is for."""
    return [(username, gettext(purpose)) for username, purpose in PURPOSES]


def demo_password() -> str:
    """The one password of the demonstration."""
    return PASSWORD
