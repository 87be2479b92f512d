"""An office's own designs: one entry in the log for every act, nothing of others overwritten."""

import copy
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from evaluator.documents.design_parcel import open_design, pack_design
from evaluator.documents.designs import DESIGNS
from evaluator.documents.paper_reading import checked
from evaluator.services import designs, offices
from evaluator.services.problems import Conflict, NotAllowed, NotFound, Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.log import LogEntry
from tests.city import NOW
from tests.documents.test_certificate import picture


@contextmanager
def acting(city):
    with city.installation.writes() as session:
        yield session


def add(session, city, name="Piagam Kota", who="panitia", content=None):
    return designs.add_design(
        session, city[who], NOW, name=name, check=checked, source="kawung",
        content=content or DESIGNS["kawung"].content,
    )  # fmt: skip


def acts(session):
    query = select(LogEntry.act).where(LogEntry.act.like("design.%")).order_by(LogEntry.sequence)
    return session.scalars(query).all()


def save(session, city, number, content, version, who="panitia"):
    return designs.save_design(
        session, city[who], NOW, number, version=version, content=content, check=checked
    )


def test_a_copy_is_changed_renamed_retired_and_taken_back_with_one_entry_each(city):
    with acting(city) as session:
        number = add(session, city)
        content = copy.deepcopy(designs.design_view(session, city["panitia"], number).content)
        content["elements"][0]["size"] = 12.0
        assert save(session, city, number, content, 1) == 2
        assert save(session, city, number, content, 2) == 2
        designs.rename_design(session, city["admin"], NOW, number, version=2, name="Piagam Baru")
        designs.retire_design(session, city["admin"], NOW, number)
        designs.retire_design(session, city["admin"], NOW, number)
        designs.restore_design(session, city["panitia"], NOW, number)

        own = designs.design_view(session, city["panitia"], number)
        assert (own.code, own.name, own.version, own.content["title"]) == (
            "milik-piagam-kota", "Piagam Baru", 3, "Piagam Baru",
        )  # fmt: skip
        assert own.content["elements"][0]["size"] == 12.0
        assert own.changed_by == "Admin" and own.retired_at is None
        assert acts(session) == [
            "design.add", "design.save", "design.rename", "design.retire", "design.restore",
        ]  # fmt: skip


def test_the_later_of_two_saves_is_told_and_overwrites_nothing(city):
    with acting(city) as session:
        number = add(session, city)
        first = copy.deepcopy(DESIGNS["truntum"].content)
        save(session, city, number, first, 1, who="admin")
        with pytest.raises(Conflict, match="baru saja diubah Admin") as conflict:
            save(session, city, number, DESIGNS["parang"].content, 1)

        stored = designs.design_view(session, city["panitia"], number)
        assert conflict.value.stored["version"] == stored.version == 2
        assert stored.content["palette"] == first["palette"]


def test_a_name_stands_for_one_design_and_codes_never_clash(city):
    with acting(city) as session:
        add(session, city, "Piagam Kota")
        add(session, city, "Piagam-Kota")
        with pytest.raises(Refused, match="Sudah ada rancangan bernama “piagam kota”"):
            add(session, city, "piagam kota")
        codes = [one.code for one in designs.list_designs(session, city["panitia"])]

    assert sorted(codes) == ["milik-piagam-kota", "milik-piagam-kota-2"]
    assert not set(codes) & set(DESIGNS)


@pytest.mark.parametrize("content", [None, [], "x", {}, {"elements": [{"kind": "script"}]}])
def test_content_that_could_not_be_printed_is_refused(city, content):
    with acting(city) as session:
        number = add(session, city)
        with pytest.raises(Refused):
            save(session, city, number, content or {"page": 3}, 1)
        assert acts(session) == ["design.add"]


