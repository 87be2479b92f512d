"""Forms know what was typed, never the database."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field

from evaluator.scoring.messages import Problem
from evaluator.services.problems import Refused
from evaluator.web.forms.wording import Wording
from evaluator.web.language import translate


class Form(FlaskForm):
    """What every form of the pages is; it speaks the language of the request."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Wording:
            """Whoever words what WTForms says itself."""
            return Wording()


def stripped(text: str | None) -> str:
    """A typed text without outer spaces."""
    return (text or "").strip()


def fail(form: Form, problem: Problem) -> None:
    """Show a service's refusal at the field it belongs to, or above the form."""
    field: Field | None = form._fields.get(getattr(problem, "field", ""))
    details = problem.details if isinstance(problem, Refused) else ()
    sentences = [translate(p.message) for p in (problem, *details)]
    if field is None:
        form.form_errors = [*form.form_errors, *sentences]
    else:
        field.errors = [*field.errors, *sentences]
