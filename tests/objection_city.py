"""A small city whose units object to their released results, in words short enough for a test.

The values stand in tests/test_season.py: Dindik 4.69, Dinkes 3.60, DLH 1.75.
"""

from datetime import timedelta

from sqlalchemy import select

from evaluator.services import (
    objecting,
    objection_answers,
    objection_decisions,
    objection_publishing,
    objection_views,
)
from evaluator.services.evidence_files import Keeping, Upload
from evaluator.services.objecting import Words
from evaluator.services.objection_decisions import Ruling
from evaluator.services.periods import period_view
from evaluator.storage.periods import Participant
from tests.city import NOW

LATER = NOW + timedelta(days=1)
URL = "http://bps.example"
DINDIK, DINKES, DLH = "Dinas Pendidikan", "Dinas Kesehatan", "Dinas Lingkungan Hidup"
PDF = b"%PDF-1.4 bukti %%EOF"


def participant(city, name=DINKES):
    with city.installation.reads() as session:
        return session.scalars(select(Participant.id).where(Participant.name == name)).one()


def file(name="SK.pdf", content=PDF):
    return Upload(name, "application/pdf", content)


def keeping(city, quota=10**6):
    return Keeping(city.installation.files, quota)


def write(city, text="SK terlewat", answer="", *, code="a1", who="dinkes", unit=DINKES,
          verb=objecting.send, version=0, now=LATER, uploads=(), quota=10**6):  # fmt: skip
    """Write an objection of a unit; sent unless `verb` says otherwise."""
    number = participant(city, unit)
    with city.installation.writes() as session:
        return verb(
            session, city[who], now, number, code, Words(text, answer),
            version=version, uploads=uploads, keeping=keeping(city, quota),
        )  # fmt: skip


def see(city, number, who="ketua", now=LATER):
    with city.installation.reads() as session:
        return objection_views.view_objection(session, city[who], now, number)


def assign(city, number, to="ases1", who="ketua"):
    with city.installation.writes() as session:
        objection_answers.assign(
            session, city[who], LATER, number, city[to].account_id,
            version=see(city, number).version, public_url=URL,
        )  # fmt: skip


def answer(city, number, text="Benar, SK terlewat.", proposal="", who="ases1"):
    with city.installation.writes() as session:
        objection_answers.answer(
            session, city[who], LATER, number,
            text=text, proposal=proposal, version=see(city, number).version,
        )  # fmt: skip


def decide(city, number, accept=True, final="5", reason="SK berlaku 2025", *, who="ketua",
           version=None, **more):  # fmt: skip
    with city.installation.writes() as session:
        objection_decisions.decide(
            session, city[who], LATER, number,
            Ruling(accept, final if accept else "", reason, **more),
            version=see(city, number).version if version is None else version, public_url=URL,
        )  # fmt: skip


def confirm(city, number, who="admin", version=None):
    with city.installation.writes() as session:
        objection_decisions.confirm(
            session, city[who], LATER, number,
            version=see(city, number).version if version is None else version, public_url=URL,
        )  # fmt: skip


def accept(city, final="5", *, code="a1", who="dinkes", unit=DINKES, **more):
    """An objection from its sending to the second person's yes."""
    number = write(city, code=code, who=who, unit=unit)
    assign(city, number)
    answer(city, number, proposal=final)
    decide(city, number, final=final, **more)
    confirm(city, number)
    return number


def plan(city, who="ketua", now=LATER):
    with city.installation.reads() as session:
        return objection_publishing.plan_of(session, city[who], now, city.period_id)


def publish(city, *, who="ketua", now=LATER, later=(), version=None):
    with city.installation.reads() as session:
        seen = period_view(session, city["ketua"], city.period_id).version
    with city.installation.writes() as session:
        return objection_publishing.publish(
            session, city[who], now, city.period_id,
            version=seen if version is None else version, later=later,
        )  # fmt: skip
