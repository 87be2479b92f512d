"""The forms with which papers are signed, or taken back signed."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import ValidationError

from evaluator.web.forms import Form

MOST_FILES = 50


class SignForm(Form):
    """Nothing is typed; what is chosen stands in the address."""


class BackForm(Form):
    papers = MultipleFileField(
        _("Piagam yang sudah ditandatangani"),
        validators=[FileRequired(_("Pilih berkas PDF yang sudah ditandatangani."))],
    )

    def validate_papers(self, field: MultipleFileField) -> None:
        if len(field.data) > MOST_FILES:
            raise ValidationError(_("Paling banyak %(most)s berkas sekali kirim.", most=MOST_FILES))
