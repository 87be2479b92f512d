"""Forms of issuing and revoking certificates."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from evaluator.web.forms import Form, stripped


class ListForm(Form):
    file = FileField(
        _("Berkas daftar"),
        validators=[FileRequired(_("Pilih berkas Excel (.xlsx) atau CSV."))],
        description=_("Excel (.xlsx) atau CSV, satu penerima satu baris."),
    )
    kind = SelectField(
        _("Jenis piagam"),
        choices=[
            SelectChoice("list", _("Penghargaan lain")),
            SelectChoice("thanks", _("Ucapan terima kasih")),
            SelectChoice("attendance", _("Sertifikat kehadiran")),
        ],
        default="list",
        description=_("Tertulis pada register; bunyi kertasnya menurut rancangan."),
    )


class RevokeForm(Form):
    reason = TextAreaField(
        _("Alasan pencabutan"),
        filters=[stripped],
        validators=[
            DataRequired(_("Tuliskan alasannya; alasan tampil pada halaman pemeriksaan.")),
            Length(max=500, message=_("Paling banyak %(max)d huruf.")),
        ],
        description=_("Ditampilkan kepada siapa pun yang memeriksa piagam ini."),
    )


class ReissueForm(Form):
    """The texts are asked for only where a paper does not come from results."""

    recipient = StringField(_("Penerima"), filters=[stripped], validators=[InputRequired()])
    award = StringField(_("Penghargaan"), filters=[stripped], validators=[InputRequired()])
    place = StringField(_("Juara"), filters=[stripped])
    category = StringField(_("Kategori"), filters=[stripped])
    event = StringField(_("Acara"), filters=[stripped], validators=[InputRequired()])
    theme = StringField(_("Tema"), filters=[stripped])
    role = StringField(_("Peran"), filters=[stripped])
    organisation = StringField(_("Instansi"), filters=[stripped])
    reason = TextAreaField(
        _("Alasan penggantian"),
        filters=[stripped],
        validators=[
            DataRequired(_("Tuliskan alasannya; alasan tampil pada halaman pemeriksaan.")),
            Length(max=500, message=_("Paling banyak %(max)d huruf.")),
        ],
        description=_("Ditampilkan kepada siapa pun yang memeriksa piagam lama."),
    )

    def only_reason(self, only: bool) -> None:
        """Take the texts away: those of a winner come from the results."""
        for name in _TEXTS if only else ():
            del self[name]

    @property
    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {name: self[name].data or "" for name in _TEXTS if name in self}


_TEXTS = (
    "recipient", "award", "place", "category", "event", "theme", "role", "organisation",
)  # fmt: skip


class VoidForm(Form):
    seri = SelectField(_("Seri nomor"))
    day = DateField(
        _("Tanggal"),
        validators=[InputRequired(_("Isi tanggalnya."))],
        description=_("Tahunnya menentukan seri; bulannya ikut tertulis bila pola memakainya."),
    )
    serial = IntegerField(
        _("Nomor urut"),
        validators=[Optional(), NumberRange(min=1, max=999_999_999, message=_("Paling kecil 1."))],
        description=_("Kosongkan untuk nomor urut berikutnya."),
    )
    reason = TextAreaField(
        _("Alasan pembatalan"),
        filters=[stripped],
        validators=[
            DataRequired(_("Tuliskan mengapa nomor ini batal.")),
            Length(max=500, message=_("Paling banyak %(max)d huruf.")),
        ],
    )
