"""A city with requests for data, registers and tasks in the field."""

from datetime import UTC, date, datetime
from pathlib import Path

from evaluator.services import (
    categories,
    periods,
    registers,
    request_tables,
    requests,
    rubrics,
    tasks,
    units,
)
from evaluator.storage.actor import Role
from evaluator.storage.periods import Participant, Period
from evaluator.storage.registers import Register
from tests.city import City

MITRA = Path(__file__).parents[1] / "rubrics" / "mitra.yaml"
LATER = datetime(2025, 9, 10, 2, 0, tzinfo=UTC)
"""A Wednesday on which some tables are late."""


class FactsCity(City):
    """The small city with a mitra, a respondent, and one request that nobody has answered."""

    def __init__(self, installation):
        super().__init__(installation)
        with installation.writes() as session:
            admin = self["admin"]
            for kind, short, name in (
                ("mitra", "M-01", "Siti Aminah"),
                ("responden", "R-001", "Toko Sumber Rejeki"),
            ):
                self.units[short] = units.create_unit(
                    session, admin, LATER, kind=kind, short_name=short, name=name
                )
            self.add_person(session, "siti", Role.UNIT, self.units["M-01"])
            self.round_id = requests.open_round(
                session,
                admin,
                LATER,
                title="Uji Dalam Angka 2025",
                year="2025",
                publication="Kota Uji Dalam Angka",
                asked_on="2025-07-01",
            )

    def ask(self, session, unit="Dindik", number="4.1.1", **texts):
        given = {"title": "Sekolah", "cells": "20", "due": "2025-08-31", **texts}
        return request_tables.add_table(
            session, self["ketua"], LATER, self.round_id, self.units[unit], number=number, **given
        )

    def enter(self, session, kind, unit="Dindik", **texts):
        given = {"day": "2025-03-10", "title": "Catatan", **texts}
        return registers.add_entry(
            session, self["ketua"], LATER, Register(kind), self.units[unit], **given
        )

    def give(self, session, unit="M-01", **texts):
        given = {"survey": "Sakernas", "due": "2025-08-31", "target": "10", **texts}
        return tasks.add_task(session, self["ketua"], LATER, self.units[unit], **given)

    def measure_mitra(self, session, *, facts_until=None):
        """A second period; it measures the mitra, and a unit so that all kinds can be tried."""
        admin = self["admin"]
        rubric = rubrics.publish(session, admin, LATER, MITRA.read_bytes(), MITRA.name)
        period_id = periods.create_period(
            session,
            admin,
            LATER,
            year=2025,
            title="Mitra 2025",
            event="HSN",
            theme="",
            event_date=date(2025, 9, 29),
        )
        category = categories.add_category(
            session, admin, LATER, period_id, title="Mitra", rubric_id=rubric, unit_kind="mitra"
        )
        unit = self.units["Dindik"]
        session.add(Participant(category_id=category, unit_id=unit, name="Dinas Pendidikan"))
        session.get(Period, period_id).facts_until = facts_until
        return period_id
