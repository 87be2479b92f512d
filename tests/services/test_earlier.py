"""Last year beside this year: only released, only the same question, only for its assessors."""

from datetime import date

from sqlalchemy import text

from evaluator.services import (
    assessing,
    categories,
    panels,
    periods,
    rubrics,
    sheets,
    stages,
)
from evaluator.services.earlier import Earlier
from tests.city import NOW, RUBRIC, City

DINDIK = "Dinas Pendidikan"


def next_year(city: City, rubric_id: int | None = None) -> int:
    """A period of 2026 that is being scored by the same people; its id."""
    admin = city["admin"]
    with city.installation.writes() as session:
        period_id = periods.create_period(
            session,
            admin,
            NOW,
            year=2026,
            title="Penilaian 2026",
            event="Hari Statistik Nasional 2026",
            theme="",
            event_date=date(2026, 9, 29),
        )
        categories.add_category(
            session,
            admin,
            NOW,
            period_id,
            title="OPD",
            rubric_id=rubric_id or city.rubric_id,
            unit_kind="opd",
        )
        for panel in categories.list_categories(session, admin, period_id)[0].panels:
            assessors = [city["ases1"].account_id, city["ases2"].account_id]
            panels.assign(session, admin, NOW, panel.participant_id, assessors)
        version = periods.period_view(session, admin, period_id).version
        stages.open_scoring(session, admin, NOW, period_id, version)
    return period_id


def earlier(city, who="ases1", unit=DINDIK, year=2026):
    with city.installation.reads() as session:
        rows = sheets.my_sheets(session, city[who])
        sheet = next(row.id for row in rows if row.unit == unit and row.year == year)
        return sheets.open_sheet(session, city[who], sheet).earlier


def test_last_years_settled_answer_and_ones_own_note_stand_beside_this_years(city):
    city.open()
    city.score_all()
    city.score("ases2", DINDIK, a1="4")
    sheet = city.sheets("ases1")[DINDIK]
    with city.installation.writes() as session:
        assessing.save_score(
            session, city["ases1"], NOW, sheet, "a2", answer="4", note="lengkapi", version=1
        )
    city.lock()
    city.release()
    next_year(city)
    # a1: 5 and 4 settle to 4.50; a2 and b1 are agreed on.
    assert earlier(city) == {
        "a1": Earlier(2025, "", "4.50", ""),
        "a2": Earlier(2025, "4", "4.00", "lengkapi"),
        "b1": Earlier(2025, "18/20", "4.60", ""),
    }
    assert earlier(city, "ases2")["a2"] == Earlier(2025, "4", "4.00", "")
    assert earlier(city, year=2025) == {}


def test_what_is_not_released_yet_is_not_shown(city):
    city.open()
    city.score_all()
    city.lock()
    next_year(city)
    assert earlier(city) == {}


def test_a_blind_period_shows_no_earlier_year(city):
    city.release_all()
    period_id = next_year(city)
    with city.installation.writes() as session:
        session.execute(
            text("UPDATE period SET blind = :yes WHERE id = :id"), {"yes": True, "id": period_id}
        )
    with city.installation.reads() as session:
        rows = sheets.my_sheets(session, city["ases1"])
        sheet = next(row.id for row in rows if row.year == 2026)
        assert sheets.open_sheet(session, city["ases1"], sheet).earlier == {}


def test_an_indicator_on_another_scale_has_no_earlier_year(city):
    city.release_all()
    changed = RUBRIC.read_text().replace('version: "1.0"', 'version: "1.1"')
    changed = changed.replace("minimum_exposure: 5", "minimum_exposure: 6")
    with city.installation.writes() as session:
        rubric_id = rubrics.publish(session, city["admin"], NOW, changed.encode(), "small.yaml")
    next_year(city, rubric_id)
    assert sorted(earlier(city)) == ["a1", "a2"]


def test_an_earlier_year_costs_a_sheet_three_queries_at_most(city, count_queries):
    city.release_all()

    def queries(year):
        with city.installation.reads() as session:
            rows = sheets.my_sheets(session, city["ases1"])
            sheet = next(row.id for row in rows if row.unit == DINDIK and row.year == year)
        with city.installation.reads() as session, count_queries() as sent:
            sheets.open_sheet(session, city["ases1"], sheet)
        return len([one for one in sent if one.startswith("SELECT")])

    alone = queries(2025)
    next_year(city)
    assert queries(2026) == alone + 2
