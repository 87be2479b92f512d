"""One installation: its settings, its database, its files and its keys."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from evaluator.scoring.messages import Problem
from evaluator.storage.database import connect, write_session
from evaluator.storage.files import Files

DEMO_SECRET = "rahasia-contoh-jangan-dipakai-untuk-kantor-sungguhan"  # noqa: S105
SHORTEST_SECRET = 32


class Settings(BaseSettings):
    """What can be set from outside: environment, or `settings.env` in the instance folder.

    public_url : the address that links and QR codes carry; never taken from a request
    largest_evidence : bytes of one file of evidence
    evidence_quota : bytes of all files of one unit in one period
    proxies : how many reverse proxies stand in front and may be believed
    smtp_url : the mail server, such as smtps://user:password@mail.example:465; "" for none
    smtp_sender : whom messages come from, such as BPS Kota <penilaian@example.go.id>
    signing_key : the PKCS#12 file that papers are signed with; none: papers stay unsigned
    signing_passphrase, signing_passphrase_file : what opens it, or a file that holds just that
    signing_roots : PEM file with the roots of key and time stamps, for signatures that
        carry the proof that no certificate was revoked (B-LT)
    timestamp_url : a time stamp server (RFC 3161); "" for none
    """

    model_config = SettingsConfigDict(env_prefix="EVALUATOR_", extra="ignore")

    instance: Path = Path("instance")
    database_url: str = ""
    secret_key: str = ""
    public_url: str = "http://127.0.0.1:8000"
    trusted_hosts: str = ""
    proxies: int = Field(default=0, ge=0, le=5)
    debug: bool = False
    largest_upload: int = Field(default=10 * 1024 * 1024, gt=0)
    smtp_url: str = ""
    smtp_sender: str = ""
    signing_key: Path | None = None
    signing_passphrase: SecretStr = SecretStr("")
    signing_passphrase_file: Path | None = None
    signing_roots: Path | None = None
    timestamp_url: str = ""
    largest_evidence: int = Field(default=10 * 1024 * 1024, gt=0)
    evidence_quota: int = Field(default=200 * 1024 * 1024, gt=0)

    @field_validator("signing_key", "signing_passphrase_file", "signing_roots", mode="before")
    @classmethod
    def _nothing_is_none(cls, given: Any) -> Any:
        """A line without a value, as in `EVALUATOR_SIGNING_KEY=`, names no file."""
        return given if given not in ("", None) else None


class Installation:
    """The folder of an installation and everything that hangs on it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.folder = settings.instance.resolve()

    @property
    def database_url(self) -> str:
        return self.settings.database_url or f"sqlite:///{self.folder / 'evaluator.db'}"

    @cached_property
    def engine(self) -> Engine:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.settings.database_url:
            (self.folder / "evaluator.db").touch(mode=0o600)  # only for its owner's eyes
        return connect(self.database_url)

    @cached_property
    def files(self) -> Files:
        return Files(self.folder / "files")

    @property
    def exists(self) -> bool:
        """Whether there is a database to open at all."""
        if make_url(self.database_url).get_backend_name() != "sqlite":
            return True
        return (self.folder / "evaluator.db").exists()

    def secret_key(self) -> str:
        """The key that signs cookies: set from outside, or made once and kept in `keys/`."""
        if self.settings.secret_key:
            return self.settings.secret_key
        place = self.folder / "keys" / "secret_key"
        if not place.exists():
            self.keep_secret(secrets.token_urlsafe(48))
        return place.read_text().strip()

    def keep_secret(self, secret: str) -> None:
        """Write the key that signs cookies where only the owner can read it."""
        place = self.folder / "keys" / "secret_key"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(secret + "\n")

    @contextmanager
    def writes(self) -> Iterator[Session]:
        """A session that commits at the end, or leaves nothing behind."""
        with write_session(self.engine) as session:
            yield session
            session.commit()

    @contextmanager
    def reads(self) -> Iterator[Session]:
        """A session that only looks."""
        with Session(self.engine) as session:
            yield session


def open_installation() -> Installation:
    """The installation that environment and settings file name.

    Raises
    ------
    Problem
        If a setting has a value that it cannot have; the sentence names it.
    """
    try:
        folder = Settings().instance
        return Installation(Settings(_env_file=folder / "settings.env"))
    except ValidationError as problem:
        wrong = problem.errors()[0]
        raise Problem(
            'Pengaturan EVALUATOR_{name} berisi "{given}", yang tidak dapat dipakai.',
            name=str(wrong["loc"][0]).upper(),
            given=str(wrong["input"])[:80],
        ) from None
