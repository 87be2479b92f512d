"""The office's identity: letterhead and logo."""

import io

import pytest
from PIL import Image

from evaluator.services import offices
from evaluator.services.problems import Conflict, Refused
from tests.city import NOW


def change(session, town, **given):
    own = offices.office_view(session, town.office_id)
    fields = {
        name: getattr(own, name)
        for name in (
            "version",
            "name",
            "city",
            "zone",
            "address",
            "number_pattern",
            "number_unit",
            "number_class",
            "number_start",
        )
    }
    offices.change_office(session, town["admin"], NOW, **{**fields, **given})


def test_a_refused_change_changes_nothing(city, session):
    with pytest.raises(Refused):
        change(session, city, name="BPS Lain", number_start=0)
    assert offices.office_view(session, city.office_id).name == "BPS Kota Uji"


def test_a_stale_change_is_a_conflict_with_what_is_stored(city, session):
    change(session, city, city="Pekalongan")
    with pytest.raises(Conflict) as caught:
        change(session, city, version=1, city="Batang")
    assert (caught.value.stored["city"], caught.value.stored["version"]) == ("Pekalongan", 2)


def test_a_logo_is_kept_as_a_png_and_anything_else_is_refused(city, session):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#12254b").save(out, "JPEG")
    files = city.installation.files
    offices.change_logo(session, city["admin"], NOW, files, out.getvalue())
    stored = files.get(offices.office_view(session, city.office_id).logo)
    assert Image.open(io.BytesIO(stored)).format == "PNG"
    with pytest.raises(Refused, match="PNG atau JPEG"):
        offices.change_logo(session, city["admin"], NOW, files, b"<svg/>")
