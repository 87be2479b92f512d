"""Forms of settling: a decision, a note, and standing behind somebody's decision."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from evaluator.web.forms import Form
from evaluator.web.forms.assess import one_line_ends


class TakeBackForm(Form):
    """Letting the panel's rule settle again; `version` is the one that was on the page."""

    form_errors: list[str]
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )


class NoteForm(TakeBackForm):
    """What was said while settling."""

    note = TextAreaField(
        _("Catatan penyepakatan"),
        filters=[one_line_ends],
        description=_(
            "Untuk panel saja: siapa mengatakan apa, dan mengapa. Unit tidak membacanya."
        ),
    )


class DecisionForm(TakeBackForm):
    """A value in place of the panel's rule, and why."""

    answer = StringField(_("Nilai yang diputuskan"), filters=[one_line_ends])
    not_applicable = BooleanField(_("Tidak berlaku (TB)"))
    reason = TextAreaField(
        _("Alasan"),
        filters=[one_line_ends],
        description=_("Unit membacanya setelah rilis, di samping nilainya."),
    )

    @property
    def given(self) -> str:
        """The answer that was meant: typed, chosen, or "TB"."""
        return "TB" if self.not_applicable.data else self.answer.data


class ConfirmForm(Form):
    """Decisions that were ticked, each with the version that was read."""

    form_errors: list[str]
