"""What the sign-in page of a demonstration tells."""

from evaluator.services.demo_accounts import PASSWORD, PURPOSES
from evaluator.web.language import translate


def demo_accounts() -> list[tuple[str, str]]:
    """Usernames and what each is for."""
    return [(username, translate(purpose)) for username, purpose in PURPOSES]


def demo_password() -> str:
    """The one password of the demonstration."""
    return PASSWORD
