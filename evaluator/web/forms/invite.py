"""Forms of an invitation: its code, and the password that is chosen."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from evaluator.services.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from evaluator.web.forms import Form, stripped


class CodeForm(Form):
    code = StringField(
        _("Kode undangan"),
        description=_("Tujuh kelompok empat huruf dari surat Anda; huruf besar atau kecil sama."),
        filters=[stripped],
        validators=[InputRequired(_("Ketik kode undangannya.")), Length(max=100)],
    )


class AcceptForm(Form):
    password = PasswordField(
        _("Kata sandi"),
        validators=[
            InputRequired(_("Isi kata sandi baru.")),
            Length(
                min=SHORTEST_PASSWORD,
                max=LONGEST_PASSWORD,
                message=_("Kata sandi harus %(min)d sampai %(max)d huruf."),
            ),
        ],
    )
    again = PasswordField(
        _("Kata sandi, sekali lagi"),
        validators=[
            InputRequired(_("Ketik kata sandinya sekali lagi.")),
            EqualTo("password", _("Kedua kata sandi baru tidak sama.")),
        ],
    )
