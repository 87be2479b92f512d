"""Forms of the team lead's decisions."""

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from evaluator.web.forms import Form, stripped


class DecideForm(Form):
    """Moving a period on; `version` is the one that was on the page."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )


class WithdrawForm(Form):
    reason = TextAreaField(
        _("Alasan"),
        filters=[stripped],
        description=_("Unit membacanya di halaman umpan balik, dan alasan ini tercatat."),
        validators=[InputRequired(_("Tuliskan alasannya; unit akan membacanya."))],
    )


class ReturnForm(Form):
    """Taking a unit back into the ranking needs no words."""
