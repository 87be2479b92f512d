"""What every form of the admin does when it cannot be saved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from wtforms import Field, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from evaluator.documents.tables import TableProblem
from evaluator.scoring.messages import Problem
from evaluator.services.problems import Conflict, Refused
from evaluator.web.forms import Form, fail
from evaluator.web.language import day, translate


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed meanwhile, in words."""

    label: str
    typed: str
    stored: str


class VersionedForm(Form):
    """A form over something that others may change at the same time.

    stale : whether somebody else was faster
    clash : where what is stored now differs from what was typed
    """

    form_errors: list[str]
    version = IntegerField(widget=HiddenInput(), validators=[Optional(), NumberRange(0, 2**31 - 1)])
    stale = False
    clash: tuple[Difference, ...] = ()

    def show_conflict(self, conflict: Conflict) -> None:
        """Keep what was typed, show what is stored, and let the next save be deliberate."""
        self.stale, stored = True, dict(conflict.stored)
        self.version.data = stored.pop("version")
        self.version.raw_data = None
        self.clash = tuple(
            Difference(str(field.label.text), _in_words(field, field.data), _in_words(field, value))
            for name, value in stored.items()
            if (field := self._fields.get(name)) is not None
            and _in_words(field, field.data) != _in_words(field, value)
        )
        self.form_errors = [*self.form_errors, translate(conflict.message)]


@contextmanager
def saving(form: Form, session: Any) -> Iterator[None]:
    """Take back what a refused act began, and show the refusal in the form."""
    try:
        yield
    except Conflict as conflict:
        session.rollback()
        form.show_conflict(conflict)
    except (Refused, TableProblem) as problem:
        session.rollback()
        fail(form, _at_file(form, problem))


def status_of(form: Form) -> int:
    """The status of a page that shows this form."""
    if getattr(form, "stale", False):
        return 409
    return 422 if form.errors else 200


def chosen_id(value: Any) -> int | None:
    """The id behind a choice; None for the choice of none."""
    return int(value) if value not in (None, "", "None") else None


def _at_file(form: Form, problem: Problem) -> Problem:
    """What is wrong with a file belongs to the field it was chosen in."""
    if isinstance(problem, TableProblem) and "upload" in form:
        return Refused("{problem}", field="upload", problem=problem.message)
    return problem


def _in_words(field: Field, value: Any) -> str:
    if isinstance(field, SelectField | SelectMultipleField):
        names = {str(one.value): str(one.label) for one in field.choices or ()}
        values = value if isinstance(value, list | tuple | set) else [value]
        return ", ".join(sorted(names.get("" if v is None else str(v), str(v)) for v in values))
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    if isinstance(value, date):
        return day(value)
    return "–" if value in (None, "") else str(value)
