"""Forms of the office's identity."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from evaluator.web.forms import Form, stripped
from evaluator.web.forms.number_fields import NumberedForm

ZONES = {
    "Asia/Jakarta": "WIB (Jakarta)",
    "Asia/Pontianak": "WIB (Pontianak)",
    "Asia/Makassar": "WITA (Makassar)",
    "Asia/Jayapura": "WIT (Jayapura)",
}


class OfficeForm(NumberedForm):
    name = StringField(
        _("Nama kantor"),
        description=_("Seperti pada kop surat, misalnya BPS Kota Pekalongan."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama kantor."))],
    )
    city = StringField(
        _("Kota"),
        description=_("Tertulis di depan tanggal pada piagam."),
        filters=[stripped],
        validators=[InputRequired(_("Isi kotanya."))],
    )
    zone = SelectField(_("Zona waktu"), choices=[SelectChoice(*zone) for zone in ZONES.items()])
    address = TextAreaField(_("Alamat"), filters=[stripped])
    help_contact = StringField(
        _("Kontak pembinaan"),
        description=_("Kepada siapa unit bertanya tentang umpan baliknya: nama tim, nomor, surel."),
        filters=[stripped],
    )


class LogoForm(Form):
    logo = FileField(
        _("Gambar logo"),
        description=_("PNG atau JPEG, paling besar 2 MB; latar bening paling baik."),
        validators=[FileRequired(_("Pilih gambarnya dahulu."))],
    )


class SignerForm(Form):
    name = StringField(
        _("Nama beserta gelar"),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama penanda tangan."))],
    )
    nip = StringField(
        _("NIP"), description=_("18 angka, dengan atau tanpa spasi."), filters=[stripped]
    )
    position = StringField(
        _("Jabatan"),
        description=_(
            "Seperti pada piagam, misalnya Kepala BPS Kota Pekalongan, atau Plt. Kepala …"
        ),
        filters=[stripped],
        validators=[InputRequired(_("Isi jabatannya."))],
    )
    valid_from = DateField(
        _("Berlaku mulai"), validators=[InputRequired(_("Isi tanggal mulai berlaku."))]
    )
    valid_to = DateField(
        _("Berlaku sampai"),
        description=_("Kosongkan bila belum diketahui."),
        validators=[Optional()],
    )


class EndForm(Form):
    valid_to = DateField(
        _("Hari terakhir menandatangani"), validators=[InputRequired(_("Isi tanggalnya."))]
    )
