"""A small city: units, people and one period, with the steps of a season in short words."""

from datetime import UTC, date, datetime
from pathlib import Path

from evaluator.services import (
    accounts,
    assessing,
    categories,
    offices,
    panels,
    periods,
    rubrics,
    sheets,
    signatories,
    stages,
    units,
)
from evaluator.storage.actor import Actor, Role
from evaluator.storage.installation import Installation
from tests.steps import once

NOW = datetime(2025, 9, 1, 2, 0, tzinfo=UTC)
PASSWORD = "kata-sandi-uji-coba"
RUBRIC = Path(__file__).parent / "rubrics" / "small.yaml"


class City:
    """A small city: three OPD, one assessor each and a lead, one draft period.

    Actors by username: admin, ases1, ases2, ketua, panitia, auditor, dindik, dinkes.
    """

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.actors: dict[str, Actor] = {}
        self.units: dict[str, int] = {}
        with installation.writes() as session:
            self._people(session)
            self._units(session)
            self._period(session)

    def __getitem__(self, username: str) -> Actor:
        return self.actors[username]

    def _people(self, session):
        operator = Actor(None, "operator", "Operator", 0, frozenset(), operator=True)
        self.office_id = offices.create_office(
            session,
            operator,
            NOW,
            code="3375",
            name="BPS Kota Uji",
            city="Uji",
            number_unit="33750",
        )
        self.operator = Actor(
            None, "operator", "Operator", self.office_id, frozenset(), operator=True
        )
        for username, role in (
            ("admin", Role.ADMIN),
            ("ases1", Role.ASSESSOR),
            ("ases2", Role.ASSESSOR),
            ("ketua", Role.LEAD),
            ("panitia", Role.ORGANISER),
            ("auditor", Role.AUDITOR),
        ):
            self.add_person(session, username, role)
        signatories.add_signer(
            session,
            self["admin"],
            NOW,
            name="Hayu Wuranti",
            nip="",
            position="Kepala BPS Kota Uji",
            valid_from=date(2024, 1, 1),
            valid_to=None,
        )

    def add_person(self, session, username, role, unit_id=None):
        account_id = accounts.create_person(
            session,
            self.operator,
            NOW,
            username=username,
            name=username.capitalize(),
            password=PASSWORD,
            roles=[role],
            unit_id=unit_id,
        )
        self.actors[username] = Actor(
            account_id, username, username.capitalize(), self.office_id, frozenset({role}), unit_id
        )

    def _units(self, session):
        for short, name in (
            ("Dindik", "Dinas Pendidikan"),
            ("Dinkes", "Dinas Kesehatan"),
            ("DLH", "Dinas Lingkungan Hidup"),
        ):
            self.units[short] = units.create_unit(
                session, self["admin"], NOW, kind="opd", short_name=short, name=name
            )
        self.add_person(session, "dindik", Role.UNIT, self.units["Dindik"])
        self.add_person(session, "dinkes", Role.UNIT, self.units["Dinkes"])

    def _period(self, session):
        admin = self["admin"]
        self.rubric_id = rubrics.publish(session, admin, NOW, RUBRIC.read_bytes(), RUBRIC.name)
        self.period_id = periods.create_period(
            session,
            admin,
            NOW,
            year=2025,
            title="Penilaian 2025",
            event="Hari Statistik Nasional 2025",
            theme="Statistik Berdampak",
            event_date=date(2025, 9, 29),
        )
        self.category_id = categories.add_category(
            session,
            admin,
            NOW,
            self.period_id,
            title="OPD",
            rubric_id=self.rubric_id,
            unit_kind="opd",
        )
        for panel in categories.list_categories(session, admin, self.period_id)[0].panels:
            assessors = [self["ases1"].account_id, self["ases2"].account_id]
            panels.assign(session, admin, NOW, panel.participant_id, assessors)

    # What a season does, in words short enough for a test.

    @once
    def open(self):
        with self.installation.writes() as session:
            version = periods.period_view(session, self["admin"], self.period_id).version
            stages.open_scoring(session, self["admin"], NOW, self.period_id, version)

    def sheets(self, username):
        """Sheet ids of an assessor by the unit's name."""
        with self.installation.reads() as session:
            return {row.unit: row.id for row in sheets.my_sheets(session, self[username])}

    def score(self, username, unit, **answers):
        """Save answers such as a1="4", each over whatever is there."""
        sheet = self.sheets(username)[unit]
        with self.installation.writes() as session:
            seen = {
                q.indicator.code: q
                for q in sheets.open_sheet(session, self[username], sheet).questions
            }
            for code, answer in answers.items():
                assessing.save_score(
                    session,
                    self[username],
                    NOW,
                    sheet,
                    code,
                    answer=answer,
                    note=seen[code].note,
                    version=seen[code].version,
                )

    @once
    def score_all(self):
        """Complete every sheet: Dindik first, Dinkes second, DLH third; see the rubric."""
        for username in ("ases1", "ases2"):
            self.score(username, "Dinas Pendidikan", a1="5", a2="4", b1="18/20")
            self.score(username, "Dinas Kesehatan", a1="4", a2="4", b1="10/20")
            self.score(username, "Dinas Lingkungan Hidup", a1="2", a2="1", b1="TB")

    @once
    def close(self):
        """End the scoring: what the panels differ on can be settled."""
        with self.installation.writes() as session:
            version = periods.period_view(session, self["ketua"], self.period_id).version
            stages.close_scoring(session, self["ketua"], NOW, self.period_id, version)

    @once
    def lock(self):
        """Lock the period, closing the scoring first where that is still open."""
        with self.installation.reads() as session:
            stage = periods.period_view(session, self["ketua"], self.period_id).stage
        if stage == "scoring":
            self.close()
        with self.installation.writes() as session:
            version = periods.period_view(session, self["ketua"], self.period_id).version
            return stages.lock(session, self["ketua"], NOW, self.period_id, version)

    @once
    def release(self):
        with self.installation.writes() as session:
            version = periods.period_view(session, self["ketua"], self.period_id).version
            stages.release(session, self["ketua"], NOW, self.period_id, version)

    def release_all(self):
        """From draft to released results."""
        self.open()
        self.score_all()
        self.lock()
        self.release()


def add_units(city: City, count: int) -> None:
    """Let more OPD take part in the draft period, each with the same panel."""
    if count <= 0:
        return
    with city.installation.writes() as session:
        admin = city["admin"]
        for number in range(count):
            name = f"Dinas Tambahan {number:03}"
            units.create_unit(session, admin, NOW, kind="opd", short_name=name, name=name)
        ids = [unit.id for unit in units.list_units(session, admin, "opd")]
        categories.change_participants(session, admin, NOW, city.category_id, ids)
        panel_ids = [city["ases1"].account_id, city["ases2"].account_id]
        for panel in categories.list_categories(session, admin, city.period_id)[0].panels:
            panels.assign(session, admin, NOW, panel.participant_id, panel_ids)
