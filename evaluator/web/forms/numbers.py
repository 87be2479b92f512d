"""Forms of number plans."""

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import InputRequired

from evaluator.web.forms import stripped
from evaluator.web.forms.number_fields import NumberedForm


class PlanForm(NumberedForm):
    code = StringField(
        _("Kode seri"),
        description=_(
            "Huruf kecil, angka, tanda hubung; misalnya terima-kasih. Tidak berubah lagi."
        ),
        filters=[stripped],
        validators=[InputRequired(_("Isi kodenya."))],
    )
    title = StringField(
        _("Nama seri"),
        description=_("Misalnya Ucapan terima kasih."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama serinya."))],
    )
