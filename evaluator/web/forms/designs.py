"""Forms of designs: a new one from another, an imported one, another name."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import HiddenInput

from evaluator.web.forms import Form, stripped

_NAMED = [
    DataRequired(_("Beri nama, misalnya “Piagam HSN 2026”.")),
    Length(max=80, message=_("Paling banyak %(max)d huruf.")),
]


class CopyForm(Form):
    source = SelectField(_("Mulai dari"))
    name = StringField(_("Nama rancangan"), filters=[stripped], validators=_NAMED)
    size = SelectField(
        _("Kertas"),
        choices=[
            SelectChoice("", _("Seperti aslinya")),
            SelectChoice("A4", "A4"),
            SelectChoice("F4", "F4 (215 × 330 mm)"),
            SelectChoice("A3", "A3"),
            SelectChoice("A5", "A5"),
        ],
    )
    direction = SelectField(
        _("Arah kertas"),
        choices=[
            SelectChoice("", _("Seperti aslinya")),
            SelectChoice("landscape", _("Mendatar")),
            SelectChoice("portrait", _("Tegak")),
        ],
        description=_("Ukuran khusus, misalnya tanda nama, biarkan seperti aslinya."),
    )


class ImportForm(Form):
    called = StringField(_("Nama rancangan"), filters=[stripped], validators=_NAMED)
    file = FileField(
        _("Berkas rancangan"),
        validators=[FileRequired(_("Pilih berkas .zip hasil ekspor."))],
        description=_("Berkas .zip yang diekspor kantor lain dari halaman ini."),
    )


class RenameForm(Form):
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0)])
    name = StringField(_("Nama rancangan"), filters=[stripped], validators=_NAMED)


class PictureForm(Form):
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0)])
    file = FileField(
        _("Gambar"),
        validators=[FileRequired(_("Pilih gambar PNG atau JPEG."))],
        description=_("PNG atau JPEG, paling besar 3 MB; latar tembus pandang tetap tembus."),
    )
