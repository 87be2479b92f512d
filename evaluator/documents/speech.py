"""One language in which stored sentences, numbers and a rubric's texts are said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from evaluator.scoring.messages import Message
from evaluator.scoring.words import Bilingual


@dataclass(frozen=True)
class Speech:
    """One language: "id" or "en", and what looks sentences up in its catalogue."""

    language: str = "id"
    catalogue: Callable[[str], str] = str

    def words(self, text: Bilingual | None) -> str:
        """A rubric's text; "" where there is none."""
        return "" if text is None else text.in_language(self.language)

    def number(self, text: str) -> str:
        """A declared decimal as people write it: "2,56" in Indonesian."""
        return text if self.language == "en" else text.replace(".", ",")

    def day(self, value: date) -> str:
        """A date such as 17 Agustus 2026."""
        return str(format_date(value, "d MMMM y", locale=self.language))

    def say(self, sentence: Message | Mapping[str, object]) -> str:
        """A sentence, from a Message or as stored beside a result."""
        stored = sentence.as_json() if isinstance(sentence, Message) else sentence
        template, values = str(stored["template"]), stored["values"]
        assert isinstance(values, Mapping)  # noqa: S101
        said = {name: self._value(value) for name, value in values.items()}
        return self.catalogue(template).format_map(said)

    def _value(self, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return self.say(value) if "template" in value else self.words(Bilingual(**value))
