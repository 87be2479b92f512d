"""Three years of a city: a rubric that changes, a merger, a new name, a withdrawal."""

from datetime import UTC, date, datetime

from evaluator.services import (
    batches,
    categories,
    panels,
    periods,
    rubrics,
    sheets,
    stages,
    unit_endings,
    unit_names,
    units,
)
from tests.city import RUBRIC, City

OPD = {
    "Dindik": "Dinas Pendidikan",
    "Dinkes": "Dinas Kesehatan",
    "DLH": "Dinas Lingkungan Hidup",
    "Kominfo": "Dinas Komunikasi dan Informatika",
    "Dispar": "Dinas Pariwisata",
    "Bappeda": "Badan Perencanaan",
    "Satpol": "Satuan Polisi Pamong Praja",
}
KELURAHAN = {"Kuripan": "Kuripan", "Medono": "Medono"}
# What everyone answers: a1, then a2 (a3 from 2026 on), then b1.
ANSWERS = {
    2025: {
        "Dindik": "5 4 20/20",
        "Dinkes": "4 4 10/20",
        "DLH": "2 1 TB",
        "Kominfo": "3 3 10/20",
        "Dispar": "2 2 5/20",
        "Bappeda": "3 3 15/20",
        "Satpol": "1 1 0/20",
        "Kuripan": "3 3 10/20",
        "Medono": "4 4 15/20",
    },
    2026: {
        "Dindik": "5 1 20/20",
        "Dinkes": "5 5 15/20",
        "DLH": "",
        "Kominfo": "3 3 10/20",
        "Bappeda": "3 3 20/20",
        "Satpol": "2 2 5/20",
        "Kuripan": "4 4 15/20",
        "Medono": "4 4 15/20",
    },
    2027: {
        "Dindik": "5 5 20/20",
        "Dinkes": "3 3 10/20",
        "Kominfo": "4 4 15/20",
        "Dispar": "2 2 5/20",
        "Bappeda": "3 3 20/20",
        "Satpol": "1 1 5/20",
        "Kuripan": "5 5 20/20",
        "Medono": "4 4 15/20",
    },
}


def moment(year, month=9):
    return datetime(year, month, 1, 2, 0, tzinfo=UTC)


class Years(City):
    """OPD and kelurahan from 2025 to 2027, all released.

    The OPD's rubric changes in 2026: a3 stands in a2's place and both sections weigh
    half. DLH is withdrawn in 2026 and goes on in Dinkes in 2027; Dispar stays away in
    2026; Kuripan becomes Kuripan Yosorejo in June 2026.
    """

    def _units(self, session):
        super()._units(session)
        for kind, names in (("opd", OPD), ("kelurahan", KELURAHAN)):
            for short, name in names.items():
                if short not in self.units:
                    self.units[short] = units.create_unit(
                        session, self["admin"], moment(2025), kind=kind, short_name=short, name=name
                    )

    def _period(self, session):
        self.rubric_id = rubrics.publish(
            session, self["admin"], moment(2025), RUBRIC.read_bytes(), RUBRIC.name
        )
        self.periods, self.tracks = {}, {}
        self._year(session, 2025, self.rubric_id)
        newer = self._newer_rubric(session)
        self._rename(session)
        self._year(session, 2026, newer)
        self._merge(session)
        self._year(session, 2027, newer)
        self.period_id, self.category_id = self.periods[2027], self.tracks[2027, "OPD"]

    def _newer_rubric(self, session):
        text = RUBRIC.read_text()
        for old, new in (
            ('version: "1.0"', 'version: "2.0"'),
            ("weight: 60", "weight: 50"),
            ("weight: 40", "weight: 50"),
            ("code: a2", "code: a3"),
        ):
            text = text.replace(old, new)
        return rubrics.publish(session, self["admin"], moment(2026, 2), text.encode(), "baru.yaml")

    def _rename(self, session):
        own = units.unit_view(session, self["admin"], self.units["Kuripan"])
        unit_names.rename_unit(
            session, self["admin"], moment(2026, 7), own.id, version=own.version,
            name="Kuripan Yosorejo", short_name="Kuripan Yosorejo", valid_from=date(2026, 6, 1),
        )  # fmt: skip

    def _merge(self, session):
        own = units.unit_view(session, self["admin"], self.units["DLH"])
        unit_endings.end_unit(
            session, self["admin"], moment(2027, 4), own.id, version=own.version,
            ended_on=date(2027, 3, 1), reason="Perda 7/2027", successor_id=self.units["Dinkes"],
        )  # fmt: skip

    def _year(self, session, year, rubric_id):
        period_id = self.periods[year] = periods.create_period(
            session, self["admin"], moment(year, 5), year=year, title=f"Penilaian {year}",
            event=f"Hari Statistik Nasional {year}", theme="", event_date=date(year, 9, 29),
        )  # fmt: skip
        for title, kind, names in (("OPD", "opd", OPD), ("Kelurahan", "kelurahan", KELURAHAN)):
            self.tracks[year, title] = categories.add_category(
                session, self["admin"], moment(year, 5), period_id, title=title, unit_kind=kind,
                rubric_id=rubric_id if kind == "opd" else self.rubric_id,
                unit_ids=[self.units[short] for short in names if short in ANSWERS[year]],
            )  # fmt: skip
        self._score(session, year, period_id)
        self.finish(session, year)

    def _score(self, session, year, period_id):
        admin, ases1 = self["admin"], self["ases1"]
        shorts = {number: short for short, number in self.units.items()}
        given = {}
        for category in categories.list_categories(session, admin, period_id):
            second = "a3" if year > 2025 and category.title == "OPD" else "a2"
            for panel in category.panels:
                panels.assign(
                    session, admin, moment(year, 5), panel.participant_id, [ases1.account_id]
                )
                answers = ANSWERS[year][shorts[panel.unit_id]].split()
                codes = ("a1", second, "b1")
                given[panel.name] = (panel.participant_id, dict(zip(codes, answers, strict=False)))
        self._move(session, stages.open_scoring, "admin", year)
        for row in sheets.my_sheets(session, ases1):
            if row.period == f"Penilaian {year}":
                participant_id, answers = given[row.unit]
                cells = {code: (answer, "") for code, answer in answers.items()}
                if cells:
                    batches.save_scores(session, ases1, moment(year), row.id, cells, hand_in=True)
                else:
                    stages.withdraw(
                        session, self["ketua"], moment(year), participant_id, "Tutup sementara"
                    )

    def finish(self, session, year, *steps):
        """Close, lock and release a year's assessment."""
        for step in steps or (stages.close_scoring, stages.lock, stages.release):
            self._move(session, step, "ketua", year)

    def _move(self, session, step, who, year):
        period_id = self.periods[year]
        version = periods.period_view(session, self["ketua"], period_id).version
        step(session, self[who], moment(year), period_id, version)
