"""Illustrative obstacles of a year, and the growth plans of a few units after a release."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.services import (
    feedback,
    growing,
    growing_actions,
    growing_starting,
    obstacle_reporting,
    obstacle_triage,
)
from evaluator.services.obstacle_reporting import Report
from evaluator.services.obstacle_triage import Sorting
from evaluator.storage.actor import Actor
from evaluator.storage.growth import ActionStatus
from evaluator.storage.obstacles import Outcome
from evaluator.storage.periods import Category, Participant

_MET = (
    ("refusal", "Sakernas", "Beberapa rumah tangga menolak karena mengira petugas menarik iuran."),
    ("absent", "Susenas", "Responden bekerja sampai malam dan tidak dapat ditemui."),
    ("access", "Sakernas", "Gang menuju blok sensus tergenang rob selama tiga hari."),
    ("source", "Podes", "Buku administrasi penduduk belum dimutakhirkan."),
    ("questionnaire", "Susenas", "Rincian pengeluaran pesta sulit diingat responden."),
)


def report_obstacles(
    session: Session,
    actors: Mapping[str, Actor],
    units: Mapping[str, int],
    year: int,
    settled: Mapping[str, float],
    models: Mapping[str, str],
) -> None:
    """Let assessors report what they met, pass it to units, and settle most of it.

    units : short name -> number, of those to whom obstacles are passed
    settled : short name -> which part of them (0-1) is settled
    models : short name -> the one that meets the same, itself unless it has a twin
    """
    admin = actors["admin"]
    for place, unit_id in units.items():
        chance = Random(f"{year}/{models[place]}/kendala")  # noqa: S311
        met = chance.sample(_MET, chance.choice((0, 2, 3)))
        for number, (kind, survey, text) in enumerate(met):
            now = datetime(year, 5, 4 + number, 4, 0, tzinfo=UTC)
            reporter = actors[f"ases{1 + number % 3}"]
            told = Report(kind, text, f"{survey} {year}", place)
            made = obstacle_reporting.report(session, reporter, now, told)
            sorting = Sorting(kind, "normal", unit_id=unit_id, passed_on=now.date())
            obstacle_triage.sort_obstacle(session, admin, now, made, sorting, version=1)
            if number < round(settled[place] * len(met)):
                obstacle_triage.settle_obstacle(
                    session,
                    admin,
                    datetime(year, 6, 15, 4, 0, tzinfo=UTC),
                    made,
                    Outcome.SOLVED,
                    "Petugas didampingi lurah saat kunjungan ulang.",
                    version=2,
                )


def make_plans(
    session: Session,
    actors: Mapping[str, Actor],
    period_id: int,
    usernames: Sequence[str],
    year: int,
) -> None:
    """Let units make a plan from their results; the first action of each is done by now."""
    for username in usernames:
        actor = actors[username]
        took_part = (
            select(Participant.id)
            .join(Category)
            .where(Category.period_id == period_id, Participant.unit_id == actor.unit_id)
        )
        participant_id = session.scalars(took_part).one()
        now = datetime(year, 10, 6, 3, 0, tzinfo=UTC)
        worth_most = feedback.feedback(session, actor, participant_id).steps[:3]
        steps = [line.step.code for line in worth_most]
        plan_id = growing_starting.start_plan(session, actor, now, participant_id, steps)
        first, *_ = growing.open_plan(session, actor, now, plan_id).actions
        later = datetime(year + 1, 3, 16, 3, 0, tzinfo=UTC)
        growing_actions.bring_forward(
            session, actor, later, first.id, ActionStatus.DONE, version=first.version
        )
