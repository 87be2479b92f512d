"""Forms with which a draft is discussed."""

from flask_babel import lazy_gettext as _
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired

from evaluator.web.forms import Form
from evaluator.web.forms.draft_pieces import unix


class ReadersForm(Form):
    """Which units are invited; the boxes stand in the page's own list."""

    unit = SelectMultipleField(coerce=int, validate_choice=False)


class CommentForm(Form):
    """What somebody says of a node."""

    form_errors: list[str]
    text = TextAreaField(
        _("Tanggapan Anda"),
        filters=[unix],
        validators=[InputRequired(_("Tulis dahulu tanggapannya."))],
    )


class OutcomeForm(Form):
    """What a discussion agreed."""

    form_errors: list[str]
    text = TextAreaField(
        _("Pembahasan"),
        description=_("Kapan, di mana, siapa yang ikut, dan apa yang dipertimbangkan."),
        filters=[unix],
        validators=[InputRequired(_("Tulis siapa yang membahas."))],
    )
    concept = TextAreaField(_("Konsep yang disepakati"), filters=[unix])
    definition = TextAreaField(_("Definisi yang disepakati"), filters=[unix])
    method = TextAreaField(_("Metode yang disepakati"), filters=[unix])
