"""Forms of reminders and of the outbox."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TextAreaField

from evaluator.services.reminder_queue import LONGEST_EXTRA
from evaluator.web.forms import Form
from evaluator.web.forms.assess import one_line_ends


class ReminderForm(Form):
    """Who is reminded (ticked on the page), and what is added to the text."""

    form_errors: list[str]
    extra = TextAreaField(
        _("Tambahan pesan"),
        filters=[one_line_ends],
        description=_(
            "Paling banyak %(most)s huruf, berdiri di tengah setiap pesan. Jangan menulis nilai, "
            "peringkat, atau predikat.",
            most=LONGEST_EXTRA,
        ),
    )
    force = BooleanField(_("Ingatkan juga yang sudah diingatkan dalam 24 jam terakhir"))


class OutboxForm(Form):
    """Acts on the outbox carry nothing but their token and the ticks."""

    form_errors: list[str]
