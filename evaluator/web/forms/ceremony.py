"""Forms of the award day: texts of the stage, notes about winners, guests."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange

from evaluator.services.ceremonies import LONGEST_COUNTDOWN, THEMES
from evaluator.services.ceremony_seats import FIELDS
from evaluator.services.ceremony_slides import Show
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm


class ShowForm(VersionedForm):
    title_lines = TextAreaField(
        _("Baris judul"),
        description=_("Satu sampai empat baris; baris pertama paling besar, misalnya nama acara."),
        filters=[stripped],
        validators=[InputRequired(_("Tulis sedikitnya satu baris judul."))],
    )
    theme = RadioField(
        _("Warna"),
        choices=[SelectChoice(code, _(words)) for code, words in THEMES.items()],
        validate_choice=False,  # the service says it in words
    )
    countdown = IntegerField(
        _("Hitung mundur (menit)"),
        description=_("Isi 0 bila tidak ada. Berjalan sejak layarnya tampil."),
        validators=[
            InputRequired(_("Isi 0 bila tidak ada.")),
            NumberRange(0, LONGEST_COUNTDOWN, _("Isi angka antara 0 dan 120.")),
        ],
    )
    suspense = BooleanField(_("Sebut juaranya dahulu, nama pada layar berikutnya"))
    recap = BooleanField(_("Tutup setiap penghargaan dengan semua juaranya bersama"))
    fallback = StringField(
        _("Tulisan layar aman"),
        description=_("Tampil bila ada gangguan; tidak pernah memuat nama pemenang."),
        filters=[stripped],
        validators=[InputRequired(_("Isi tulisan layar aman."))],
    )
    closing = StringField(
        _("Tulisan penutup"),
        filters=[stripped],
        validators=[InputRequired(_("Isi tulisan penutup."))],
    )

    def show(self, show: Show, revision: int) -> None:
        """Fill the fields with what is stored, unless something was typed."""
        if self.is_submitted():
            return
        self.title_lines.data = "\n".join(show.title_lines)
        self.version.data = revision
        for name in ("theme", "countdown", "suspense", "recap", "fallback", "closing"):
            self[name].data = getattr(show, name)

    @property
    def lines(self) -> list[str]:
        """The typed title, line by line."""
        return (self.title_lines.data or "").splitlines()


class NoteForm(VersionedForm):
    spoken = StringField(
        _("Cara membaca"),
        description=_("Untuk pembawa acara, misalnya: Di-nas Ko-min-fo."),
        filters=[stripped],
    )
    caller = StringField(
        _("Yang maju ke panggung"),
        description=_("Misalnya Kepala Dinas, Budi Santoso, S.E."),
        filters=[stripped],
    )


class PictureForm(Form):
    picture = FileField(
        _("Foto atau logo"),
        description=_("PNG atau JPEG, paling besar 8 MB. Tempat dan waktu foto dibuang."),
        validators=[FileRequired(_("Pilih gambarnya dahulu."))],
    )


class SeatForm(Form):
    name = StringField(_("Nama"), filters=[stripped], validators=[InputRequired(_("Isi namanya."))])
    organisation = StringField(_("Instansi"), filters=[stripped])
    title = StringField(_("Jabatan"), filters=[stripped])
    table = StringField(_("Meja"), filters=[stripped])
    seat = StringField(_("Kursi"), filters=[stripped])
    note = StringField(_("Catatan"), filters=[stripped])

    @property
    def texts(self) -> Mapping[str, str]:
        """What was typed, by field."""
        return {name: self[name].data or "" for name in FIELDS}
