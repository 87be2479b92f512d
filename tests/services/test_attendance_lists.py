"""Lists of attendance and thanks: who took part as what, and from where."""

import hashlib
from datetime import date

from evaluator.services import certificate_lists, certificate_register, certifying, reissuing
from evaluator.services.certifying import ListRow
from tests.city import NOW

DAY = date(2025, 9, 29)
HEADER = ("nama", "penghargaan", "acara", "tanggal", "peran", "instansi")
PLAIN = ListRow("Desi", "Peserta", "Bimtek Metadata", DAY)
SPEAKER = ListRow(
    "Desi", "Peserta", "Bimtek Metadata", DAY, role="Narasumber", organisation="Dinkes"
)


def issue(city, rows):
    with city.installation.writes() as session:
        return certifying.issue_list(
            session, city["panitia"], NOW, rows, design="kehadiran", kind="attendance",
            draw=lambda face: repr(face).encode(), files=city.installation.files,
            public_url="https://bps.example",
        )  # fmt: skip


def face_of(city, number):
    with city.installation.reads() as session:
        (row,) = certificate_register.certificates_by_id(session, city["panitia"], [number])
        return city.installation.files.get(row.file).decode()


def test_role_and_organisation_are_read_where_the_table_has_them():
    rows = [
        (2, ("Desi", "Peserta", "Bimtek Metadata", "29 September 2025", "", "")),
        (3, ("Desi", "Peserta", "Bimtek Metadata", "29/09/2025", "Narasumber", "Dinkes")),
    ]
    assert [one.row for one in certificate_lists.read_rows(HEADER, rows)] == [PLAIN, SPEAKER]
    short = [(2, ("Desi", "Peserta", "Bimtek Metadata", "29/09/2025"))]
    assert [one.row for one in certificate_lists.read_rows(HEADER[:4], short)] == [PLAIN]


def test_rows_without_them_are_known_by_the_same_name_as_ever():
    text = "\x1f".join(("Desi", "Peserta", "", "", "Bimtek Metadata", "2025-09-29"))
    assert certifying.request_of(PLAIN) == "list:" + hashlib.sha256(text.encode()).hexdigest()
    assert len({certifying.request_of(row) for row in (
        PLAIN, SPEAKER, ListRow(*_four(PLAIN), role="Dinkes"),
        ListRow(*_four(PLAIN), organisation="Dinkes"),
    )}) == 4  # fmt: skip


def _four(row):
    return row.recipient, row.award, row.event, row.day


def test_a_face_carries_them_only_where_they_are_given(city):
    city.open()
    with city.installation.reads() as session:
        plain, speaker = certifying.preview_list(
            session, city["panitia"], [PLAIN, SPEAKER], "kehadiran", "https://bps.example"
        )
    assert not {"role", "organisation"} & set(plain)
    assert (speaker["role"], speaker["organisation"]) == ("Narasumber", "Dinkes")


def test_a_reissue_keeps_them_and_may_mend_them(city):
    city.open()
    (number,) = issue(city, [SPEAKER])

    def again(number, **texts):
        with city.installation.writes() as session:
            return reissuing.reissue(
                session, city["panitia"], NOW, number, reason="Keliru", design="kehadiran",
                draw=lambda face: f"{face['role']}|{face['organisation']}".encode(),
                files=city.installation.files, public_url="https://bps.example", texts=texts,
            )  # fmt: skip

    second = again(number)
    assert face_of(city, second) == "Narasumber|Dinkes"
    assert face_of(city, again(second, role="Moderator")) == "Moderator|Dinkes"
