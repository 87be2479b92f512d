"""Invitations: one link, one use, one person, and not for long."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from evaluator.services import accepting, accounts, invitations, passwords, signing_in
from evaluator.services.account_rules import NO_PASSWORD
from evaluator.services.logging import list_log
from evaluator.services.problems import NotAllowed, NotFound, Refused
from evaluator.storage.actor import Role
from evaluator.storage.messages import OutboxMessage
from tests.city import NOW, PASSWORD

NEW = "kata-sandi-pilihan-sendiri"
HERE = "127.0.0.1"


def invite(session, city, username="ases1", **given):
    (one,) = invitations.invite(session, city["admin"], NOW, [city[username].account_id], **given)
    return one


def opens(session, code, now=NOW):
    try:
        return accepting.invitee_of(session, code, HERE, now).username
    except NotFound:
        return None


def test_the_invited_chooses_a_password_and_signs_in_with_it(city, session):
    one = invite(session, city)
    assert (one.username, one.unit, one.expires_at) == ("ases1", None, NOW + timedelta(days=7))
    invitee = accepting.invitee_of(session, one.code, HERE, NOW)
    assert (invitee.name, invitee.office) == ("Ases1", "BPS Kota Uji")
    old = signing_in.sign_in(session, "ases1", PASSWORD, HERE, NOW)
    assert accepting.accept(session, one.code, NEW, HERE, NOW) == "ases1"
    assert signing_in.actor_of(session, old, NOW) is None
    assert signing_in.sign_in(session, "ases1", NEW, HERE, NOW)
    with pytest.raises(Refused):
        signing_in.sign_in(session, "ases1", PASSWORD, HERE, NOW)


def test_a_code_holds_more_than_128_bits_and_only_its_digest_is_stored(city, session):
    one = invite(session, city)
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){6}[a-hjkmnp-z2-9]{4}", one.code)
    (digest,) = session.execute(text("SELECT token_digest FROM invitation")).scalars()
    assert digest == invitations.code_digest(one.code)
    assert one.code not in str(list_log(session, city["admin"])[0])


def test_capitals_spaces_and_strokes_of_a_typed_code_do_not_matter(city, session):
    one = invite(session, city)
    assert opens(session, one.code.replace("-", " ").upper()) == "ases1"


def test_a_code_is_worth_nothing_once_used_replaced_too_old_or_its_account_closed(city, session):
    used = invite(session, city).code
    accepting.accept(session, used, NEW, HERE, NOW)
    replaced = invite(session, city).code
    last = invite(session, city, lasts="hour").code
    late = NOW + timedelta(hours=1)
    assert [opens(session, code) for code in (used, replaced, last, "x" * 28)] == [
        None,
        None,
        "ases1",
        None,
    ]
    assert opens(session, last, late) is None
    own = accounts.person(session, city["admin"], city["ases1"].account_id)
    accounts.change_person(
        session,
        city["admin"],
        NOW,
        own.id,
        version=own.version,
        name=own.name,
        roles=own.roles,
        unit_id=None,
        nip="",
        email="",
        duty=None,
        active=False,
    )
    assert opens(session, last) is None
    with pytest.raises(Refused, match="ditutup"):
        invite(session, city)


def test_changing_or_resetting_a_password_voids_the_invitation(city, session):
    code = invite(session, city).code
    accounts.reset_password(
        session, city["admin"], NOW, city["ases1"].account_id, passwords.new_password()
    )
    assert opens(session, code) is None
    code = invite(session, city, "ketua").code
    accounts.change_own_password(
        session, city["ketua"], NOW, old=PASSWORD, new=NEW, token="apa saja"
    )
    assert opens(session, code) is None


def test_every_code_that_opens_nothing_gets_the_same_sentence(city, session):
    used = invite(session, city).code
    accepting.accept(session, used, NEW, HERE, NOW)
    sentences = set()
    for code in (used, "salah", ""):
        with pytest.raises(NotFound) as caught:
            accepting.invitee_of(session, code, HERE, NOW)
        sentences.add(str(caught.value))
    assert len(sentences) == 1


def test_guessing_codes_is_slowed_down_where_it_comes_from(city, session):
    code = invite(session, city).code
    session.commit()
    for _ in range(20):
        with pytest.raises(NotFound):
            accepting.accept(session, "salah", NEW, "10.0.0.9", NOW)
    with pytest.raises(Refused, match="Terlalu banyak kode yang salah"):
        accepting.accept(session, code, NEW, "10.0.0.9", NOW)
    assert accepting.accept(session, code, NEW, HERE, NOW) == "ases1"


def test_a_weak_password_uses_nothing_up(city, session):
    code = invite(session, city).code
    with pytest.raises(Refused, match="10 sampai 200"):
        accepting.accept(session, code, "pendek", HERE, NOW)
    assert opens(session, code) == "ases1"


def test_an_account_without_a_password_cannot_sign_in_and_is_shown_as_invited(city, session):
    accounts.create_person(
        session,
        city["admin"],
        NOW,
        username="bagus",
        name="Bagus",
        password=None,
        roles=[Role.ASSESSOR],
    )
    (person,) = accounts.list_people(session, city["admin"], text="bagus")
    assert person.invited is True
    for guess in (NO_PASSWORD, "bagus", PASSWORD):
        with pytest.raises(Refused, match="tidak cocok"):
            signing_in.sign_in(session, "bagus", guess, HERE, NOW)


def test_a_message_with_the_link_waits_for_who_has_an_address(city, session):
    account_id = city["dindik"].account_id
    base = "https://bps.example/undangan/"
    with pytest.raises(Refused, match="belum punya alamat surel"):
        invitations.invite_by_mail(session, city["admin"], NOW, account_id, base)
    session.execute(text("UPDATE account SET email = 'dindik@uji.go.id' WHERE username = 'dindik'"))
    session.expire_all()
    sent_to = invitations.invite_by_mail(session, city["admin"], NOW, account_id, base)
    message = session.scalars(select(OutboxMessage)).one()
    assert (sent_to, message.email, message.kind) == (
        "dindik@uji.go.id",
        "dindik@uji.go.id",
        "invitation",
    )
    code = re.search(r"https://bps.example/undangan/(\S+)", message.body)[1]
    assert opens(session, code) == "dindik"


def test_only_the_admin_invites_and_only_people_of_the_office(city, session):
    with pytest.raises(NotAllowed):
        invitations.invite(session, city["ketua"], NOW, [city["ases1"].account_id])
    with pytest.raises(NotFound):
        invitations.invite(session, city["admin"], NOW, [999])


def test_inviting_many_is_one_act_in_the_log_and_a_fixed_number_of_queries(
    city, session, count_queries
):
    sent = []
    for names in (("ases1",), ("ases1", "ases2", "dindik")):
        ids = [city[name].account_id for name in names]
        session.connection()  # its BEGIN is no query of the act
        session.expunge_all()
        with count_queries() as statements:
            invitations.invite(session, city["admin"], NOW, ids)
            session.flush()
        sent.append(len(statements))
    assert sent[0] == sent[1]
    assert list_log(session, city["admin"])[0].after["usernames"] == ["ases1", "ases2", "dindik"]
