"""A period of the small city whose second indicator is counted from attendance."""

from datetime import date, timedelta
from pathlib import Path

from evaluator.services import categories, panels, periods, rubrics, stages
from evaluator.services.periods import FactDays
from tests.city import NOW

RUBRIC = Path(__file__).parent / "rubrics" / "measured.yaml"


def begin_measured(city, first=date(2025, 1, 1), last=date(2025, 9, 1)):
    """Let the city's period be one that measures these days, open for scoring."""
    admin = city["admin"]
    with city.installation.writes() as session:
        rubric = rubrics.publish(session, admin, NOW, RUBRIC.read_bytes(), RUBRIC.name)
        city.period_id = periods.create_period(
            session, admin, NOW, year=2025, title="Penilaian terukur", event="Hari Statistik",
            theme="", event_date=last, fact_days=FactDays(first, last),
        )  # fmt: skip
        city.category_id = categories.add_category(
            session, admin, NOW, city.period_id, title="OPD", rubric_id=rubric, unit_kind="opd"
        )
        for panel in categories.list_categories(session, admin, city.period_id)[0].panels:
            seats = [city["ases1"].account_id]
            panels.assign(session, admin, NOW, panel.participant_id, seats)
    city.open()


def score_measured(city):
    """Answer what people answer: 4 of 5 for every unit."""
    for unit in city.sheets("ases1"):
        city.score("ases1", unit, a1="4")


def lock_measured(city, now=NOW + timedelta(days=1)):
    """Lock it once its last day is over."""
    lead = city["ketua"]
    city.close()
    with city.installation.writes() as session:
        version = periods.period_view(session, lead, city.period_id).version
        stages.lock(session, lead, now, city.period_id, version)
