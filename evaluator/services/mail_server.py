"""The office's mail server: where it is, and one message handed over to it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from email.utils import format_datetime, parseaddr
from urllib.parse import parse_qs, unquote, urlsplit

from evaluator.scoring.messages import Message, Problem, says
from evaluator.storage.installation import Settings

_LOCAL = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"smtp": 587, "smtps": 465}


class Undelivered(Problem):
    """A message that the mail server did not take; the sentence says why.

    final : whether trying this message again cannot help
    lost : whether the server cannot be spoken to any further, whatever the message
    """

    def __init__(self, said: Message, *, final: bool = False, lost: bool = False) -> None:
        super().__init__(said.template, **said.values)
        self.final, self.lost = final, lost


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed over.

    security : "tls" (encrypted from the first byte), "starttls", or "none" (this machine only)
    timeout : seconds that one step may take
    """

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: Address
    timeout: float = 10.0

    @contextmanager
    def connection(self) -> Iterator[smtplib.SMTP]:
        """An open conversation with the server, encrypted and signed in.

        Raises
        ------
        Undelivered
            If the server cannot be reached or refuses the sign-in.
        """
        try:
            server = self._greeted()
        except (OSError, smtplib.SMTPException) as problem:
            raise _unreachable(self, problem) from problem
        try:
            yield server
        finally:
            _part(server)

    def _greeted(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server

    def hand_over(self, server: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
        """Give one message to the server.

        Raises
        ------
        Undelivered
            If the server does not take it.
        """
        try:
            server.send_message(message, self.sender.addr_spec, [recipient])
        except smtplib.SMTPRecipientsRefused as problem:
            code, said = next(iter(problem.recipients.values()))
            raise _refused(code, said) from problem
        except smtplib.SMTPSenderRefused as problem:
            raise _sender_refused(self) from problem
        except smtplib.SMTPResponseException as problem:
            raise _refused(problem.smtp_code, problem.smtp_error) from problem
        except (OSError, smtplib.SMTPException) as problem:
            raise _unreachable(self, problem) from problem


def mail_server(settings: Settings) -> MailServer | None:
    """The mail server that the settings name; None where there is none.

    EVALUATOR_SMTP_URL is such as smtps://user:password@mail.example:465, or
    smtp://mail.example:587, which must offer STARTTLS. Without encryption
    (`?tls=none`) only a server on this machine is spoken to.

    Raises
    ------
    Problem
        If a setting cannot be used; the sentence names it, never the password.
    """
    if not settings.smtp_url:
        return None
    try:
        parts = urlsplit(settings.smtp_url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise _unusable() from None
    wishes = parse_qs(parts.query)
    plain = wishes.pop("tls", [""]) == ["none"]
    if not host or wishes or parts.path not in ("", "/"):
        raise _unusable()
    if plain and (parts.scheme == "smtps" or host not in _LOCAL):
        raise Problem(
            "EVALUATOR_SMTP_URL meminta sambungan tanpa enkripsi ke mesin lain; itu tidak "
            "dilakukan. Hapus tls=none."
        )
    security = "none" if plain else "tls" if parts.scheme == "smtps" else "starttls"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(host, port, security, user, password, _sender(settings.smtp_sender))


def composed(
    server: MailServer,
    *,
    number: int,
    name: str,
    email: str,
    subject: str,
    body: str,
    now: datetime,
) -> EmailMessage:
    """One message, written so that nothing in a name or subject becomes a header.

    number : of the message in the outbox; the same message always has the same id

    Raises
    ------
    Undelivered
        If the address, a name or the subject cannot stand in a message.
    """
    message = EmailMessage(policy=MAIL)
    try:
        message["From"] = server.sender
        message["To"] = _address(name, email)
        message["Subject"] = subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<penilaian-{number}@{server.sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = "id"
        message.set_content(body)
    except (ValueError, MessageError, IndexError) as problem:
        said = says(
            "Alamat atau judul pesan ini tidak dapat dikirim. Perbaiki alamat surel orangnya."
        )
        raise Undelivered(said, final=True) from problem
    return message


def _address(name: str, email: str) -> Address:
    if not email.isascii() or any(c.isspace() or ord(c) < 33 for c in email):
        raise ValueError(email)
    return Address(display_name=name, addr_spec=email)


def _sender(given: str) -> Address:
    name, email = parseaddr(given)
    try:
        if "@" not in email or not given.isprintable():
            raise ValueError(given)
        return _address(name, email)
    except (ValueError, MessageError, IndexError):
        raise Problem(
            "EVALUATOR_SMTP_SENDER perlu berisi alamat surel pengirim, misalnya "
            "BPS Kota Pekalongan <penilaian@contoh.go.id>."
        ) from None


def _unusable() -> Problem:
    return Problem(
        "EVALUATOR_SMTP_URL tidak dapat dipakai. Tulis seperti "
        "smtps://pengguna:sandi@surel.contoh.go.id:465."
    )


def _unreachable(server: MailServer, problem: Exception) -> Undelivered:
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        said = says(
            "Server surel {host} menolak nama pengguna atau kata sandinya.", host=server.host
        )
    elif isinstance(problem, ssl.SSLError | smtplib.SMTPNotSupportedError):
        said = says("Sambungan terenkripsi ke server surel {host} gagal.", host=server.host)
    else:
        said = says(
            "Server surel {host}:{port} tidak menjawab.", host=server.host, port=server.port
        )
    return Undelivered(said, lost=True)


def _sender_refused(server: MailServer) -> Undelivered:
    said = says(
        "Server surel menolak alamat pengirim {sender}. Periksa EVALUATOR_SMTP_SENDER.",
        sender=server.sender.addr_spec,
    )
    return Undelivered(said, lost=True)


def _refused(code: int, said: bytes | str) -> Undelivered:
    """A server's refusal; from 500 on trying again cannot help."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = "".join(c for c in " ".join(text.split())[:200] if c.isprintable())
    told = says("Server surel menolak pesan ini: {code} {words}", code=code, words=words)
    return Undelivered(told, final=code >= 500)


def _part(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
