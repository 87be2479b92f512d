"""An archive is believed only as far as it proves itself; a bad one changes nothing."""

import hashlib
import json
import tracemalloc
import zipfile

import pytest
from sqlalchemy import text

from evaluator.services import units
from evaluator.services.backup import make_backup
from evaluator.services.problems import Refused
from evaluator.services.restoring import restore_backup
from evaluator.storage.dumping import dump, tables_of
from evaluator.storage.installation import Installation, Settings
from tests.city import NOW

_tables = {}


class Forger:
    """Takes a good archive of a city apart, and puts it together with changes."""

    def __init__(self, city, folder):
        self.own, self.place = city.installation, folder / "palsu.zip"
        good = folder / "asli.zip"
        make_backup(self.own, city.operator, NOW, good)
        with zipfile.ZipFile(good) as archive:
            self.manifest = json.loads(archive.read("manifest.json"))
            self.members = {name: archive.read(name) for name in self.manifest["members"]}

    def rows(self, table):
        return [json.loads(line) for line in self.members[f"tables/{table}.jsonl"].splitlines()]

    def with_table(self, table, content):
        if not isinstance(content, bytes):
            content = "".join(json.dumps(row) + "\n" for row in content).encode()
        return self.write({**self.members, f"tables/{table}.jsonl": content})

    def with_manifest(self, **changes):
        return self.write(manifest=json.dumps(self.manifest | changes).encode())

    def write(self, members=None, manifest=None):
        """An archive of these members, with sums that fit unless a manifest is given."""
        members = self.members if members is None else members
        sums = {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in members.items()
        }
        if manifest is None:
            manifest = json.dumps(self.manifest | {"members": sums}).encode()
        with zipfile.ZipFile(self.place, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", manifest)
        return self.place

    def refusal(self, place):
        """The sentence that refuses an archive, once it is sure that nothing has changed."""
        before = held(self.own)
        with pytest.raises(Refused) as refused:
            restore_backup(self.own, NOW, place, replace=True)
        assert held(self.own) == before
        return str(refused.value)

    def reason(self, place):
        sentence = self.refusal(place)
        start, end = "Cadangan rusak (", "); tidak ada yang diubah."
        assert sentence.startswith(start) and sentence.endswith(end)
        return sentence[len(start) : -len(end)]


def held(own):
    """Every row, and the name of every file in the folder."""
    kind = own.engine.dialect.name
    with own.engine.connect() as connection:
        if kind not in _tables:  # looked up once: that is slower than reading every row
            _tables[kind] = tables_of(connection)
        rows = {table.name: list(dump(connection, table)) for table in _tables[kind]}
    own.engine.dispose()
    return rows, sorted(path.name for path in own.folder.rglob("*") if path.is_file())


@pytest.fixture
def forger(city, tmp_path):
    city.installation.files.put(b"%PDF piagam")
    return Forger(city, tmp_path)


@pytest.fixture
def elsewhere(tmp_path):
    """An empty installation on another machine."""
    return Installation(Settings(instance=tmp_path / "lain", secret_key="k" * 40))


def test_a_manifest_of_a_wrong_shape_is_refused(forger):
    members = forger.manifest["members"]
    contents = [b"", b"[]", b"1", b"null", b'{"format":"x"}', b"[" * 100_000, b"\xff\xfe"]
    places = [lambda c=content: forger.write(manifest=c) for content in contents]
    for changes in (
        *({"revision": value} for value in ([1], {}, None, "head", "base", "-1")),
        *({"heads": value} for value in ("x", [], {"office:1": "x"}, {"office:1": 5})),
        *({"format": value} for value in (0, -1, True, 1.0, None)),
        *(
            {"members": dict.fromkeys(members, value)}
            for value in ("x", {}, [], {"sha256": 1, "size": "x"})
        ),
    ):
        places.append(lambda c=changes: forger.with_manifest(**c))
    for place in places:
        assert forger.reason(place()) == "daftar isinya tidak dapat dibaca"


def test_an_archive_of_a_newer_format_is_told_apart_from_a_damaged_one(forger):
    assert "lebih baru" in forger.refusal(forger.with_manifest(format=2, members=[]))


def test_a_line_that_is_no_row_is_named(forger):
    first, second, *rest = forger.rows("unit")
    wrong_columns, no_json = "kolomnya tidak sesuai tabel", "bukan JSON yang sah"
    wrong = (
        *((line, 1, wrong_columns) for line in (b"[]\n", b"1\n", b'"x"\n', b"null\n")),
        *((line, 1, no_json) for line in (b"{\n", b"[" * 100_000, b"\xff\n", b"\n")),
        ([first, {**second, "zzz": 1}, *rest], 2, wrong_columns),
        ([first, {"id": 5}], 2, wrong_columns),
        ([first, first], 2, "basis data menolaknya"),
        ([{**first, "office_id": 99}, second, *rest], 1, "menunjuk office yang tidak ada"),
        ([first, {**second, "parent_id": 99}, *rest], 2, "menunjuk unit yang tidak ada"),
    )
    # Lines are read before the engine sees them; there one of these and its own refusals do.
    if forger.own.engine.dialect.name == "postgresql":
        wrong = wrong[-4:]
    for content, line, reason in wrong:
        found = forger.reason(forger.with_table("unit", content))
        assert found == f"tables/unit.jsonl baris {line}: {reason}"


def test_a_value_that_its_column_cannot_keep_is_named(forger):
    first, second, *rest = forger.rows("unit")
    wrong = (
        *(("id", value) for value in (float("nan"), 10**30, 2**31, "1", True, None)),
        *(("name", value) for value in ({"moment": "x"}, {"moment": 5}, {"a": 1}, [1], None)),
        *(("name", value) for value in (True, 5, "\ud800")),
    )
    # Values are judged before the engine sees them; there what it would refuse itself is enough.
    if forger.own.engine.dialect.name == "postgresql":
        wrong = (("id", 2**31), ("id", None), ("name", 5), ("name", "\ud800"))
    for column, value in wrong:
        place = forger.with_table("unit", [first, {**second, column: value}, *rest])
        expected = f"tables/unit.jsonl baris 2: kolom {column} berisi nilai yang tidak sah"
        assert forger.reason(place) == expected
    entry = forger.rows("log_entry")[0]
    for value in ("x", {"moment": "x"}, {"moment": 5}, {"moment": "2025-01-01T00:00:00Z"}):
        found = forger.reason(forger.with_table("log_entry", [{**entry, "at": value}]))
        assert found.endswith("baris 1: kolom at berisi nilai yang tidak sah")


def test_text_that_the_program_could_not_read_back_is_refused(forger):
    first, *rest = forger.rows("log_entry")
    for after in ("{", "[" * 100_000):
        place = forger.with_table("log_entry", [{**first, "after": after}, *rest])
        assert forger.reason(place) == "tabel log_entry memuat nilai yang tidak sah"


def test_every_table_is_required_and_no_other(forger):
    without = {name: c for name, c in forger.members.items() if name != "tables/unit.jsonl"}
    assert forger.reason(forger.write(without)) == "tabel unit tidak ada"
    assert "tidak ada" in forger.reason(forger.write({}))
    more = {**forger.members, "tables/nope.jsonl": b"{}\n"}
    assert forger.reason(forger.write(more)) == "tabel nope tidak dikenal"


def test_a_file_under_the_name_of_another_content_is_refused(forger):
    name = "files/" + "a" * 64
    assert forger.reason(forger.write({**forger.members, name: b"lain"})) == f"{name} berubah"


def test_a_changed_or_shortened_log_is_refused(forger):
    entries = forger.rows("log_entry")
    changed = [{**entries[0], "reason": "lain"}, *entries[1:]]
    for rows, number in ((changed, 1), (entries[:3], 4)):
        found = forger.reason(forger.with_table("log_entry", rows))
        assert found == f"rantai {entries[0]['chain']} putus pada catatan nomor {number}"


def test_a_log_that_ends_elsewhere_than_the_manifest_says_is_refused(forger):
    heads = dict.fromkeys(forger.manifest["heads"], "0" * 64)
    for other in (heads, {}):
        place = forger.with_manifest(heads=other)
        assert forger.reason(place) == "kepala catatan berbeda dari daftar isi"


def test_a_restore_that_cannot_write_its_files_leaves_the_old_content(forger, city):
    place = forger.write()
    city.installation.folder.joinpath("files").rename(city.installation.folder / "lama")
    city.installation.folder.joinpath("files").write_text("bukan folder")
    before = held(city.installation)[0]
    with pytest.raises(Refused, match="Pemulihan gagal, isi lama tidak diubah"):
        restore_backup(city.installation, NOW, place, replace=True)
    assert held(city.installation)[0] == before


def test_a_unit_is_restored_before_its_parent_and_new_ones_are_still_checked(forger, city):
    ordered = [{**row, "parent_id": None} for row in forger.rows("unit")]
    last = ordered[-1]["id"]
    ordered[0]["parent_id"] = last
    restore_backup(city.installation, NOW, forger.with_table("unit", ordered), replace=True)
    with city.installation.engine.connect() as connection:
        query = text("SELECT parent_id FROM unit WHERE id = :id")
        assert connection.execute(query, {"id": ordered[0]["id"]}).scalar() == last
    with city.installation.writes() as session:
        new = units.create_unit(session, city["admin"], NOW, kind="opd", short_name="D", name="DD")
    assert new > last


def test_settings_of_the_machine_are_left_out_told_and_kept_where_they_are(forger, city):
    place = city.installation.folder / "settings.env"
    place.write_text("EVALUATOR_DATABASE_URL=milik-mesin-ini\nEVALUATOR_PROXIES=1\n")
    brought = (
        "EVALUATOR_PUBLIC_URL=https://x.example\n"
        "EVALUATOR_DATABASE_URL=sqlite:////srv/lain.db\n"
        "export evaluator_debug=1\n"
        "'EVALUATOR_SECRET_KEY'=aaaa\n"
        "EVALUATOR_INSTANCE=/srv\n"
        "EVALUATOR_SMTP_URL=smtps://u:s@surel.example\n"
        "EVALUATOR_SIGNING_KEY=/srv/lain.p12\n"
        "EVALUATOR_SIGNING_PASSPHRASE_FILE=/srv/sandi\n"
    )
    archive = forger.write({**forger.members, "settings.env": brought.encode()})
    restored = restore_backup(city.installation, NOW, archive, replace=True)
    assert place.read_text() == (
        "EVALUATOR_PUBLIC_URL=https://x.example\nEVALUATOR_DATABASE_URL=milik-mesin-ini\n"
    )
    assert restored.left_out == (
        *("EVALUATOR_DATABASE_URL", "EVALUATOR_SECRET_KEY"),
        *("EVALUATOR_INSTANCE", "EVALUATOR_DEBUG", "EVALUATOR_SMTP_URL"),
        *("EVALUATOR_SIGNING_KEY", "EVALUATOR_SIGNING_PASSPHRASE"),
    )


def test_settings_that_are_no_text_are_refused(forger):
    place = forger.write({**forger.members, "settings.env": b"\xff\xfe"})
    assert forger.reason(place) == "settings.env tidak dapat dibaca"


def test_a_large_file_is_neither_saved_nor_restored_from_memory(forger, city, elsewhere, tmp_path):
    large = bytes(80_000_000)
    digest = city.installation.files.put(large)
    del large
    archive = tmp_path / "besar.zip"
    tracemalloc.start()
    make_backup(city.installation, city.operator, NOW, archive)
    restore_backup(elsewhere, NOW, archive)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000
    assert digest in set(elsewhere.files.all())


def test_restoring_mends_a_stored_file_that_was_damaged(forger, city):
    place, files = forger.write(), city.installation.files
    digest = files.put(b"%PDF piagam")
    (files.folder / digest[:2] / digest).write_bytes(b"busuk")
    restored = restore_backup(city.installation, NOW, place, replace=True)
    assert files.get(digest) == b"%PDF piagam"
    with zipfile.ZipFile(restored.kept) as kept:
        assert f"files/{digest}" not in kept.namelist()


def test_a_restored_sqlite_database_can_be_read_by_its_owner_alone(forger, elsewhere):
    restore_backup(elsewhere, NOW, forger.write())
    names = sorted(path.name for path in elsewhere.folder.iterdir())
    assert names == ["evaluator.db", "files"]
    assert (elsewhere.folder / "evaluator.db").stat().st_mode & 0o077 == 0
