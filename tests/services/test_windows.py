"""A stage is worked in between its hours, by the server's clock, whatever else runs."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from evaluator.services import assessing, periods, scheduling, sheets
from evaluator.services.problems import Conflict, NotAllowed, Refused
from evaluator.services.scheduling import Hours
from evaluator.storage.periods import Stage
from tests.city import NOW

OPENS = datetime(2025, 9, 1, 1, 0, tzinfo=UTC)
CLOSES = datetime(2025, 9, 10, 16, 59, tzinfo=UTC)  # 23.59 WIB
MINUTE = timedelta(minutes=1)


def set_hours(city, reason="", closes=CLOSES, grace=0, who="admin", version=None, opens=OPENS):
    with city.installation.writes() as session:
        seen = periods.period_view(session, city["admin"], city.period_id).version
        scheduling.set_hours(
            session,
            city[who],
            NOW,
            city.period_id,
            version=seen if version is None else version,
            hours={Stage.SCORING: Hours(opens, closes)},
            grace_minutes=grace,
            reason=reason,
        )


def save(city, now, answer="4"):
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    with city.installation.writes() as session:
        view = sheets.open_sheet(session, city["ases1"], sheet)
        version = view.questions[0].version
        assessing.save_score(
            session, city["ases1"], now, sheet, "a1", answer=answer, note="", version=version
        )


def test_nothing_is_saved_before_opening_and_from_the_closing_moment_on(city):
    set_hours(city)
    city.open()
    with pytest.raises(Refused, match="baru dibuka"):
        save(city, OPENS - MINUTE)
    save(city, OPENS, "3")
    save(city, CLOSES - timedelta(microseconds=1), "4")
    with pytest.raises(Refused, match="sudah ditutup"):
        save(city, CLOSES, "5")
    with city.installation.reads() as session:
        assert session.execute(text("SELECT answer FROM score")).scalars().all() == ["4"]


def test_grace_lets_the_last_words_be_saved_and_then_closes_hard(city):
    set_hours(city, grace=10)
    city.open()
    save(city, CLOSES + 9 * MINUTE)
    with pytest.raises(Refused, match="sudah ditutup"):
        save(city, CLOSES + 10 * MINUTE, "5")


def test_an_extension_needs_a_reason_and_opens_the_stage_again(city):
    set_hours(city)
    city.open()
    with pytest.raises(Refused) as refused:
        set_hours(city, closes=CLOSES + timedelta(days=1))
    assert refused.value.field == "reason"
    set_hours(city, "jaringan padam", closes=CLOSES + timedelta(days=1))
    save(city, CLOSES + MINUTE)
    with city.installation.reads() as session:
        entry = session.execute(
            text("SELECT reason FROM log_entry WHERE act = 'period.hours' ORDER BY sequence DESC")
        ).first()
    assert entry.reason == "jaringan padam"


def test_a_stage_closes_after_it_opens_and_hours_are_the_admins(city):
    with pytest.raises(Refused) as refused:
        set_hours(city, closes=OPENS)
    assert refused.value.field == "scoring_closes"
    with pytest.raises(Refused) as refused:
        set_hours(city, grace=1441)
    assert refused.value.field == "grace_minutes"
    with pytest.raises(NotAllowed):
        set_hours(city, who="ketua")
    with pytest.raises(Conflict):
        set_hours(city, version=99)


def test_setting_the_same_hours_again_writes_nothing(city):
    set_hours(city)
    set_hours(city)
    with city.installation.reads() as session:
        acts = "SELECT count(*) FROM log_entry WHERE act = 'period.hours'"
        assert session.execute(text(acts)).scalar() == 1


def test_a_stage_opens_after_the_stage_ahead_of_it_closes(city):
    hours = {
        Stage.SCORING: Hours(OPENS, CLOSES),
        Stage.SETTLING: Hours(CLOSES - timedelta(hours=1), CLOSES + timedelta(days=1)),
    }
    with city.installation.writes() as session, pytest.raises(Refused) as refused:
        seen = periods.period_view(session, city["admin"], city.period_id).version
        scheduling.set_hours(
            session, city["admin"], NOW, city.period_id, version=seen, hours=hours, grace_minutes=0
        )
    assert refused.value.field == "settling_opens"
