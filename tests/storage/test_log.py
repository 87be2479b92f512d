"""Any change to history is found."""

import threading

import pytest
from sqlalchemy import text

from evaluator.services.logging import list_log, record, verify_log
from evaluator.storage.log import first_broken
from tests.city import NOW


def faults_after(city, sql):
    with city.installation.writes() as session:
        session.execute(text(sql))
    with city.installation.reads() as session:
        return [str(fault) for fault in verify_log(session, city["auditor"]).faults]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE log_entry SET actor = 'Orang lain' WHERE sequence = 4",
        "DELETE FROM log_entry WHERE sequence = 4",
        "UPDATE log_entry SET sequence = sequence + 1000 WHERE sequence = 4",
        "DELETE FROM log_entry WHERE sequence > 10",
        "UPDATE log_head SET hash = previous FROM log_entry WHERE log_entry.sequence = 3",
        "DELETE FROM log_head",
    ],
)
def test_a_changed_removed_or_reordered_entry_breaks_the_chain(city, sql):
    (fault,) = faults_after(city, sql)
    assert fault.startswith(f"rantai office:{city.office_id} putus pada catatan nomor")


def test_a_score_changed_behind_the_log_is_named(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="3")
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    assert faults_after(city, "UPDATE score SET answer = '5'") == [
        f"nilai lembar {sheet} indikator a1 berbeda dari yang tercatat"
    ]


def test_a_score_removed_behind_the_log_is_named(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="3")
    sheet = city.sheets("ases1")["Dinas Pendidikan"]
    assert faults_after(city, "DELETE FROM score") == [
        f"sheet:{sheet}/a1 tercatat tetapi tidak tersimpan"
    ]


def test_twenty_writers_make_one_chain_without_gaps(city):
    def write(number):
        with city.installation.writes() as session:
            record(session, city["admin"], NOW, "office.change", f"office:{number}")

    before = entries(city)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert entries(city) == before + 20
    with city.installation.reads() as session:
        assert first_broken(session, f"office:{city.office_id}") is None


def entries(city):
    with city.installation.reads() as session:
        return verify_log(session, city["auditor"]).entries


def test_where_the_log_cannot_be_written_the_act_does_not_happen(city, monkeypatch):
    city.open()

    def fails(*_args, **_kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("evaluator.storage.log.append", fails)
    with pytest.raises(OSError, match="disk full"):
        city.score("ases1", "Dinas Pendidikan", a1="3")
    with city.installation.reads() as session:
        assert session.execute(text("SELECT count(*) FROM score")).scalar() == 0


def test_values_of_an_unreleased_period_are_masked_for_auditor_and_admin_not_for_the_lead(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="3")
    with city.installation.reads() as session:
        seen = {
            who: next(line for line in list_log(session, city[who]) if line.act == "score.save")
            for who in ("auditor", "admin", "ketua")
        }
    assert {who: (line.masked, line.after) for who, line in seen.items()} == {
        "auditor": (True, None),
        "admin": (True, None),
        "ketua": (False, {"answer": "3", "note": ""}),
    }
