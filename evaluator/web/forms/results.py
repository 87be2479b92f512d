"""Forms of the team lead's decisions."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from evaluator.web.forms import stripped


class DecideForm(FlaskForm):
    """Moving a period on; `version` is the one that was on the page."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )


class WithdrawForm(FlaskForm):
    reason = TextAreaField(
        _("Alasan"),
        filters=[stripped],
        description=_("Unit membacanya di halaman umpan balik, dan alasan ini tercatat."),
        validators=[InputRequired(_("Tuliskan alasannya; unit akan membacanya."))],
    )


class ReturnForm(FlaskForm):
    """Taking a unit back into the ranking needs no words."""
