"""The outbox from the machine, as a scheduled job runs it."""

import os
from datetime import UTC, datetime

from tests.cli.test_commands import run
from tests.mail import MailHost
from tests.services.test_sending import SENDER, queue


def send(city, host, monkeypatch):
    monkeypatch.setitem(os.environ, "EVALUATOR_SMTP_URL", f"smtp://127.0.0.1:{host.port}?tls=none")
    monkeypatch.setitem(os.environ, "EVALUATOR_SMTP_SENDER", SENDER)
    return run(city, "messages", "send")


def test_a_scheduled_send_sends_once_and_tells_what_failed(city, monkeypatch):
    queue(city, "Ani", "Budi", made_at=datetime.now(UTC))
    with MailHost(refuse={"budi@bps.example": "550 no such user"}) as host:
        first = send(city, host, monkeypatch)
        second = send(city, host, monkeypatch)
    assert (first.stdout, first.returncode) == (
        "Terkirim 1, gagal 1, masih menunggu 1.\n",
        2,
    )
    assert (second.stdout, second.returncode) == (
        "Terkirim 0, gagal 0, masih menunggu 1.\n",
        0,
    )
    assert [recipient for recipient, _ in host.letters] == ["ani@bps.example"]
    listed = run(city, "messages", "list").stdout
    assert "gagal\tBudi <budi@bps.example>\tPengingat Penilaian 2025\t" in listed
    assert listed.endswith("1 pesan.\n")
    assert "terkirim\tAni" in run(city, "messages", "list", "--all").stdout


def test_without_a_mail_server_the_command_says_what_to_set(city):
    queue(city, "Ani", made_at=datetime.now(UTC))
    done = run(city, "messages", "send")
    assert done.returncode == 2
    assert "EVALUATOR_SMTP_URL" in done.stderr
