"""Forms of the plenary: when and where, who sat, who stepped aside, and what was decided."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from evaluator.services.checks import spaced_nip
from evaluator.services.plenary_awards import AwardView
from evaluator.services.plenary_people import DUTIES, MOST_MEMBERS, Seat
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.forms.assess import one_line_ends
from evaluator.web.language import label, translate, words

SPARE_ROWS = 5


def printable(form: Form, field: Field) -> None:
    """Refuse what some paper could not show, naming the character."""
    from evaluator.documents import names, style  # fonts are read where they are needed

    for font in (style.DISPLAY, style.SERIF, style.SERIF_ITALIC, style.SANS):
        remark = names.unprintable(field.data or "", font)
        if remark is not None:
            values = {**remark.values, "field": str(field.label.text)}
            raise ValidationError(translate({"template": remark.template, "values": values}))


class PlenaryForm(VersionedForm):
    """When and where a plenary sits; the number and notes follow once it is prepared."""

    held_on = DateField(_("Tanggal rapat"), validators=[InputRequired(_("Isi tanggal rapat."))])
    place = StringField(
        _("Tempat"), filters=[stripped], validators=[InputRequired(_("Isi tempat rapat."))]
    )
    starts_at = StringField(_("Jam mulai"), filters=[stripped], render_kw={"type": "time"})
    ends_at = StringField(_("Jam selesai"), filters=[stripped], render_kw={"type": "time"})
    agenda = TextAreaField(_("Acara rapat"), filters=[one_line_ends])
    minutes_number = StringField(
        _("Nomor berita acara"),
        filters=[stripped],
        description=_("Seperti dalam agenda surat kantor. Wajib sebelum pleno ditutup."),
    )
    notes = TextAreaField(
        _("Catatan rapat"), filters=[one_line_ends], description=_("Dimuat di berita acara.")
    )


class MemberForm(Form):
    class Meta(Form.Meta):
        csrf = False  # the rows stand in a form that has its own

    """One member; without a name the row is left out."""

    member_id = IntegerField(widget=HiddenInput(), validators=[Optional()])
    name = StringField(_("Nama"), filters=[stripped])
    title = StringField(_("Jabatan"), filters=[stripped])
    nip = StringField(_("NIP"), filters=[stripped])
    duty = SelectField(_("Tugas"))
    present = BooleanField(_("Hadir"))
    account_id = SelectField(_("Akun"), coerce=chosen_id)


class MembersForm(VersionedForm):
    """Everybody who was invited, in the order of the minutes."""

    members = FieldList(FormField(MemberForm), _("Anggota"), max_entries=MOST_MEMBERS + SPARE_ROWS)

    def show(self, seats: Sequence[Seat], accounts: Sequence[tuple[int, str]]) -> None:
        """Fill the rows, with a few empty ones below, unless they were sent."""
        if not self.is_submitted():
            for seat in (*seats, *[Seat(None, "")] * SPARE_ROWS):
                self.members.append_entry(
                    {
                        "member_id": seat.id,
                        "name": seat.name,
                        "title": seat.title,
                        "nip": spaced_nip(seat.nip or ""),
                        "duty": seat.duty,
                        "present": seat.present,
                        "account_id": seat.account_id,
                    }
                )
        for entry in self.members:
            entry.form.duty.choices = [
                SelectChoice(key, label("plenary_duty", key)) for key in DUTIES
            ]
            entry.form.account_id.choices = [
                SelectChoice("", gettext("tanpa akun")),
                *(SelectChoice(number, name) for number, name in accounts),
            ]

    def seats(self) -> list[Seat]:
        """The rows that name somebody."""
        rows = (entry.form for entry in self.members)
        return [
            Seat(
                row.member_id.data,
                row.name.data,
                row.title.data,
                row.duty.data,
                row.present.data,
                row.account_id.data,
                row.nip.data or None,
            )
            for row in rows
            if row.name.data
        ]


class AsideForm(Form):
    """A member who takes no part in a decision; `place` is "category" or "category:unit"."""

    form_errors: list[str]
    member_id = SelectField(_("Anggota"), coerce=chosen_id)
    place = SelectField(_("Tidak ikut memutuskan"))
    reason = TextAreaField(
        _("Alasan"),
        filters=[one_line_ends],
        description=_("Dimuat di berita acara, misalnya saudara kandung pimpinannya."),
        validators=[InputRequired(_("Tuliskan alasannya; alasan ini dimuat di berita acara."))],
    )


class DepartForm(Form):
    """Other winners than the rubric proposes; the places are read from the request itself."""

    form_errors: list[str]
    reason = TextAreaField(
        _("Alasan pleno"),
        filters=[one_line_ends],
        description=_("Dimuat di berita acara dan terbaca di halaman hasil."),
        validators=[InputRequired(_("Tuliskan alasannya; alasan ini dimuat di berita acara."))],
    )


class SpecialForm(Form):
    """A special jury award; `unit` is "category:participant"."""

    form_errors: list[str]
    title = StringField(
        _("Judul penghargaan"),
        filters=[stripped],
        validators=[InputRequired(_("Isi judulnya.")), printable],
    )
    title_en = StringField(
        _("Judul dalam bahasa Inggris"), filters=[stripped], validators=[printable]
    )
    unit = SelectField(_("Penerima"), validators=[InputRequired(_("Pilih penerimanya."))])
    reason = TextAreaField(
        _("Alasan pleno"),
        filters=[one_line_ends],
        description=_("Dimuat di berita acara dan terbaca di halaman hasil."),
        validators=[InputRequired(_("Tuliskan alasannya; alasan ini dimuat di berita acara."))],
    )


class DecreeForm(VersionedForm):
    """What an office may change in its decree; one clause a line."""

    number = StringField(
        _("Nomor keputusan"),
        filters=[stripped],
        description=_("Kosongkan selama belum ada; berkasnya bertanda konsep."),
    )
    day = DateField(
        _("Tanggal ditetapkan"),
        validators=[InputRequired(_("Isi tanggalnya."))],
        description=_("Menentukan siapa yang menandatangani."),
    )
    about = StringField(
        _("Tentang"), filters=[stripped], validators=[InputRequired(_("Isi judulnya."))]
    )
    weighing = TextAreaField(
        _("Menimbang"),
        filters=[one_line_ends],
        description=_("Satu butir satu baris."),
        validators=[InputRequired(_("Tuliskan sedikitnya satu butir."))],
    )
    heeding = TextAreaField(
        _("Mengingat"),
        filters=[one_line_ends],
        description=_("Satu butir satu baris."),
        validators=[InputRequired(_("Tuliskan sedikitnya satu butir."))],
    )
    deciding = TextAreaField(
        _("Memutuskan"),
        filters=[one_line_ends],
        description=_("Satu diktum satu baris."),
        validators=[InputRequired(_("Tuliskan sedikitnya satu butir."))],
    )


class AcceptForm(Form):
    """Awards whose proposals are accepted, as "category/award"."""

    form_errors: list[str]
    award = HiddenField()


class LetGoForm(Form):
    """Why a special award of the earlier plenary is not given again; empty where it is."""

    form_errors: list[str]
    reason = TextAreaField(_("Alasan bila tidak diberikan lagi"), filters=[one_line_ends])


def place_choices(award: AwardView) -> list[tuple[str, str]]:
    """Every place of an award, and none."""
    named = [
        (str(n), words(name) or gettext("Penerima")) for n, name in enumerate(award.place_names, 1)
    ]
    return [("", "–"), *named]


def lines_of(text: Any) -> tuple[str, ...]:
    """The clauses that were typed, one a line."""
    return tuple(line for line in str(text or "").splitlines() if line.strip())
