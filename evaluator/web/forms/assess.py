"""Forms of the assessor's sheet."""

from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from evaluator.web.forms import Form


def one_line_ends(text: object) -> str:
    """A typed text whose lines end as a script would send them, whatever sent it."""
    return str("" if text is None else text).replace("\r\n", "\n").strip()


class ScoreForm(Form):
    """One answer and its note; `version` is the one that the assessor saw."""

    answer = StringField(filters=[one_line_ends])
    not_applicable = BooleanField()
    clear = BooleanField()
    note = TextAreaField(filters=[one_line_ends])
    version = IntegerField(validators=[InputRequired(), NumberRange(0, 2**31 - 1)])

    @property
    def given(self) -> str:
        """The answer that was meant: typed, "TB", or taken back."""
        if self.clear.data:
            return ""
        return "TB" if self.not_applicable.data else self.answer.data


class UndoForm(Form):
    """What the person takes for their last change; empty for whatever it was."""

    code = StringField(filters=[one_line_ends])
    version = IntegerField(validators=[Optional(), NumberRange(0, 2**31 - 1)])


class RestoreForm(Form):
    """One step of a history, and the version of the cell that the person saw."""

    sequence = IntegerField(validators=[InputRequired(), NumberRange(0, 2**31 - 1)])
    version = IntegerField(validators=[InputRequired(), NumberRange(0, 2**31 - 1)])
