"""Units that end or go on in another: what stays, and what must be settled first."""

from datetime import date

import pytest

from evaluator.services import categories, results, signing_in, unit_endings, units
from evaluator.services.logging import list_log
from evaluator.services.problems import Conflict, Refused
from tests.city import NOW, PASSWORD


def end(session, city, unit="Dindik", successor="Dinkes", **given):
    own = units.unit_view(session, city["admin"], city.units[unit])
    fields = {
        "version": own.version,
        "ended_on": date(2025, 9, 1),
        "reason": "Perda 7/2025",
        "successor_id": city.units.get(successor),
    }
    unit_endings.end_unit(session, city["admin"], NOW, own.id, **{**fields, **given})


def leave(session, city, *kept):
    ids = [city.units[short] for short in kept]
    categories.change_participants(session, city["admin"], NOW, city.category_id, ids)


def test_a_merged_unit_is_retired_and_its_successor_shows_where_it_came_from(city, session):
    leave(session, city, "Dinkes", "DLH")
    end(session, city)
    admin = city["admin"]
    assert units.unit_view(session, admin, city.units["Dindik"]).retired is True
    ending = unit_endings.ending_of(session, admin, city.units["Dindik"])
    assert (ending.successor, ending.reason) == ("Dinas Kesehatan", "Perda 7/2025")
    (former,) = unit_endings.predecessors(session, admin, city.units["Dinkes"])
    assert (former.name, former.ended_on) == ("Dinas Pendidikan", date(2025, 9, 1))
    assert unit_endings.ending_of(session, admin, city.units["Dinkes"]) is None
    entry = list_log(session, admin)[0]
    assert (entry.act, entry.reason, entry.after["accounts"]) == (
        "unit.merge",
        "Perda 7/2025",
        ["dindik"],
    )


def test_the_accounts_of_a_unit_that_ended_are_closed_and_their_sessions_end(city, session):
    leave(session, city, "Dinkes", "DLH")
    token = signing_in.sign_in(session, "dindik", PASSWORD, "127.0.0.1", NOW)
    end(session, city, successor="")
    assert signing_in.actor_of(session, token, NOW) is None
    with pytest.raises(Refused):
        signing_in.sign_in(session, "dindik", PASSWORD, "127.0.0.1", NOW)


def test_results_of_a_unit_that_ended_stay_under_its_name(city):
    city.release_all()
    with city.installation.writes() as session:
        end(session, city)
    with city.installation.reads() as session:
        found = results.period_results(session, city["ketua"], city.period_id)
    assert found.categories[0].units[0].unit == "Dinas Pendidikan"


def test_a_unit_in_an_open_period_is_withdrawn_before_it_ends(city):
    city.open()
    with city.installation.writes() as session:
        with pytest.raises(Refused, match="masih ikut Penilaian 2025"):
            end(session, city)
        panel = next(
            panel
            for panel in categories.list_categories(session, city["admin"], city.period_id)[
                0
            ].panels
            if panel.unit_id == city.units["Dindik"]
        )
        withdraw(session, city, panel.participant_id)
        end(session, city)


def withdraw(session, city, participant_id):
    from evaluator.services import stages

    stages.withdraw(session, city["ketua"], NOW, participant_id, "Bergabung")


def test_what_must_be_settled_before_a_unit_ends_is_said(city, session):
    leave(session, city, "Dinkes", "DLH")
    admin = city["admin"]
    for slip, sentence in (
        ({"ended_on": date(2025, 9, 2)}, "belum tiba"),
        ({"reason": ""}, "tidak boleh kosong"),
        ({"successor_id": city.units["Dindik"]}, "Penerus"),
    ):
        with pytest.raises(Refused, match=sentence):
            end(session, city, **slip)
    units.create_unit(
        session,
        admin,
        NOW,
        kind="opd",
        short_name="UPT",
        name="UPT Sekolah",
        parent_id=city.units["Dindik"],
    )
    with pytest.raises(Refused, match="induk UPT Sekolah"):
        end(session, city)
    with pytest.raises(Conflict):
        end(session, city, version=9)


def test_an_ending_can_be_taken_back_and_the_accounts_stay_closed(city, session):
    leave(session, city, "Dinkes", "DLH")
    end(session, city)
    own = units.unit_view(session, city["admin"], city.units["Dindik"])
    unit_endings.reopen_unit(session, city["admin"], NOW, own.id, version=own.version)
    assert units.unit_view(session, city["admin"], own.id).retired is False
    assert unit_endings.predecessors(session, city["admin"], city.units["Dinkes"]) == []
    with pytest.raises(Refused):
        signing_in.sign_in(session, "dindik", PASSWORD, "127.0.0.1", NOW)
