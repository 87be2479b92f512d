"""Forms of the office's identity."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from evaluator.services.numbering import NumberScheme
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm

ZONES = {
    "Asia/Jakarta": "WIB (Jakarta)",
    "Asia/Pontianak": "WIB (Pontianak)",
    "Asia/Makassar": "WITA (Makassar)",
    "Asia/Jayapura": "WIT (Jayapura)",
}


class OfficeForm(VersionedForm):
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
    number_pattern = StringField(
        _("Pola nomor piagam"),
        filters=[stripped],
        validators=[InputRequired(_("Isi pola nomornya."))],
    )
    number_unit = StringField(
        _("Kode unit kerja"), description=_("Mengisi {unit}."), filters=[stripped]
    )
    number_class = StringField(
        _("Kode klasifikasi"), description=_("Mengisi {class}."), filters=[stripped]
    )
    number_start = IntegerField(
        _("Nomor urut pertama dalam setahun"),
        description=_("Berlaku untuk tahun yang belum punya piagam."),
        validators=[InputRequired(_("Isi nomor urut pertama, misalnya 1."))],
    )
    number_digits = IntegerField(
        _("Banyak angka nomor urut"),
        description=_("3 menulis 007; 0 menulis 7."),
        validators=[Optional()],
        filters=[lambda typed: typed or 0],
        default=0,
    )

    @property
    def scheme(self) -> NumberScheme:
        return NumberScheme(
            self.number_pattern.data or "",
            self.number_unit.data or "",
            self.number_class.data or "",
            self.number_start.data or 0,
            self.number_digits.data or 0,
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
