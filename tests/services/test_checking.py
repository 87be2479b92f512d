"""Anyone can ask whether a paper or a file is real; only the very file that counts is valid."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from evaluator.services import certifying, checking, signing
from evaluator.services.checking_files import Verdict, check_file
from evaluator.services.paper_facts import PaperFacts
from tests.city import NOW
from tests.documents.test_signatures import with_other_content
from tests.signing import SUBJECT, a_paper, a_signer, issue, read_here

SIGNER, STRANGER = a_signer(), a_signer(common="Orang Lain")


@pytest.fixture
def ids(city):
    city.release_all()
    return issue(city, NOW)


@pytest.fixture
def signed(city, ids):
    with city.installation.writes() as session:
        signing.sign_certificates(
            session, city["panitia"], NOW, ids, signer=SIGNER, files=city.installation.files
        )
    return ids


def row_of(city, id_):
    with city.installation.reads() as session:
        query = "SELECT number, check_code, file, signed_file FROM certificate WHERE id = :id"
        return session.execute(text(query), {"id": id_}).one()


def drawn(city, id_):
    return city.installation.files.get(row_of(city, id_).file)


def handed_out(city, id_):
    row = row_of(city, id_)
    return city.installation.files.get(row.signed_file or row.file)


def check(city, content, read=read_here):
    return check_file(city.installation.reads, city.installation.files, content, read)


def never_read(_content):
    raise AssertionError("a file that the register knows is not opened")


def revoke(city, id_):
    with city.installation.writes() as session:
        certifying.revoke(session, city["panitia"], NOW, id_, "Nama keliru")


def test_the_very_file_is_valid_and_is_not_even_opened(city, ids):
    found = check(city, handed_out(city, ids[0]), never_read)
    assert found.verdict is Verdict.VALID
    assert found.answer.paper.recipient == "Dinas Pendidikan" and found.answer.signed is None


def test_a_signed_file_says_who_signed_it_and_at_what_level(city, signed):
    found = check(city, handed_out(city, signed[0]), never_read)
    assert found.verdict is Verdict.VALID
    known = found.answer.signed
    assert (known.subject, known.level, known.at, known.test) == (SUBJECT, "B-B", NOW, False)


@pytest.mark.parametrize("kind", ["drawn", "signed"])
def test_one_changed_byte_anywhere_is_told_as_altered(city, kind):
    from evaluator.documents.drawing import drawer

    # What is read is the file; the second engine only has to look it up.
    many = 100 if city.installation.engine.dialect.name == "sqlite" else 12
    city.release_all()
    (first, *_) = issue(city, NOW, draw=drawer(city.installation.files))
    if kind == "signed":
        with city.installation.writes() as session:
            signing.sign_certificates(
                session, city["panitia"], NOW, [first], signer=SIGNER, files=city.installation.files
            )
    content = handed_out(city, first)
    told = {}
    for number in range(many):
        place = number * (len(content) - 1) // (many - 1)
        flipped = bytearray(content)
        flipped[place] ^= 1 << (number % 8)
        told[place] = check(city, bytes(flipped)).verdict
    assert told == dict.fromkeys(told, Verdict.ALTERED) and len(told) == many


def test_a_paper_whose_number_has_no_strokes_is_known_by_the_end_of_its_title(city, ids):
    with city.installation.writes() as session:
        session.execute(
            text("UPDATE certificate SET number = 'SERT (uji) 12-2025' WHERE id = :id"),
            {"id": ids[0]},
        )
    face = {"number": "SERT (uji) 12-2025", "recipient": "Dinas", "check_code": "tanpa kode"}
    found = check(city, a_paper(face))
    assert found.verdict is Verdict.ALTERED and found.answer.paper.number == face["number"]


def test_what_was_changed_is_told_as_far_as_it_can_be(city, ids):
    content = drawn(city, ids[0])
    changed = check(city, content.replace(b"/MediaBox [ 0 0 842", b"/MediaBox [ 0 0 841"))
    assert changed.verdict is Verdict.ALTERED
    assert "Isinya tidak sama dengan berkas yang kami terbitkan" in str(changed.reason)
    assert changed.answer.paper.recipient == "Dinas Pendidikan"  # its code was in the file
    longer = check(city, content + b"\n% tambahan")
    assert longer.verdict is Verdict.ALTERED and "ada yang ditambahkan" in str(longer.reason)


def test_a_stripped_signature_is_never_valid(city, signed):
    stripped = check(city, drawn(city, signed[0]))
    assert stripped.verdict is Verdict.UNSIGNED
    assert "tanpa tanda tangan elektroniknya" in str(stripped.reason)
    cut = handed_out(city, signed[0])[:-900]
    assert check(city, cut).verdict in (Verdict.ALTERED, Verdict.UNREADABLE)


def test_a_paper_signed_by_somebody_else_is_never_valid(city, signed):
    foreign = check(city, STRANGER.sign(drawn(city, signed[0])))
    assert foreign.verdict is Verdict.ALTERED
    assert "ditandatangani oleh Orang Lain, BPS, bukan oleh penanda tangan" in str(foreign.reason)
    again = check(city, SIGNER.sign(with_other_content(drawn(city, signed[0]))))
    assert again.verdict is Verdict.ALTERED  # even with the office's own key


def test_what_was_added_after_the_original_is_told_and_never_valid(city, signed):
    updated = check(city, with_other_content(handed_out(city, signed[0])))
    assert updated.verdict is Verdict.ALTERED and "ada yang ditambahkan" in str(updated.reason)


def test_a_signature_that_no_register_knows_is_named(city, ids):
    """As of a paper that was signed elsewhere and never taken back."""
    found = check(city, STRANGER.sign(drawn(city, ids[0])))
    assert found.verdict is Verdict.ALTERED
    assert "ditambahkan tanda tangan Orang Lain, BPS, yang tidak tercatat" in str(found.reason)


def test_a_file_changed_after_it_was_signed_says_so(city, signed):
    content = handed_out(city, signed[0])
    place = content.index(b"Piagam Penghargaan") + 3
    changed = content[:place] + b"X" + content[place + 1 :]
    found = check(city, changed)
    assert found.verdict is Verdict.ALTERED
    assert "tidak cocok lagi dengan isinya" in str(found.reason)


def test_a_revoked_paper_says_so_by_code_number_and_file_and_its_file_stays(city, signed):
    content, row = handed_out(city, signed[0]), row_of(city, signed[0])
    revoke(city, signed[0])
    found = check(city, content)
    assert found.verdict is Verdict.REVOKED and found.answer.paper.revoked_at == NOW
    with city.installation.reads() as session:
        by_code = checking.check_code(session, row.check_code)
        by_number = checking.check_number(session, row.number)
    assert (by_code.paper.state, by_code.paper.revoked_reason) == ("revoked", "Nama keliru")
    assert (by_number.paper.state, by_number.paper.revoked_at) == ("revoked", NOW)
    assert by_number.paper.revoked_reason is None and by_number.paper.recipient == ""
    assert handed_out(city, signed[0]) == content


def test_a_replaced_paper_names_the_one_that_took_its_place(city, ids):
    content, newer = drawn(city, ids[0]), row_of(city, ids[1])
    with city.installation.writes() as session:
        session.execute(
            text("UPDATE certificate SET state = 'replaced' WHERE id = :id"), {"id": ids[0]}
        )
        session.execute(
            text("UPDATE certificate SET replaces_id = :old WHERE id = :id"),
            {"old": ids[0], "id": ids[1]},
        )
    found = check(city, content)
    assert found.verdict is Verdict.REPLACED and found.answer.paper.replaced_by == newer.number


def test_before_release_a_paper_tells_nothing_but_that(city, signed):
    row, content = row_of(city, signed[0]), handed_out(city, signed[0])
    with city.installation.writes() as session:
        session.execute(text("UPDATE snapshot SET released_at = NULL"))
    with city.installation.reads() as session:
        answers = [
            checking.check_code(session, row.check_code),
            checking.check_number(session, row.number),
        ]
    found = check(city, content)
    assert found.verdict is Verdict.SEALED
    for answer in (*answers, found.answer):
        paper = answer.paper
        assert paper.sealed and answer.code == "" and answer.signed is None
        assert (paper.recipient, paper.award, paper.place, paper.category) == ("", "", None, None)
    altered = check(city, content + b"x")
    assert altered.verdict is Verdict.ALTERED and altered.answer.paper.recipient == ""


def test_a_number_is_found_in_small_letters_and_tells_a_valid_award(city, ids):
    row = row_of(city, ids[0])
    with city.installation.reads() as session:
        found = checking.check_number(session, f"  {row.number.lower()} ")
        unknown = [checking.check_number(session, n) for n in ("", "B-999/1", "x' OR 1=1 --")]
    assert found.paper.recipient == "Dinas Pendidikan" and found.code == ""
    assert unknown == [None, None, None]


def test_a_number_alone_never_names_whom_a_list_thanked(city, ids):
    with city.installation.writes() as session:
        session.execute(text("UPDATE certificate SET winner_id = NULL"))
    with city.installation.reads() as session:
        by_number = checking.check_number(session, row_of(city, ids[0]).number)
        by_code = checking.check_code(session, row_of(city, ids[0]).check_code)
    assert by_number.paper.recipient == "" and by_code.paper.recipient == "Dinas Pendidikan"


def test_papers_joined_in_one_file_are_to_be_checked_one_by_one(city, ids):
    from evaluator.documents.merging import merge

    found = check(city, merge([drawn(city, id_) for id_ in ids]))
    assert (found.verdict, found.answer) == (Verdict.SEVERAL, None)
    assert "3 piagam sekaligus" in str(found.reason)


def test_a_paper_of_nobody_here_is_not_ours(city, signed):
    face = {"number": "B-9/99999/X/2020", "recipient": "X", "check_code": "0000-0000-0000-0000"}
    assert check(city, a_paper(face)).verdict is Verdict.FOREIGN
    stranger = check(city, STRANGER.sign(a_paper(face)))
    assert stranger.verdict is Verdict.FOREIGN and "Orang Lain, BPS" in str(stranger.reason)
    unreadable = check(city, b"foto", lambda _: PaperFacts(readable=False))
    assert unreadable.verdict is Verdict.UNREADABLE


def test_what_the_offices_key_signed_but_no_register_holds_is_not_called_valid(city, signed):
    face = {"number": "B-9/99999/X/2020", "recipient": "X", "check_code": "0000-0000-0000-0000"}
    found = check(city, SIGNER.sign(a_paper(face)))
    assert (found.verdict, found.answer) == (Verdict.UNREGISTERED, None)


def test_a_paper_signed_with_a_certificate_that_has_ended_since_is_still_valid(city, ids):
    with city.installation.writes() as session:
        short = a_signer(end=NOW.replace(year=2027))
        signing.sign_certificates(
            session, city["panitia"], NOW, ids, signer=short, files=city.installation.files
        )
        session.execute(
            text("UPDATE signing_certificate SET not_after = :past"),
            {"past": str((NOW - timedelta(days=1)).replace(tzinfo=None))},
        )
    assert check(city, handed_out(city, ids[0]), never_read).verdict is Verdict.VALID


def test_a_damaged_store_makes_no_file_valid(city, ids):
    content, row = drawn(city, ids[0]), row_of(city, ids[0])
    (city.installation.folder / "files" / row.file[:2] / row.file).write_bytes(b"lain")
    assert check(city, content + b"x").verdict is Verdict.ALTERED
