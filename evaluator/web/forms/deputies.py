"""The form that names a deputy."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from evaluator.web.forms import Form, stripped


class DeputyForm(Form):
    deputy_id = SelectField(_("Wakil"), coerce=int)
    valid_from = DateField(
        _("Mulai tanggal"), validators=[InputRequired(_("Isi tanggal mulainya."))]
    )
    valid_to = DateField(
        _("Sampai tanggal"),
        description=_("Hari terakhir, termasuk hari itu."),
        validators=[InputRequired(_("Isi tanggal akhirnya."))],
    )
    reason = StringField(
        _("Alasan"),
        description=_("Misalnya cuti, atau nomor surat tugas."),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan alasannya."))],
    )

    def offer(self, colleagues: list[tuple[int, str]]) -> None:
        """Fill the choice: the others of the same unit or office."""
        self.deputy_id.choices = [SelectChoice(number, name) for number, name in colleagues]
