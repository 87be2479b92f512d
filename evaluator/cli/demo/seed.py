"""Fills an empty installation with the demonstration, by the same services that people use."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from evaluator.cli.demo import answers
from evaluator.cli.demo.award_day import hold_plenary
from evaluator.cli.demo.coaching import make_plans, report_obstacles
from evaluator.cli.demo.facts import Year
from evaluator.cli.demo.seasons import SEASONS, Season
from evaluator.cli.demo.self_assessment import TITLE, seed_self_assessment
from evaluator.scoring.rubric import Rubric
from evaluator.services import (
    accounts,
    batches,
    categories,
    certifying,
    offices,
    panels,
    passwords,
    periods,
    rubrics,
    sheets,
    signatories,
    stages,
    units,
)
from evaluator.services.demo_accounts import PASSWORD
from evaluator.storage.actor import Actor, Role
from evaluator.storage.files import Files

SHIPPED = Path(__file__).parents[3] / "rubrics"
_ASSESSORS = 6
_PODIUM = {
    ("opd", 2025): ("Dinperinaker", "Dindik", "Dinkominfo"),
    ("kelurahan", 2025): ("Kel. Kuripan Yosorejo", "Kel. Medono", "Kel. Setono"),
    ("opd", 2024): ("Dinkominfo", "Dinperinaker", "Dinkes"),
    ("kelurahan", 2024): ("Kel. Medono", "Kel. Podosugih", "Kel. Kuripan Yosorejo"),
}
_TWINS = {"opd": ("Dinarpus", "Dishub"), "kelurahan": ("Kel. Poncol", "Kel. Klego")}
"""Units of 2025 that are given the very same answers, so that the demonstration has a real tie."""
_TITLES = {
    "opd": "Organisasi Perangkat Daerah",
    "kecamatan": "Kecamatan",
    "kelurahan": "Kelurahan",
    "mitra": "Mitra Statistik",
    "responden": "Responden",
}
_PLANNERS = ("dinkes", "dishub", "kel-poncol")
_NOTED = 12
_STOPS_AFTER = 6


class Seeding:
    """One filling of one empty database, in one transaction."""

    def __init__(
        self, session: Session, files: Files, draw: certifying.Draw, public_url: str
    ) -> None:
        self.session, self.files, self.draw, self.public_url = session, files, draw, public_url
        self.actors: dict[str, Actor] = {}
        self.unit_ids: dict[str, int] = {}
        self.kinds: dict[str, str] = {}
        self.password = passwords.hashed(PASSWORD, demo=True)

    def run(self, tell: Callable[[str], None]) -> None:
        """Fill the database; `tell` is given a sentence for each part."""
        tell("Kantor, unit, dan akun …")
        self._office()
        self._units()
        self._accounts()
        published = {
            code: rubrics.publish(
                self.session,
                self.actors["admin"],
                _moment(2024, 1, 8),
                (SHIPPED / f"{code}.yaml").read_bytes(),
                f"{code}.yaml",
            )
            for code in sorted(path.stem for path in SHIPPED.glob("*.yaml"))
        }
        for season in SEASONS:
            tell(f"{season.title} …")
            self._season(season, published)
        tell(f"{TITLE} …")
        seed_self_assessment(
            self.session,
            self.files,
            self.actors,
            self.unit_ids,
            published["opd-kerja-sama"],
            _moment(2026, 11, 16),
        )

    def _office(self) -> None:
        start = _moment(2024, 1, 2)
        nobody = Actor(None, "operator", "Operator", 0, frozenset(), operator=True)
        office_id = offices.create_office(
            self.session,
            nobody,
            start,
            code="3375",
            name="BPS Kota Pekalongan",
            city="Pekalongan",
            illustrative=True,
            number_unit="33750",
        )
        self.operator = Actor(None, "operator", "Operator", office_id, frozenset(), operator=True)
        self._name_contact(start)
        signatories.add_signer(
            self.session,
            self.operator,
            start,
            name="Hayu Wuranti",
            nip="",
            position="Kepala BPS Kota Pekalongan",
            valid_from=date(2024, 1, 1),
            valid_to=None,
        )

    def _name_contact(self, now: datetime) -> None:
        """Whom units ask; everything else of the office stays."""
        view = offices.office_view(self.session, self.operator.office_id)
        kept = ("version", "name", "city", "zone", "address", "number_pattern", "number_unit")
        numbers = ("number_class", "number_start", "number_digits")
        offices.change_office(
            self.session,
            self.operator,
            now,
            **{name: getattr(view, name) for name in (*kept, *numbers)},
            help_contact="Tim Pembinaan Statistik Sektoral (contoh)",
        )

    def _units(self) -> None:
        city = YAML(typ="safe").load(Path(__file__).with_name("pekalongan.yaml"))
        for opd in city["opd"]:
            unproven = (
                "Nama panjang belum diperiksa pada peraturan daerah." if "verified" in opd else ""
            )
            self._unit("opd", opd["short"], opd["name"], note=unproven)
        for kecamatan in city["kecamatan"]:
            parent = self._unit(
                "kecamatan",
                f"Kec. {kecamatan['name']}",
                f"Kecamatan {kecamatan['name']}",
                kecamatan,
            )
            for kelurahan in kecamatan["kelurahan"]:
                name = kelurahan["name"]
                self._unit("kelurahan", f"Kel. {name}", f"Kelurahan {name}", kelurahan, parent)
        for number in range(1, 30):
            self._unit("mitra", f"M-{number:02}", f"Mitra Statistik M-{number:02}")
        for number in range(1, 9):
            self._unit("responden", f"R-{number:03}", f"Responden R-{number:03}")

    def _unit(
        self,
        kind: str,
        short: str,
        name: str,
        codes: Mapping[str, Any] | None = None,
        parent_id: int | None = None,
        note: str = "",
    ) -> int:
        unit_id = units.create_unit(
            self.session,
            self.operator,
            _moment(2024, 1, 3),
            kind=kind,
            short_name=short,
            name=name,
            bps_code=codes["bps"] if codes else "",
            kemendagri_code=codes["kemendagri"] if codes else "",
            parent_id=parent_id,
            note=note,
        )
        self.unit_ids[short], self.kinds[short] = unit_id, kind
        return unit_id

    def _accounts(self) -> None:
        names = {
            "admin": ("Admin Kantor", Role.ADMIN),
            "ketua": ("Ketua Tim", Role.LEAD),
            "ketua2": ("Ketua Tim Kedua", Role.LEAD),
            "panitia": ("Panitia HSN", Role.ORGANISER),
            "auditor": ("Auditor", Role.AUDITOR),
        }
        names |= {
            f"ases{number}": (f"Penilai {number}", Role.ASSESSOR)
            for number in range(1, _ASSESSORS + 1)
        }
        for username, (name, role) in names.items():
            self._account(username, name, role, None)
        for short, unit_id in self.unit_ids.items():
            if self.kinds[short] in ("opd", "kecamatan", "kelurahan"):
                self._account(_slug(short), f"Operator {short}", Role.UNIT, unit_id)

    def _account(self, username: str, name: str, role: Role, unit_id: int | None) -> None:
        account_id = accounts.create_person(
            self.session,
            self.operator,
            _moment(2024, 1, 4),
            username=username,
            name=name,
            password=self.password,
            roles=[role],
            unit_id=unit_id,
        )
        office_id = self.operator.office_id
        self.actors[username] = Actor(
            account_id, username, name, office_id, frozenset({role}), unit_id
        )

    def _season(self, season: Season, published: Mapping[str, int]) -> None:
        admin, lead = self.actors["admin"], self.actors["ketua"]
        period_id = periods.create_period(
            self.session,
            admin,
            _moment(season.year, 2, 3),
            year=season.year,
            title=season.title,
            event=season.event,
            theme=season.theme,
            event_date=season.event_date,
            fact_days=periods.FactDays(None, season.facts_until),
        )
        if season.facts_until is not None:
            self._facts(season.year)
        for kind, code in season.rubrics.items():
            self._category(season, period_id, kind, published[code])
        self._move(stages.open_scoring, admin, _moment(season.year, 6, 2), period_id)
        self._score(season, period_id)
        if season.released:
            self._move(stages.close_scoring, lead, _moment(season.year, 9, 10), period_id)
            self._move(stages.lock, lead, _moment(season.year, 9, 15), period_id)
            if season.plenary:
                hold_plenary(self.session, self.actors, period_id, _moment(season.year, 9, 18))
            self._move(stages.release, lead, _on_the_day(season), period_id)
            certifying.issue(
                self.session,
                self.actors["panitia"],
                _on_the_day(season),
                period_id,
                design="kawung",
                draw=self.draw,
                files=self.files,
                public_url=self.public_url,
            )
        if season.plenary:
            make_plans(self.session, self.actors, period_id, _PLANNERS, season.year)

    def _facts(self, year: int) -> None:
        def level(short: str, what: str) -> float:
            model = self._model(short, year)
            kind = self.kinds[short]
            chance = Random(f"{year}/{model}/{what}")  # noqa: S311
            podium: Sequence[str] = _PODIUM.get((kind, year), ())
            if model in podium:  # what the press published must come out
                return (1.0, 0.85, 0.8)[podium.index(model)]
            return min(1.0, max(0.0, _quality(kind, year, model) + chance.gauss(0, 0.06)))

        Year(self.session, self.actors["admin"], year, self.kinds, self.unit_ids, level).write()
        villages = {s: n for s, n in self.unit_ids.items() if self.kinds[s] == "kelurahan"}
        settled = {short: level(short, "kendala") for short in villages}
        models = {short: self._model(short, year) for short in villages}
        report_obstacles(self.session, self.actors, villages, year, settled, models)

    def _model(self, short: str, year: int) -> str:
        """Whose answers and facts a unit is given: its own, or its twin's."""
        twin = _TWINS.get(self.kinds[short], ("", ""))
        return twin[0] if year == 2025 and short == twin[1] else short

    def _category(self, season: Season, period_id: int, kind: str, rubric_id: int) -> None:
        admin, now = self.actors["admin"], _moment(season.year, 2, 4)
        category_id = categories.add_category(
            self.session,
            admin,
            now,
            period_id,
            title=_TITLES[kind],
            rubric_id=rubric_id,
            unit_kind=kind,
        )
        found = categories.list_categories(self.session, admin, period_id)
        (category,) = [c for c in found if c.id == category_id]
        for number, panel in enumerate(category.panels):
            pair = [f"ases{1 + (number + shift) % _ASSESSORS}" for shift in (0, 1)]
            ids = [self.actors[name].account_id or 0 for name in pair]
            panels.assign(self.session, admin, now, panel.participant_id, ids)

    def _move(self, step: Callable[..., Any], actor: Actor, now: datetime, period_id: int) -> None:
        version = periods.period_view(self.session, actor, period_id).version
        step(self.session, actor, now, period_id, version)

    def _score(self, season: Season, period_id: int) -> None:
        shorts = {unit_id: short for short, unit_id in self.unit_ids.items()}
        unfinished = not season.released
        for number in range(1, _ASSESSORS + 1):
            assessor = self.actors[f"ases{number}"]
            for row in sheets.my_sheets(self.session, assessor):
                if row.period != season.title:
                    continue
                sheet = sheets.open_sheet(self.session, assessor, row.id)
                short = shorts[self._unit_of(row.id)]
                cells = self._cells(
                    season.year, sheet.rubric, short, first=self._first(row.id, number)
                )
                if unfinished and number == 1:
                    # One sheet waits half done for whoever tries the demonstration.
                    cells = dict(list(cells.items())[:_STOPS_AFTER])
                    unfinished = False
                batches.save_scores(
                    self.session, assessor, _moment(season.year, 8, 20), row.id, cells, hand_in=True
                )

    def _unit_of(self, sheet_id: int) -> int:
        from evaluator.storage.scores import Sheet

        sheet = self.session.get(Sheet, sheet_id)
        assert sheet is not None  # noqa: S101
        return sheet.participant.unit_id

    def _first(self, sheet_id: int, number: int) -> bool:
        """Whether this assessor is the first of the sheet's panel."""
        from sqlalchemy import func, select

        from evaluator.storage.scores import Sheet

        mine = select(Sheet.participant_id).where(Sheet.id == sheet_id).scalar_subquery()
        first = select(func.min(Sheet.assessor_id)).where(Sheet.participant_id == mine)
        return self.session.scalar(first) == self.actors[f"ases{number}"].account_id

    def _cells(
        self, year: int, rubric: Rubric, short: str, *, first: bool
    ) -> dict[str, tuple[str, str]]:
        kind = self.kinds[short]
        model = self._model(short, year)
        quality = _quality(kind, year, model)
        noted = short in _PODIUM.get((kind, year), ()) or Random(short).random() < 0.35  # noqa: S311
        cells = {}
        for number, indicator in enumerate(rubric.asked):
            given = answers.answer(rubric, indicator, model, year, quality)
            if not first:
                given = answers.second_opinion(rubric, indicator, model, year, given)
            says = first and noted and number < _NOTED
            cells[indicator.code] = (
                given,
                answers.note(rubric, indicator, short, year, given) if says else "",
            )
        return cells


def _quality(kind: str, year: int, short: str) -> float:
    podium: Sequence[str] = _PODIUM.get((kind, min(year, 2025)), ())
    if short in podium:
        return (0.97, 0.91, 0.86)[podium.index(short)] - (0.05 if year > 2025 else 0)
    base = Random(f"{kind}/{short}").uniform(0.35, 0.72)  # noqa: S311
    return base + Random(f"{year}/{short}").uniform(-0.04, 0.06)  # noqa: S311


def _slug(short: str) -> str:
    return short.casefold().replace(".", "").replace(" ", "-")


def _moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def _on_the_day(season: Season) -> datetime:
    return _moment(season.year, season.event_date.month, season.event_date.day)
