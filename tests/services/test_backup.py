"""Nothing is lost: an archive proves itself, and brings everything back on either engine."""

import shutil
import zipfile

import pytest
from sqlalchemy import text

from evaluator.services import certifying, results
from evaluator.services.backup import make_backup
from evaluator.services.logging import verify_log
from evaluator.services.problems import Refused
from evaluator.services.restoring import restore_backup
from evaluator.storage.installation import Installation, Settings
from tests.city import NOW


@pytest.fixture
def archive(city, tmp_path):
    """A backup of the city with released results, one certificate each, and settings."""
    city.release_all()
    with city.installation.writes() as session:
        certifying.issue(
            session,
            city["panitia"],
            NOW,
            city.period_id,
            design="resmi",
            draw=lambda face: face["number"].encode(),
            files=city.installation.files,
            public_url="https://bps.example",
        )
    (city.installation.folder / "settings.env").write_text(
        "EVALUATOR_PUBLIC_URL=https://x.example\n"
    )
    place = tmp_path / "cadangan.zip"
    make_backup(city.installation, city.operator, NOW, place)
    return place


def elsewhere(tmp_path, name="lain"):
    """An empty installation on another machine."""
    return Installation(Settings(instance=tmp_path / name, secret_key="k" * 40))


def facts(installation, city):
    with installation.reads() as session:
        found = results.period_results(session, city["ketua"], city.period_id)
        register = certifying.list_certificates(session, city["panitia"])
        papers = certifying.certificate_files(
            session, city["panitia"], installation.files, [c.id for c in register]
        )
        verdict = verify_log(session, city["auditor"])
    return found, papers, verdict


def test_restoring_on_an_empty_machine_gives_the_same_results_papers_and_log_head(
    city, archive, tmp_path
):
    other = elsewhere(tmp_path)
    restored = restore_backup(other, NOW, archive)
    assert facts(other, city) == facts(city.installation, city)
    assert facts(other, city)[2].faults == []
    assert restored.heads == facts(other, city)[2].heads
    assert (other.folder / "settings.env").read_text().startswith("EVALUATOR_PUBLIC_URL")


def test_a_backup_of_one_engine_restores_on_the_other_and_back(city, archive, tmp_path):
    other = elsewhere(tmp_path)
    restore_backup(other, NOW, archive)
    again = tmp_path / "kembali.zip"
    make_backup(other, city.operator, NOW, again)
    restore_backup(city.installation, NOW, again, replace=True)
    assert facts(city.installation, city)[:2] == facts(other, city)[:2]
    with city.installation.writes() as session:  # new rows are numbered after the old ones
        from evaluator.services import units

        new = units.create_unit(
            session, city["admin"], NOW, kind="opd", short_name="Dishub", name="Dinas Perhubungan"
        )
    assert new > max(city.units.values())


def test_sessions_of_the_lost_machine_do_not_live_on(city, archive, browser_of, tmp_path):
    browser_of("ketua")
    place = tmp_path / "dengan-sesi.zip"
    make_backup(city.installation, city.operator, NOW, place)
    other = elsewhere(tmp_path)
    restore_backup(other, NOW, place)
    with other.reads() as session:
        assert session.execute(text("SELECT count(*) FROM login_session")).scalar() == 0


def test_the_keys_are_not_in_the_archive(city, archive):
    city.installation.keep_secret("rahasia-sekali" * 4)
    make_backup(city.installation, city.operator, NOW, archive)
    with zipfile.ZipFile(archive) as opened:
        assert not [name for name in opened.namelist() if "key" in name]
        everything = b"".join(opened.read(name) for name in opened.namelist())
    assert b"rahasia-sekali" not in everything


def test_an_archive_with_one_byte_changed_anywhere_is_refused_before_anything_is_touched(
    archive, tmp_path
):
    whole, facts = archive.read_bytes(), restorable_facts_of(archive, tmp_path)
    for number in range(24):
        at = 5 + number * (len(whole) - 10) // 24
        damaged = tmp_path / "rusak.zip"
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        other = elsewhere(tmp_path, f"rusak-{number}")
        try:
            restore_backup(other, NOW, damaged)
        except Refused as refusal:
            assert "rusak" in str(refusal) or "lebih baru" in str(refusal)
            assert not (other.folder / "evaluator.db").exists()
        else:  # bytes that carry nothing, such as a time stamp of a member
            assert restorable_facts(other) == facts


def restorable_facts(installation):
    with installation.reads() as session:
        return session.execute(text("SELECT chain, sequence, hash FROM log_head")).all()


def restorable_facts_of(archive, tmp_path):
    other = elsewhere(tmp_path, "utuh")
    restore_backup(other, NOW, archive)
    return restorable_facts(other)


@pytest.mark.parametrize("keep", [0, 10, 1000])
def test_a_truncated_archive_is_refused(archive, tmp_path, keep):
    cut = tmp_path / "terpotong.zip"
    cut.write_bytes(archive.read_bytes()[:keep])
    with pytest.raises(Refused, match="rusak"):
        restore_backup(elsewhere(tmp_path), NOW, cut)


def test_an_archive_of_a_newer_program_is_refused(archive, tmp_path):
    newer = tmp_path / "baru.zip"
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                content = content.replace(b'"revision": "0', b'"revision": "9')
            new.writestr(name, content)
    with pytest.raises(Refused, match="lebih baru"):
        restore_backup(elsewhere(tmp_path), NOW, newer)


def test_a_member_with_a_path_of_its_own_is_refused(archive, tmp_path):
    evil = tmp_path / "jahat.zip"
    shutil.copy(archive, evil)
    with zipfile.ZipFile(evil, "a") as opened:
        opened.writestr("../../jahat.txt", "x")
    with pytest.raises(Refused, match="rusak"):
        restore_backup(elsewhere(tmp_path), NOW, evil)
    assert not (tmp_path.parent / "jahat.txt").exists()


def test_restoring_over_an_office_is_refused_and_with_replace_keeps_what_was_there(
    city, archive, tmp_path
):
    with pytest.raises(Refused, match="sudah berisi"):
        restore_backup(city.installation, NOW, archive)
    restored = restore_backup(city.installation, NOW, archive, replace=True)
    assert restored.kept is not None
    other = elsewhere(tmp_path, "dari-simpanan")
    restore_backup(other, NOW, restored.kept)
    assert facts(other, city)[0] == facts(city.installation, city)[0]


def test_a_backup_of_a_damaged_file_is_refused_naming_it(city, archive, tmp_path):
    digest = next(iter(city.installation.files.all()))
    (city.installation.folder / "files" / digest[:2] / digest).write_bytes(b"busuk")
    with pytest.raises(Refused, match=digest[:16]):
        make_backup(city.installation, city.operator, NOW, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()
