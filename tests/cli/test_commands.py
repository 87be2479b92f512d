"""The commands as an operator runs them: another process, its output and exit code."""

import os
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

ROOT = Path(__file__).parents[2]
DAY = "26 September 2025"


def run(city, *arguments):
    own = city.installation
    return run_in(own.folder, *arguments, database_url=own.settings.database_url)


def run_in(instance, *arguments, database_url=""):
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "EVALUATOR_PUBLIC_URL": "https://bps.example",
        "EVALUATOR_INSTANCE": str(instance),
        "EVALUATOR_DATABASE_URL": database_url,
    }
    return subprocess.run(
        [sys.executable, "-m", "evaluator", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
    )


def list_of(tmp_path, *names):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["nama", "penghargaan", "acara", "tanggal"])
    for name in names:
        sheet.append([name, "Mitra Statistik Teladan", "Hari Statistik Nasional 2025", DAY])
    place = tmp_path / "pemenang.xlsx"
    book.save(place)
    return place


def test_certificates_from_a_bare_list_are_numbered_once_however_often_they_are_printed(
    city, tmp_path
):
    names = ("Dr. Siti Nurhaliza, S.ST., M.Si.", "Ötzi <b>&</b> Ñandú")
    source, out = list_of(tmp_path, *names), tmp_path / "piagam.pdf"
    first = run(city, "certificates", "--from", source, "--out", out)
    assert first.returncode == 0, first.stderr
    printed = out.read_bytes()
    again = run(city, "certificates", "--from", source, "--out", out)
    assert again.stdout == first.stdout
    assert out.read_bytes() == printed
    pages = [page.extract_text() for page in PdfReader(out).pages]
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True, True]
    assert re.findall(r"B-\d+/33750/HM\.310/2025", "".join(pages)) == [
        "B-1/33750/HM.310/2025",
        "B-2/33750/HM.310/2025",
    ]


def test_a_name_that_cannot_be_printed_is_named_and_uses_no_number(city, tmp_path):
    source, out = list_of(tmp_path, "Siti", "محمد"), tmp_path / "piagam.pdf"
    done = run(city, "certificates", "--from", source, "--out", out)
    assert done.returncode == 2
    assert "baris 3" in done.stderr and "محمد" in done.stderr
    assert not out.exists()
    good = run(city, "certificates", "--from", list_of(tmp_path, "Siti"), "--out", out)
    assert "B-1/33750/HM.310/2025" in good.stdout


def test_backup_restore_and_the_check_of_the_log_agree_on_the_head(city, tmp_path):
    city.release_all()
    archive, elsewhere = tmp_path / "cadangan.zip", tmp_path / "lain"
    made = run(city, "backup", archive)
    restored = run_in(elsewhere, "restore", archive)
    checked = run_in(elsewhere, "log", "verify")
    head = re.search(r"[0-9a-f]{64}", made.stdout)[0]
    assert (made.returncode, restored.returncode, checked.returncode) == (0, 0, 0)
    assert head in restored.stdout and head in checked.stdout
    assert run_in(elsewhere, "restore", archive).returncode == 2


def test_a_changed_log_ends_with_an_error(city):
    from sqlalchemy import text

    with city.installation.writes() as session:
        session.execute(text("UPDATE log_entry SET actor = 'x' WHERE sequence = 2"))
    done = run(city, "log", "verify")
    assert done.returncode == 2
    assert "putus pada catatan nomor 2" in done.stderr


def test_a_new_installation_is_made_served_and_not_made_twice(tmp_path):
    fresh = tmp_path / "baru"
    given = ("--code", "1872", "--name", "BPS Kota Metro", "--city", "Metro", "--admin", "admin")
    first = run_in(fresh, "init", *given, "--password", "kata-sandi-panjang")
    assert first.returncode == 0, first.stderr
    assert oct((fresh / "keys/secret_key").stat().st_mode)[-3:] == "600"
    again = run_in(fresh, "init", *given, "--password", "kata-sandi-panjang")
    assert (again.returncode, "sudah punya kantor" in again.stderr) == (2, True)
    demo = run_in(fresh, "demo", "--once")
    assert (demo.returncode, "kantor sungguhan" in demo.stderr) == (2, True)


def test_a_weak_or_published_first_password_makes_no_installation(tmp_path):
    given = ("--code", "1872", "--name", "BPS Kota Metro", "--city", "Metro", "--admin", "admin")
    for password in ("pendek", "contoh-pekalongan-2025"):
        fresh = tmp_path / password
        done = run_in(fresh, "init", *given, "--password", password)
        assert (done.returncode, "ata sandi" in done.stderr) == (2, True)
        assert run_in(fresh, "log", "verify").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("serve",), "python3 run init"),
        (("backup", "x.zip"), "python3 run init"),
        (("restore", "tidak-ada.zip"), "tidak ada"),
        (("certificates", "--from", "x.xlsx", "--out", "x.pdf"), "python3 run init"),
    ],
)
def test_without_an_installation_the_next_command_is_named(tmp_path, arguments, sentence):
    done = run_in(tmp_path / "kosong", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_rubric_with_faults_ends_with_2_and_one_without_with_0(tmp_path):
    good = ROOT / "tests/rubrics/small.yaml"
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text().replace("weight: 60", "weight: 59.5"))
    assert run_in(tmp_path, "rubric", "check", good).returncode == 0
    done = run_in(tmp_path, "rubric", "check", good, bad)
    assert done.returncode == 2
    assert "bad.yaml, baris" in done.stderr and "berjumlah 99.5" in done.stderr
    assert "75   45.0000    a1 Standar data" in run_in(tmp_path, "rubric", "show", good).stdout
