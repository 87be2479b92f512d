"""Messages leave once, to a real mail server, and wait where there is none."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from evaluator.scoring.messages import Problem
from evaluator.services import outbox, sending
from evaluator.services.logging import list_log
from evaluator.services.mail_server import composed, mail_server
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.installation import Settings
from evaluator.storage.messages import OutboxMessage
from tests.city import NOW
from tests.mail import PAPERS, MailHost

SENDER = "BPS Kota Uji <penilaian@bps.example>"


def server_at(host, **changed):
    given = {"smtp_url": f"smtp://127.0.0.1:{host.port}?tls=none", "smtp_sender": SENDER}
    return mail_server(Settings(**{**given, **changed}))


def queue(city, *names, made_at=NOW, **changed):
    with city.installation.writes() as session:
        for name in names:
            given = {"email": f"{name.lower()}@bps.example", "kind": "reminder", **changed}
            session.add(
                OutboxMessage(
                    office_id=city.office_id,
                    account_id=city["ases1"].account_id,
                    name=name,
                    subject="Pengingat Penilaian 2025",
                    body="Yth. Bapak/Ibu,\n\nLembar Anda belum dikirim – é.\n.\n",
                    about="period:1",
                    made_at=made_at,
                    **given,
                )
            )


def send(city, server, who="ketua", now=NOW, **changed):
    return sending.send_waiting(city.installation.writes, city[who], lambda: now, server, **changed)


def states(city, who="admin", now=NOW):
    with city.installation.reads() as session:
        return {one.name: one.state for one in outbox.all_letters(session, city[who], now)}


def letter(city, name, now=NOW):
    with city.installation.reads() as session:
        return next(
            one for one in outbox.all_letters(session, city["admin"], now) if one.name == name
        )


def test_what_waits_is_sent_once_with_its_text_unchanged(city):
    queue(city, "Ani", "Budi")
    with MailHost() as host:
        first = send(city, server_at(host))
        second = send(city, server_at(host))
    assert (first.sent, first.failed, first.left, second.sent) == (2, 0, 0, 0)
    recipients = [recipient for recipient, _ in host.letters]
    assert recipients == ["ani@bps.example", "budi@bps.example"]
    message = host.letters[0][1]
    assert (message["From"], message["To"]) == (SENDER, "Ani <ani@bps.example>")
    assert message["Subject"] == "Pengingat Penilaian 2025"
    assert message["Auto-Submitted"] == "auto-generated"
    wanted = "Yth. Bapak/Ibu,\n\nLembar Anda belum dikirim – é.\n.\n"
    assert message.get_content().replace("\r\n", "\n") == wanted
    assert states(city) == {"Ani": "sent", "Budi": "sent"}


def test_sending_is_one_entry_of_the_log(city):
    queue(city, "Ani", "Budi")
    with MailHost(refuse={"budi@bps.example": "550 no such user"}) as host:
        send(city, server_at(host))
    with city.installation.reads() as session:
        lines = [line for line in list_log(session, city["ketua"]) if line.act == "message.send"]
    assert [line.after for line in lines] == [{"sent": 1, "failed": 1}]


def test_without_a_mail_server_messages_wait(city):
    queue(city, "Ani")
    assert mail_server(Settings(smtp_url="")) is None
    with pytest.raises(Refused, match="EVALUATOR_SMTP_URL"):
        send(city, None)
    assert states(city) == {"Ani": "waiting"}


def test_a_server_that_does_not_answer_costs_no_try_and_is_told(city):
    queue(city, "Ani")
    with MailHost() as host:
        gone = server_at(host)
    done = send(city, gone)
    assert str(done.problem) == f"Server surel 127.0.0.1:{host.port} tidak menjawab."
    assert (letter(city, "Ani").tries, states(city)) == (0, {"Ani": "waiting"})


def test_an_address_that_is_refused_for_good_is_not_tried_again_until_somebody_mends_it(city):
    queue(city, "Ani", "Budi")
    with MailHost(refuse={"ani@bps.example": "550 5.1.1 no such user"}) as host:
        done = send(city, server_at(host))
        assert (done.sent, done.failed, done.problem) == (1, 1, None)
        assert states(city) == {"Ani": "failed", "Budi": "sent"}
        assert letter(city, "Ani").problem == (
            "Server surel menolak pesan ini: 550 5.1.1 no such user"
        )
        with city.installation.writes() as session:
            mended = text("UPDATE account SET email = 'ani.baru@bps.example' WHERE id = :id")
            session.execute(mended, {"id": city["ases1"].account_id})
        with city.installation.writes() as session:
            sending.try_again(session, city["ketua"], NOW, letter(city, "Ani").id)
        assert send(city, server_at(host)).sent == 1
    assert host.letters[-1][0] == "ani.baru@bps.example"


def test_a_passing_refusal_is_tried_five_times(city):
    queue(city, "Ani")
    with MailHost(refuse={"ani@bps.example": "451 later"}) as host:
        for _ in range(6):
            send(city, server_at(host))
    assert (letter(city, "Ani").tries, states(city)) == (5, {"Ani": "failed"})


def test_a_conversation_that_breaks_off_stops_and_leaves_the_rest_waiting(city):
    queue(city, "Ani", "Budi", "Citra")
    with MailHost(hang_up_after=1) as host:
        done = send(city, server_at(host))
    assert (done.sent, done.failed, done.left) == (1, 1, 2)
    assert states(city) == {"Ani": "sent", "Budi": "waiting", "Citra": "waiting"}
    assert [letter(city, name).tries for name in ("Budi", "Citra")] == [1, 0]


def test_a_message_that_somebody_is_sending_is_not_sent_by_another(city):
    queue(city, "Ani")
    with MailHost() as host:
        inner = []
        host.before_taking = lambda: inner or inner.append(send(city, server_at(host)))
        outer = send(city, server_at(host))
    assert (outer.sent, inner[0].sent, len(host.letters)) == (1, 0, 1)


def test_a_sender_that_was_stopped_half_way_is_followed_after_a_while(city):
    queue(city, "Ani", claimed_at=NOW - timedelta(minutes=5))
    with MailHost() as host:
        assert send(city, server_at(host)).sent == 0
        assert send(city, server_at(host), now=NOW + timedelta(minutes=6)).sent == 1


def test_what_is_a_week_old_is_out_of_date(city):
    queue(city, "Ani", made_at=NOW - timedelta(days=7))
    with MailHost() as host:
        assert send(city, server_at(host)).sent == 0
    assert states(city) == {"Ani": "stale"}


def test_what_was_printed_is_not_sent(city):
    queue(city, "Ani")
    with city.installation.writes() as session:
        assert outbox.mark_printed(session, city["ketua"], NOW, [letter(city, "Ani").id]) == 1
    with MailHost() as host:
        assert send(city, server_at(host)).sent == 0
    assert states(city) == {"Ani": "printed"}


def test_people_without_an_address_are_left_to_be_printed(city):
    queue(city, "Ani", email=None)
    with MailHost() as host:
        done = send(city, server_at(host))
    assert (done.sent, done.left) == (0, 1)
    with city.installation.reads() as session:
        assert [one.name for one in outbox.to_print(session, city["ketua"], NOW)] == ["Ani"]


@pytest.mark.parametrize(
    ("name", "email", "subject"),
    [
        ("Ani", "ani@bps.example\r\nBcc: all@bps.example", "Pengingat"),
        ("Ani", "ani@bps.example, all@bps.example", "Pengingat"),
        ("Ani", "ani@bps.example> <all@bps.example", "Pengingat"),
        ("Ani", "ani", "Pengingat"),
        ("Ani", "änï@bps.example", "Pengingat"),
        ("Ani\r\nBcc: all@bps.example", "ani@bps.example", "Pengingat"),
        ("Ani", "ani@bps.example", "Pengingat\r\nBcc: all@bps.example"),
        ("Ani", "ani@bps.example", "Pengingat\n\nisi palsu"),
    ],
)
def test_nothing_in_a_name_address_or_subject_becomes_a_header(city, name, email, subject):
    queue(city, name, "Budi", **{"email": email} if email != "ani@bps.example" else {})
    with city.installation.writes() as session:
        row = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).first()
        row.subject, row.email = subject, email
        session.scalars(
            select(OutboxMessage).order_by(OutboxMessage.id.desc())
        ).first().email = "budi@bps.example"
    with MailHost() as host:
        done = send(city, server_at(host))
    assert (done.sent, done.failed) == (1, 1)
    assert [recipient for recipient, _ in host.letters] == ["budi@bps.example"]


@pytest.mark.parametrize("name", ['Dr. Siti "Ani", S.ST., M.Si.', "Ötzi <b>&</b>", "محمد"])
def test_any_name_stays_a_name(name):
    server = mail_server(Settings(smtp_url="smtp://localhost?tls=none", smtp_sender=SENDER))
    message = composed(
        server, number=1, name=name, email="a@bps.example", subject="ü", body="x", now=NOW
    )
    (address,) = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "a@bps.example")


def test_a_server_elsewhere_must_encrypt(city):
    queue(city, "Ani")
    with MailHost() as host:
        plain = server_at(host, smtp_url=f"smtp://u:p@localhost:{host.port}")
        done = send(city, plain)
    assert str(done.problem) == "Sambungan terenkripsi ke server surel localhost gagal."
    assert (host.letters, host.signed_in) == ([], [])  # no password over an open line


def test_an_unknown_certificate_is_not_believed_and_a_known_one_is(city, monkeypatch):
    queue(city, "Ani")
    with MailHost(tls=True) as host:
        server = server_at(host, smtp_url=f"smtp://u:p@localhost:{host.port}")
        assert "terenkripsi" in str(send(city, server).problem)
        assert host.signed_in == []
        monkeypatch.setenv("SSL_CERT_FILE", str(PAPERS))
        assert send(city, server).sent == 1
    assert host.encrypted == [True]
    assert len(host.signed_in) == 1


@pytest.mark.parametrize(
    ("url", "sender", "told"),
    [
        ("http://mail.example", SENDER, "EVALUATOR_SMTP_URL"),
        ("smtp://", SENDER, "EVALUATOR_SMTP_URL"),
        ("smtp://mail.example:99999", SENDER, "EVALUATOR_SMTP_URL"),
        ("smtp://u:rahasia@mail.example?tls=none", SENDER, "tanpa enkripsi"),
        ("smtps://u:rahasia@localhost?tls=none", SENDER, "tanpa enkripsi"),
        ("smtp://u:rahasia@mail.example?x=1", SENDER, "EVALUATOR_SMTP_URL"),
        ("smtps://mail.example", "", "EVALUATOR_SMTP_SENDER"),
        ("smtps://mail.example", "BPS", "EVALUATOR_SMTP_SENDER"),
        ("smtps://mail.example", "a@b.example\r\nBcc: c@d.example", "EVALUATOR_SMTP_SENDER"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_the_password_never(url, sender, told):
    with pytest.raises(Problem) as problem:
        mail_server(Settings(smtp_url=url, smtp_sender=sender))
    assert told in str(problem.value)
    assert "rahasia" not in str(problem.value)


def test_what_opens_an_account_is_hidden_from_the_lead_and_not_kept_after_sending(city):
    queue(city, "Ani", kind="invitation")
    with city.installation.reads() as session:
        assert outbox.all_letters(session, city["ketua"], NOW) == []
        number = outbox.all_letters(session, city["admin"], NOW)[0].id
        with pytest.raises(NotFound):
            outbox.open_letter(session, city["ketua"], NOW, number)
    with MailHost() as host:
        assert send(city, server_at(host), who="ketua").sent == 0
        assert send(city, server_at(host), who="admin").sent == 1
    assert letter(city, "Ani").body == ""


def test_only_those_who_arrange_read_or_send(city):
    queue(city, "Ani")
    for who in ("ases1", "panitia", "auditor", "dindik"):
        with city.installation.reads() as session, pytest.raises(NotAllowed):
            outbox.outbox(session, city[who], NOW)
        with pytest.raises(NotAllowed):
            send(city, None, who=who)


def test_the_outbox_is_read_page_by_page_in_one_query(city, count_queries):
    queue(city, *(f"Orang{number:02}" for number in range(7)))
    with city.installation.reads() as session, count_queries() as sent:
        found = outbox.outbox(session, city["ketua"], NOW, page=9, most=3)
    assert ([one.name for one in found.letters], found.page, found.pages) == (["Orang00"], 3, 3)
    assert (found.counts["waiting"], len([s for s in sent if s.startswith("SELECT")])) == (7, 1)
