"""The forms of the public check page."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired, Length

from evaluator.services.certificate_register import tidy_code
from evaluator.web.forms import Form

_CODE = len("7K3M-Q9TX-2B4C-8DPA")


def code_or_number(text: str | None) -> str:
    """What was typed; of a whole address from the paper only its last part, the code."""
    given = " ".join((text or "").split())
    address = "/v/" in given or "://" in given
    return given.rstrip("/").rpartition("/")[2] if address else given


class CodeForm(Form):
    class Meta:
        csrf = False  # it changes nothing and is open to everyone

    code = StringField(
        _("Kode atau nomor piagam"),
        name="kode",
        filters=[code_or_number],
        validators=[
            InputRequired(_("Ketik kode yang tercetak di samping kode QR, atau nomor piagam.")),
            Length(max=120, message=_("Paling banyak %(max)d huruf.")),
        ],
    )

    @property
    def is_number(self) -> bool:
        """Whether it is a number such as B-12/33750/HM.310/2025: anything but a whole code."""
        return "/" in self.code.data or len(tidy_code(self.code.data)) != _CODE

    def validate_code(self, field: StringField) -> None:
        if not any(letter.isalnum() for letter in field.data):
            raise ValidationError(_("Kode hanya berisi huruf dan angka."))


class PaperForm(Form):
    paper = FileField(
        _("Berkas PDF piagam"), validators=[FileRequired(_("Pilih berkas PDF piagamnya."))]
    )
