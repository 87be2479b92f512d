"""The round trip of sheets as workbooks: nothing is overwritten, nothing half stored."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from evaluator.documents.lke import lke_workbook
from evaluator.documents.lke_reading import read_lke
from evaluator.services import periods, stages
from evaluator.services.exchange import gather_lke
from evaluator.services.exchange_marks import Base, Mark, opened, sealed
from evaluator.services.exchange_own import OwnWords, Proof
from evaluator.services.exchange_plans import plan_lke
from evaluator.services.exchange_saving import FILE, SERVER, take_in
from evaluator.services.logging import verify_log
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.evidence import Evidence, EvidenceRevision, EvidenceUse
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from tests.city import NOW, add_units

SECRET = b"rahasia uji"
ALL = ("Dinas Kesehatan", "Dinas Lingkungan Hidup", "Dinas Pendidikan")


def downloaded(city, *units, username="ases1"):
    """A workbook of some units, as openpyxl shows it."""
    sheets = city.sheets(username)
    with city.installation.reads() as session:
        lke = gather_lke(session, city[username], NOW, [sheets[u] for u in units or ALL], SECRET)
    return load_workbook(io.BytesIO(lke_workbook(lke)))


def fill(book, unit, code, answer=None, note=None):
    """Write into the yellow cells of one question."""
    sheet = next(sheet for sheet in book if sheet.title.endswith(unit))
    row = next(row for row in range(9, 40) if sheet.cell(row, 2).value == code)
    if answer is not None:
        sheet.cell(row, 5).value = answer
    if note is not None:
        sheet.cell(row, 6).value = note
    return sheet, row


def file_of(book):
    content = io.BytesIO()
    book.save(content)
    return read_lke(content.getvalue(), "LKE.xlsx")


def plan(city, book, username="ases1", secret=SECRET):
    with city.installation.reads() as session:
        return plan_lke(session, city[username], NOW, file_of(book), secret)


def take(city, book, **decisions):
    with city.installation.writes() as session:
        planned = plan_lke(session, city["ases1"], NOW, file_of(book), SECRET)
        chosen = {cell.key: decisions.get(cell.code) for cell in planned.of("clash")}
        return take_in(session, city["ases1"], NOW, planned, chosen, "LKE.xlsx")


def stored(city):
    query = text(
        "SELECT p.name, s.indicator, s.answer, s.note, s.version FROM score s"
        " JOIN sheet h ON h.id = s.sheet_id JOIN participant p ON p.id = h.participant_id"
        " ORDER BY p.name, s.indicator"
    )
    with city.installation.reads() as session:
        return [tuple(row) for row in session.execute(query)]


def outcomes(planned):
    return {outcome: count for outcome, count in planned.counts.items() if count}


def test_a_workbook_that_comes_back_unchanged_changes_nothing(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="5", b1="18/20")
    book = downloaded(city)
    assert outcomes(plan(city, book)) == {"same": 9}
    assert take(city, book) == 0


def test_what_was_filled_is_stored_once_under_one_log_entry(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="5")
    book = downloaded(city)
    fill(book, "Dinas Pendidikan", "a1", answer=4, note="Belum ditinjau\r\nsejak 2023")
    fill(book, "Dinas Pendidikan", "b1", answer=" 18 / 20 ")
    fill(book, "Dinas Kesehatan", "a2", answer="3")
    before = entries(city)
    planned = plan(city, book)
    assert outcomes(planned) == {"change": 3, "same": 6}
    assert take(city, book) == 3
    assert stored(city) == [
        ("Dinas Kesehatan", "a2", "3", "", 1),
        ("Dinas Pendidikan", "a1", "4", "Belum ditinjau\nsejak 2023", 2),
        ("Dinas Pendidikan", "b1", "18/20", "", 1),
    ]
    assert entries(city)[len(before) :] == [("score.batch", "LKE LKE.xlsx")]
    with city.installation.reads() as session:
        assert verify_log(session, city["auditor"]).faults == []
    assert outcomes(plan(city, book)) == {"same": 9}
    assert take(city, book) == 0
    assert len(entries(city)) == len(before) + 1


def entries(city):
    with city.installation.reads() as session:
        rows = session.execute(text("SELECT act, reason FROM log_entry ORDER BY id"))
        return [tuple(row) for row in rows]


def test_an_emptied_cell_takes_the_answer_back_and_is_not_zero(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="5")
    book = downloaded(city)
    fill(book, "Dinas Pendidikan", "a1", answer="")
    assert [(c.stored.answer, c.answer) for c in plan(city, book).of("change")] == [("5", "")]
    take(city, book)
    assert stored(city) == [("Dinas Pendidikan", "a1", "", "", 2)]


def test_what_moved_on_the_server_and_not_in_the_file_is_kept(city):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="5")
    book = downloaded(city)
    city.score("ases1", "Dinas Pendidikan", a1="2", a2="3")
    assert outcomes(plan(city, book)) == {"kept": 2, "same": 7}
    assert take(city, book) == 0
    assert [row[2] for row in stored(city)] == ["2", "3"]


def test_what_both_changed_alike_is_no_change(city):
    city.open()
    book = downloaded(city)
    city.score("ases1", "Dinas Pendidikan", a1="2")
    fill(book, "Dinas Pendidikan", "a1", answer="2")
    assert outcomes(plan(city, book)) == {"same": 9}


@pytest.mark.parametrize(("decision", "kept", "count"), [(SERVER, "2", 0), (FILE, "4", 1)])
def test_a_clash_waits_for_a_decision_of_its_own(city, decision, kept, count):
    city.open()
    city.score("ases1", "Dinas Pendidikan", a1="5")
    book = downloaded(city)
    city.score("ases1", "Dinas Pendidikan", a1="2")
    fill(book, "Dinas Pendidikan", "a1", answer="4")
    (clash,) = plan(city, book).of("clash")
    assert (clash.base.answer, clash.stored.answer, clash.answer) == ("5", "2", "4")
    assert (clash.spot.sheet, clash.spot.address) == ("3 Dinas Pendidikan", "E9")
    with pytest.raises(Refused, match="1 bentrokan yang belum diputuskan: Dinas Pendidikan, a1"):
        take(city, book)
    assert take(city, book, a1=decision) == count
    assert stored(city)[0][2] == kept


def test_of_two_who_save_at_once_the_second_stores_nothing(city):
    city.open()
    book = downloaded(city)
    fill(book, "Dinas Kesehatan", "a1", answer="3")
    fill(book, "Dinas Pendidikan", "a1", answer="4")
    seen = plan(city, book)
    city.score("ases1", "Dinas Pendidikan", a1="2")
    with pytest.raises(Conflict), city.installation.writes() as session:
        take_in(session, city["ases1"], NOW, seen, {}, "LKE.xlsx")
    assert stored(city) == [("Dinas Pendidikan", "a1", "2", "", 1)]


def test_refused_cells_are_all_named_and_nothing_is_stored(city):
    city.open()
    book = downloaded(city)
    fill(book, "Dinas Pendidikan", "a1", answer="6")
    fill(book, "Dinas Pendidikan", "a2", answer="TB")
    fill(book, "Dinas Kesehatan", "b1", answer="=1+1")
    fill(book, "Dinas Kesehatan", "a1", answer="3", note="x" * 4001)
    fill(book, "Dinas Kesehatan", "a2", answer="3")
    planned = plan(city, book)
    found = [
        (f.spot.sheet, f.spot.address, str(f.reason))
        for c in planned.of("refused")
        for f in c.faults
    ]
    assert found == [
        ("1 Dinas Kesehatan", "F9", "Terlalu panjang: 4001 huruf, paling banyak 4000."),
        ("1 Dinas Kesehatan", "E11", "berisi rumus; tulis nilainya saja"),
        ("3 Dinas Pendidikan", "E9", 'jawaban "6" tidak dikenal; yang diterima: 1, 2, 3, 4, 5'),
        ("3 Dinas Pendidikan", "E10", 'indikator a2 tidak menerima "TB" (tidak berlaku)'),
    ]
    with pytest.raises(Refused, match="4 sel yang ditolak"):
        take(city, book)
    assert stored(city) == []


def test_lowering_a_units_own_level_needs_a_note(city):
    city.open()
    with city.installation.writes() as session:
        participant = session.execute(
            text("SELECT id FROM participant WHERE name = 'Dinas Pendidikan'")
        ).scalar()
        who = city["dindik"].account_id
        session.add(SelfAssessment(participant_id=participant, submitted_at=NOW))
        session.add(OwnScore(participant_id=participant, indicator="a1", answer="4", account_id=who,
                             saved_at=NOW))  # fmt: skip
    book = downloaded(city)
    fill(book, "Dinas Pendidikan", "a1", answer="2")
    (refused,) = plan(city, book).of("refused")
    assert refused.spot.address == "F9"
    assert "lebih rendah dari penilaian mandiri (4)" in str(refused.faults[0].reason)
    fill(book, "Dinas Pendidikan", "a1", note="Tidak ada laporan tinjauan.")
    assert take(city, book) == 1


def test_what_a_unit_says_and_shows_stands_beside_the_questions(city):
    with city.installation.writes() as session:
        session.execute(text("UPDATE period SET self_assesses = true"))
    city_period_scoring(city)
    with city.installation.writes() as session:
        rows = session.execute(text("SELECT id FROM participant WHERE name = 'Dinas Pendidikan'"))
        participant, who = rows.scalar(), city["dindik"].account_id
        session.add(SelfAssessment(participant_id=participant, submitted_at=NOW))
        session.add(
            OwnScore(participant_id=participant, indicator="a1", answer="4", note="Ada SK.",
                     account_id=who, saved_at=NOW)
        )  # fmt: skip
        shown = Evidence(participant_id=participant, title="SK Standar", kind="kebijakan",
                         dated=date(2025, 3, 1))  # fmt: skip
        gone = Evidence(participant_id=participant, title="Lama", kind="", dated=None,
                        removed_at=NOW)  # fmt: skip
        for one in (shown, gone):
            one.uses = [EvidenceUse(indicator="a1", page="2-4")]
            one.revisions = [
                EvidenceRevision(number=n, file_name=name, account_id=who, added_at=NOW)
                for n, name in ((1, "lama.pdf"), (2, "sk.pdf"))
            ]
        session.add_all([shown, gone])
    with city.installation.reads() as session:
        ids = [city.sheets("ases1")["Dinas Pendidikan"]]
        (sheet,) = gather_lke(session, city["ases1"], NOW, ids, SECRET).sheets
    proof = Proof("SK Standar", "kebijakan", date(2025, 3, 1), "2-4", "sk.pdf")
    assert sheet.own == {"a1": OwnWords("4", "Ada SK.", (proof,))}
    shown_in = downloaded(city, "Dinas Pendidikan")["1 Dinas Pendidikan"]
    assert shown_in["I9"].value == "4\nAda SK."
    assert shown_in["J9"].value == "SK Standar (kebijakan, 2025-03-01, hlm. 2-4, sk.pdf)"


def city_period_scoring(city):
    """Self-assessment first, then the scoring."""
    with city.installation.writes() as session:
        version = periods.period_view(session, city["admin"], city.period_id).version
        stages.open_self_assessment(session, city["admin"], NOW, city.period_id, version)
    city.open()


def test_a_withdrawn_unit_takes_nothing(city):
    city.open()
    book = downloaded(city)
    with city.installation.writes() as session:
        session.execute(
            text("UPDATE participant SET withdrawn = 'Digabung' WHERE name = 'Dinas Pendidikan'")
        )
    fill(book, "Dinas Pendidikan", "a1", answer="2")
    (refused,) = plan(city, book).of("refused")
    assert str(refused.faults[0].reason) == "Unit ini tidak lagi dinilai pada periode ini."


def test_a_workbook_of_a_period_that_is_not_scored_is_refused(city):
    city.open()
    city.score_all()
    book = downloaded(city)
    city.lock()
    with pytest.raises(Refused, match=r"LKE ini milik periode Penilaian 2025\. Periode"):
        plan(city, book)


def test_anothers_workbook_is_refused(city):
    city.open()
    with pytest.raises(Refused, match="diunduh oleh penilai lain"):
        plan(city, downloaded(city), username="ases2")


def test_a_sheet_that_is_taken_away_is_refused(city):
    city.open()
    book = downloaded(city)
    with city.installation.writes() as session:
        gone = {"id": city.sheets("ases1")["Dinas Kesehatan"]}
        query = "UPDATE sheet SET recused_at = '2025-09-01 02:00:00' WHERE id = :id"
        session.execute(text(query), gone)
    with pytest.raises(Refused, match="bukan tugas Anda lagi"):
        plan(city, book)


def test_a_changed_mark_another_secret_and_another_rubric_are_refused(city):
    city.open()
    book = downloaded(city)
    with pytest.raises(Refused, match="Tanda pengaman LKE ini tidak cocok"):
        plan(city, book, secret=b"lain")
    book["_data"]["A2"].value = book["_data"]["A2"].value.replace('"",""', '"5",""')
    with pytest.raises(Refused, match="Tanda pengaman LKE ini tidak cocok"):
        plan(city, book)
    with city.installation.writes() as session:
        session.execute(text("UPDATE rubric_version SET digest = 'x'"))
    with pytest.raises(Refused, match=r"Rubrik LKE ini \(small 1.0\) bukan rubrik yang berlaku"):
        plan(city, downloaded_before(city, book))


def downloaded_before(city, book):
    """The workbook as it was before its mark was changed."""
    book["_data"]["A2"].value = book["_data"]["A2"].value.replace('"5",""', '"",""')
    return book


def test_rows_that_were_copied_deleted_or_renamed_are_all_named(city):
    city.open()
    book = downloaded(city)
    sheet, row = fill(book, "Dinas Pendidikan", "a1")
    sheet.cell(row, 2).value = "a9"
    copied, _ = fill(book, "Dinas Kesehatan", "a1")
    copied.cell(10, 1).value = copied.cell(9, 1).value
    gone, _ = fill(book, "Dinas Lingkungan Hidup", "a2")
    gone.cell(10, 1).value = "99:a2"
    with pytest.raises(Refused, match="Susunan LKE berubah") as refusal:
        plan(city, book)
    assert [str(detail) for detail in refusal.value.details] == [
        "Lembar 1 Dinas Kesehatan, A10: kode a1 diubah menjadi “a2”.",
        "Lembar 2 Dinas Lingkungan Hidup, A10: kunci baris tidak dikenal.",
        "Lembar 3 Dinas Pendidikan, A9: kode a1 diubah menjadi “a9”.",
        "Baris a1 ada 2 kali: 1 Dinas Kesehatan A9; 1 Dinas Kesehatan A10.",
        "Lembar 1 Dinas Kesehatan: baris a2 hilang.",
        "Lembar 2 Dinas Lingkungan Hidup: baris a2 hilang.",
    ]


def test_a_unit_whose_sheet_was_deleted_is_named(city):
    city.open()
    book = downloaded(city)
    del book["1 Dinas Kesehatan"]
    with pytest.raises(Refused) as refusal:
        plan(city, book)
    assert [str(detail) for detail in refusal.value.details] == [
        "Lembar satu unit hilang seluruhnya (a1, a2, b1)."
    ]


def test_what_is_downloaded_is_ones_own_and_of_one_category(city):
    city.open()
    sheets = city.sheets("ases2")
    with city.installation.reads() as session:
        with pytest.raises(NotFound):
            gather_lke(session, city["ases1"], NOW, list(sheets.values()), SECRET)
        with pytest.raises(NotAllowed):
            gather_lke(session, city["ketua"], NOW, list(sheets.values()), SECRET)
        with pytest.raises(Refused, match="Pilih paling sedikit satu unit"):
            gather_lke(session, city["ases1"], NOW, [], SECRET)


def test_after_the_scoring_a_workbook_is_only_to_be_read(city):
    city.open()
    city.score_all()
    city.close()
    with city.installation.reads() as session:
        ids = list(city.sheets("ases1").values())
        lke = gather_lke(session, city["ases1"], NOW, ids, SECRET)
    assert [sheet.writable for sheet in lke.sheets] == [False] * 3


@pytest.mark.parametrize("more", [0, 1, 20])
def test_gathering_and_looking_take_a_fixed_number_of_queries(city, count_queries, more):
    add_units(city, more)
    city.open()
    ids = list(city.sheets("ases1").values())
    with city.installation.reads() as session, count_queries() as sent:
        lke = gather_lke(session, city["ases1"], NOW, ids, SECRET)
    assert len(asked(sent)) == 5
    file = read_lke(lke_workbook(lke), "LKE.xlsx")
    with city.installation.reads() as session, count_queries() as sent:
        planned = plan_lke(session, city["ases1"], NOW, file, SECRET)
    assert (len(asked(sent)), len(planned.cells)) == (4, 3 * len(ids))


def asked(sent):
    return [statement for statement in sent if statement.startswith("SELECT")]


def test_a_mark_survives_whatever_a_note_holds():
    cells = {(1, "a"): Base(2, "87.5", '_x0041_\r\n\t"=1+1" 😀 \\u005f'), (1, "b"): Base()}
    mark = Mark(1, 2, 3, "contoh 1.0", "0" * 64, cells)
    lines = sealed(mark, SECRET)
    assert opened(lines, SECRET) == mark
    assert not [line for line in lines if "\n" in line or "_x" in line]
