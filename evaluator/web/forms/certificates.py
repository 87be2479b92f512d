"""Forms of issuing and revoking certificates."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from evaluator.web.forms import Form, stripped


class ListForm(Form):
    file = FileField(
        _("Berkas daftar"),
        validators=[FileRequired(_("Pilih berkas Excel (.xlsx) atau CSV."))],
        description=_("Excel (.xlsx) atau CSV, satu penerima satu baris."),
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