@pytest.mark.parametrize("who", ["ases1", "ketua", "auditor", "dindik"])
def test_only_organiser_and_admin_design(city, who):
    with acting(city) as session:
        number = add(session, city)
        for act in (
            lambda: designs.list_designs(session, city[who]),
            lambda: designs.design_view(session, city[who], number),
            lambda: add(session, city, "Lain", who=who),
            lambda: save(session, city, number, DESIGNS["parang"].content, 1, who=who),
            lambda: designs.retire_design(session, city[who], NOW, number),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_another_office_knows_nothing_of_a_design(city):
    with acting(city) as session:
        number = add(session, city)
        other = offices.create_office(
            session, city.operator, NOW, code="9999", name="BPS Lain", city="Lain"
        )
        stranger = Actor(None, "x", "X", other, frozenset({Role.ORGANISER}))
        assert designs.list_designs(session, stranger) == []
        with pytest.raises(NotFound):
            designs.design_view(session, stranger, number)


def test_a_design_shows_only_pictures_that_were_uploaded_for_it(city, installation):
    with acting(city) as session:
        number = add(session, city)
        foreign = installation.files.put(picture("PNG", "RGB"))
        content = copy.deepcopy(DESIGNS["kawung"].content)
        content["library"] = [foreign]
        content["elements"][1]["source"] = foreign
        with pytest.raises(Refused, match="Gambar itu tidak ada pada rancangan ini"):
            save(session, city, number, content, 1)
        digest, version = designs.add_picture(
            session, city["panitia"], NOW, number, version=1, files=installation.files,
            picture=picture("PNG", "RGBA"),
        )  # fmt: skip
        content["elements"][1]["source"] = digest
        assert (version, save(session, city, number, content, 2)) == (2, 3)
        assert designs.design_view(session, city["admin"], number).content["library"] == [digest]


def test_the_longest_name_of_a_unit_is_what_a_design_is_tried_with(city):
    with city.installation.reads() as session:
        assert designs.longest_name(session, city["panitia"]) == "Dinas Lingkungan Hidup"


@pytest.mark.parametrize("count", [1, 3, 12])
def test_the_list_takes_one_query(city, count, count_queries):
    with acting(city) as session:
        for number in range(count):
            add(session, city, f"Rancangan {number}")
        session.flush()
        with count_queries() as sent:
            assert len(designs.list_designs(session, city["panitia"])) == count
        assert len(sent) == 1


def test_a_design_travels_as_one_file_with_its_pictures():
    png = picture("PNG", "RGBA")
    content = copy.deepcopy(DESIGNS["modern"].content)
    content["elements"][3]["source"] = "a" * 64
    content["library"] = ["a" * 64, "b" * 64]

    parcel = pack_design(content, {"a" * 64: png})
    arrived, pictures = open_design(parcel)

    assert parcel == pack_design(content, {"a" * 64: png})
    assert len(pictures) == 1 and arrived["library"] == [arrived["elements"][3]["source"]]
    assert checked(arrived).pictures == set(arrived["library"])
    changed = {**content, "library": [], "elements": content["elements"][4:]}
    assert {**arrived, "library": [], "elements": arrived["elements"][4:]} == changed


def zipped(**members):
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_json", ".json"), data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("parcel", "reason"),
    [
        (b"", "bukan rancangan atau rusak"),
        (b"PK\x03\x04 not a zip", "bukan rancangan atau rusak"),
        (zipped(readme="x"), "bukan bagian dari sebuah rancangan"),
        (zipped(), "design.json tidak ada"),
        (zipped(design_json="{"), "1 hal perlu diperbaiki"),
        (zipped(design_json=b" " * 300_000), "terlalu besar"),
        (zipped(design_json="{}", pictures__x=b"0" * 4_000_000), "terlalu besar"),
        (zipped(design_json="{}", **{f"pictures__{n}": b"" for n in range(30)}), "terlalu banyak"),
        (b"0" * (5 * 1024 * 1024 + 1), "lebih besar dari 5 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_a_file_that_is_no_design_is_refused_in_words(parcel, reason):
    with pytest.raises(Refused, match=reason):
        open_design(parcel)


def test_a_design_without_its_picture_or_with_a_broken_one_is_refused():
    import json

    content = copy.deepcopy(DESIGNS["modern"].content)
    content["elements"][3]["source"] = "a" * 64
    text = json.dumps(content)
    with pytest.raises(Refused, match="tidak ikut di dalam berkas"):
        open_design(zipped(design_json=text))
    with pytest.raises(Refused, match="PNG atau JPEG"):
        open_design(zipped(design_json=text, **{f"pictures__{'a' * 64}.png": b"GIF89a"}))
