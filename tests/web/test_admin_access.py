"""Nobody but the admin opens a page of the admin, or learns anything from its refusal."""

import pytest

PAGES = (
    "/admin/unit/",
    "/admin/unit/tambah",
    "/admin/unit/1",
    "/admin/unit/impor",
    "/admin/unit/daftar.xlsx",
    "/admin/unit/1/ganti-nama",
    "/admin/unit/1/akhiri",
    "/admin/orang/",
    "/admin/orang/tambah",
    "/admin/orang/1",
    "/admin/orang/1/kata-sandi",
    "/admin/orang/akun-unit",
    "/admin/orang/1/undangan",
    "/admin/orang/surat",
    "/admin/orang/impor",
    "/admin/orang/templat.xlsx",
    "/admin/orang/daftar.xlsx",
    "/wakil/1",
    "/admin/rubrik/",
    "/admin/rubrik/1",
    "/admin/rubrik/1/berkas.yaml",
    "/admin/rubrik/unggah",
    "/admin/periode/",
    "/admin/periode/tambah",
    "/admin/periode/1",
    "/admin/periode/1/ubah",
    "/admin/periode/1/buka",
    "/admin/periode/1/kategori/tambah",
    "/admin/periode/kategori/1/peserta",
    "/admin/periode/kategori/1/hapus",
    "/admin/kantor/",
    "/admin/kantor/ubah",
    "/admin/kantor/logo",
    "/admin/kantor/contoh-nomor",
    "/admin/kantor/penanda-tangan/tambah",
    "/admin/kantor/penanda-tangan/1/akhiri",
)
SECRETS = ("Dinas Kesehatan", "ases1", "Hayu Wuranti", "Rubrik kecil")


@pytest.mark.parametrize("username", ["ases1", "ketua", "panitia", "auditor", "dindik"])
def test_every_other_role_is_refused_with_nothing_told(browser_of, username):
    client = browser_of(username)
    answers = {page: client.get(page) for page in PAGES}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(
        PAGES, 403
    )
    told = [
        s for a in answers.values() for s in SECRETS if s.casefold() != username and s in a.text
    ]
    assert told == []


def test_somebody_who_is_not_signed_in_is_sent_to_the_entrance(browser_of):
    client = browser_of(None)
    assert {client.get(page).location.partition("?")[0] for page in PAGES} == {"/masuk"}


def test_the_admin_opens_every_page(browser_of):
    client = browser_of("admin")
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
