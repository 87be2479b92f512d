"""Forms of signing in."""

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from evaluator.services.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from evaluator.web.forms import Form


class SignInForm(Form):
    username = StringField(
        _("Nama pengguna"), validators=[InputRequired(_("Isi nama pengguna.")), Length(max=150)]
    )
    password = PasswordField(_("Kata sandi"), validators=[InputRequired(_("Isi kata sandi."))])


class PasswordForm(Form):
    old = PasswordField(_("Kata sandi lama"), validators=[InputRequired(_("Isi kata sandi lama."))])
    new = PasswordField(
        _("Kata sandi baru"),
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
        _("Kata sandi baru, sekali lagi"),
        validators=[EqualTo("new", _("Kedua kata sandi baru tidak sama."))],
    )
