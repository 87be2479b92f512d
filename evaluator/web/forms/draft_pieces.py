"""Forms over one piece of a draft each; a form knows the piece that was typed into it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from evaluator.scoring.rubric_edits import exact_text
from evaluator.scoring.rubric_pieces import flat
from evaluator.scoring.rubric_plain import DEFAULTS, Plain, words_from, words_pair
from evaluator.services.problems import Conflict
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_people import CheckboxesField
from evaluator.web.forms.admin_saving import Difference, VersionedForm
from evaluator.web.labels import LABELS
from evaluator.web.language import label, number, translate
from evaluator.web.rubric_places import node_place_words

CODE_HINT = _("Huruf, angka, titik, atau garis; tidak dipakai dua kali.")
_UNITS = ("opd", "kecamatan", "kelurahan", "mitra", "responden")


def unix(text: str | None) -> str:
    """A typed text without outer spaces, its lines parted as in a rubric's file."""
    return stripped(text).replace("\r\n", "\n")


def typed_rows(prefix: str, keys: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a list in the request, such as `predicate-2-from`; blank rows are left out."""
    numbers = {
        int(part)
        for name in request.form
        if name.startswith(f"{prefix}-")
        and (part := name.split("-")[1]).isdecimal()
        and len(part) < 6
    }
    rows = [
        {key: unix(request.form.get(f"{prefix}-{number}-{key}")) for key in keys}
        for number in sorted(numbers)
    ]
    return [row for row in rows if any(row.values())]


class DraftForm(VersionedForm):
    """A form over one piece of a draft.

    needed : fields that may stay empty for now, but not when the rubric is published
    """

    words: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in self.needed:
            self[name].flags.required = True

    def fill(self, piece: Plain, version: int) -> None:
        """Show the piece as it is stored."""
        self.version.data = version
        for key in self.words:
            self[key].data, self[f"{key}_en"].data = words_pair(piece.get(key))
        for key in self.texts:
            self[key].data = piece.get(key, "")

    @property
    def piece(self) -> dict[str, Any]:
        """What was typed, as plain values; what is empty is None."""
        typed = {key: words_from(self[key].data, self[f"{key}_en"].data) for key in self.words}
        typed |= {key: self[key].data for key in self.texts}
        return {key: value or None for key, value in typed.items()}

    def show_conflict(self, conflict: Conflict) -> None:
        """Keep what was typed, show what is stored, and let the next save be deliberate."""
        self.stale, stored = True, dict(conflict.stored)
        self.version.data = stored.pop("version")
        self.version.raw_data = None
        self.clash = clash_of(self.piece, stored)
        self.form_errors = [*self.form_errors, translate(conflict.message)]


def clash_of(typed: Mapping[str, Any], stored: Mapping[str, object]) -> tuple[Difference, ...]:
    """Where what was typed differs from what somebody else stored."""
    mine = flat(dict(typed))
    names = [name for name in {**mine, **stored} if mine.get(name) != stored.get(name)]
    return tuple(
        Difference(node_place_words(name), _told(name, mine), _told(name, stored)) for name in names
    )


def _told(place: str, values: Mapping[str, object]) -> str:
    """One value of a piece; numbers as people write them."""
    text = str(values.get(place) or "–")
    return number(text) if place.rpartition(".")[2] in ("low", "high", "from") else text


class FactsForm(DraftForm):
    """What the rubric says of itself, and how its result is made."""

    words = ("title", "legal_basis", "note")
    texts = ("code", "version", "year")
    needed = ("code", "edition", "title", "legal_basis", "units", "year", "name", "low", "high")
    of_result = ("low", "high", "places", "panel", "missing")

    code = StringField(_("Kode"), description=CODE_HINT, filters=[stripped])
    edition = StringField(
        _("Versi"),
        description=_("Misalnya 1.0; naik setiap kali isi berubah."),
        filters=[stripped],
    )
    title = StringField(_("Judul"), filters=[unix])
    title_en = StringField(_("Judul (Inggris)"), filters=[unix])
    legal_basis = StringField(_("Dasar hukum atau keputusan"), filters=[unix])
    legal_basis_en = StringField(_("Dasar hukum atau keputusan (Inggris)"), filters=[unix])
    units = CheckboxesField(_("Untuk jenis unit"))
    year = StringField(_("Tahun"), filters=[stripped], render_kw={"inputmode": "numeric"})
    note = TextAreaField(_("Catatan bagi pembaca"), filters=[unix])
    note_en = TextAreaField(_("Catatan bagi pembaca (Inggris)"), filters=[unix])
    name = StringField(_("Nama nilai akhir"), filters=[unix])
    name_en = StringField(_("Nama nilai akhir (Inggris)"), filters=[unix])
    low = StringField(_("Nilai terendah"), filters=[stripped], render_kw={"inputmode": "decimal"})
    high = StringField(_("Nilai tertinggi"), filters=[stripped], render_kw={"inputmode": "decimal"})
    places = StringField(
        _("Banyak desimal"), filters=[stripped], render_kw={"inputmode": "numeric"}
    )
    panel = SelectField(_("Gabungan beberapa penilai"))
    missing = SelectField(_("Nilai yang kosong"))
    evidence_rule = SelectField(_("Bukti yang kurang"))
    evidence_years = StringField(
        _("Umur bukti (tahun)"),
        description=_("Termasuk tahun penilaian; 2 berarti tahun ini dan tahun lalu."),
        filters=[stripped],
        render_kw={"inputmode": "numeric"},
    )
    predicates: list[dict[str, str]] = []
    layers: list[dict[str, str]] = []

    def offer(self) -> None:
        """Fill the choices."""
        self.units.choices = [SelectChoice(kind, label("kind", kind)) for kind in _UNITS]
        chosen = (self.panel, self.missing, self.evidence_rule)
        for field, group in zip(chosen, ("panel", "missing", "evidence_rule"), strict=True):
            field.choices = [SelectChoice(key, label(group, key)) for key in LABELS[group]]

    def fill(self, piece: Plain, version: int) -> None:
        """Show the piece as it is stored."""
        self.version.data = version
        self.edition.data = piece.get("version", "")
        for key in self.words:
            self[key].data, self[f"{key}_en"].data = words_pair(piece.get(key))
        self.code.data, self.year.data = piece.get("code", ""), piece.get("year", "")
        self.units.data = piece.get("units") or []
        for key in ("evidence_rule", "evidence_years"):
            self[key].data = piece.get(key, DEFAULTS[key])
        result = piece.get("result") or {}
        self.name.data, self.name_en.data = words_pair(result.get("name"))
        for key in self.of_result:
            self[key].data = number(result.get(key, DEFAULTS.get(key, "")))
        self.layers = [pair_row(name) for name in piece.get("level_names") or ()]
        self.predicates = [
            {**pair_row(one.get("name")), "from": number(one.get("from", ""))}
            for one in result.get("predicates") or ()
        ]

    def read_rows(self) -> None:
        """Take the rows of layers and predicates from the request."""
        self.layers = typed_rows("layer", ("id", "en"))
        self.predicates = typed_rows("predicate", ("id", "en", "from"))

    @property
    def piece(self) -> dict[str, Any]:
        """What was typed, as plain values; what is empty is None."""
        typed = {key: words_from(self[key].data, self[f"{key}_en"].data) for key in self.words}
        typed |= {"code": self.code.data, "version": self.edition.data, "year": self.year.data}
        typed["units"] = self.units.data
        for key in ("evidence_rule", "evidence_years"):
            typed[key] = None if self[key].data == DEFAULTS[key] else self[key].data
        typed["level_names"] = [words_from(row["id"], row["en"]) for row in self.layers]
        chosen = {key: exact_text(self[key].data or "") for key in self.of_result}
        result: dict[str, Any] = {k: v for k, v in chosen.items() if v != DEFAULTS.get(k)}
        result["name"] = words_from(self.name.data, self.name_en.data)
        result["predicates"] = [
            {"name": words_from(row["id"], row["en"]), "from": exact_text(row["from"])}
            for row in self.predicates
        ]
        return {**{key: value or None for key, value in typed.items()}, "result": result}


class SectionForm(DraftForm):
    """A section: only its code and name, its weight stands with its siblings'."""

    words = ("name",)
    texts = ("code",)
    needed = ("name",)
    code = StringField(
        _("Kode"),
        description=CODE_HINT,
        filters=[stripped],
        validators=[InputRequired(_("Isi kodenya."))],
    )
    name = StringField(_("Nama"), filters=[unix])
    name_en = StringField(_("Nama (Inggris)"), filters=[unix])


class MoveForm(Form):
    """Into which section a node moves."""

    parent = SelectField(_("Pindahkan ke"))


class PartForm(VersionedForm):
    """One part of a rubric as it stands in its file."""

    content = TextAreaField(_("Isi"))

    def show_conflict(self, conflict: Conflict) -> None:
        """Keep what was typed; the page shows what is stored beside it."""
        self.stale = True
        self.version.data = conflict.stored["version"]
        self.version.raw_data = None
        self.form_errors = [*self.form_errors, translate(conflict.message)]


def pair_row(value: Any) -> dict[str, str]:
    indonesian, english = words_pair(value)
    return {"id": indonesian, "en": english}
