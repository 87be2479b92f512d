"""The form of the public check page."""

from flask_babel import lazy_gettext as _
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired

from evaluator.services.certificate_register import tidy_code
from evaluator.web.forms import Form


def last_part(text: str | None) -> str:
    """The code, also where the whole address from the paper was typed."""
    return (text or "").strip().rstrip("/").rpartition("/")[2]


class CodeForm(Form):
    class Meta:
        csrf = False  # it changes nothing and is open to everyone

    code = StringField(
        _("Kode pada piagam"),
        name="kode",
        filters=[last_part],
        validators=[InputRequired(_("Ketik kode yang tercetak di samping kode QR."))],
    )

    def validate_code(self, field: StringField) -> None:
        if not tidy_code(field.data):
            raise ValidationError(_("Kode hanya berisi huruf dan angka."))
