"""Sentences for people, kept apart from their values so that they can be translated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from evaluator.scoring.words import Bilingual


@dataclass(frozen=True)
class Message:
    """A sentence in Indonesian with named gaps, and the values that fill them.

    `str(message)` is the Indonesian sentence; a page translates `template`
    through the catalogue first.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format_map(self.values)

    def as_json(self) -> dict[str, object]:
        """The form in which a sentence is stored beside a result."""
        return {
            "template": self.template,
            "values": {name: _as_json(value) for name, value in self.values.items()},
        }


def _as_json(value: object) -> object:
    if isinstance(value, Message):
        return value.as_json()
    if isinstance(value, Bilingual):
        return value.model_dump()
    return str(value)


def N_(template: str) -> str:
    """Mark a sentence for the catalogue that is said later."""
    return template


def says(template: str, **values: object) -> Message:
    """Write a sentence; the template is found by the catalogue's extraction."""
    return Message(template, values)


class Problem(Exception):
    """Something a person must mend, said in a sentence that names the place and the mend."""

    def __init__(self, template: str, **values: object) -> None:
        self.message = Message(template, values)
        super().__init__(str(self.message))


class ScoringError(Problem):
    """Numbers or rubric that cannot be scored."""


def fault(template: str, place: str = "", **values: object) -> PydanticCustomError:
    """Write what is wrong with a rubric, to be raised by the part that notices.

    place : dotted place of the culprit, where it is not the part itself.
    """
    return PydanticCustomError(
        "fault",
        template,
        {**values, "template": template, "place": place},
    )
