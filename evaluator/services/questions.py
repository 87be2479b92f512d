"""One question of a sheet: what can be answered, and what was."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from evaluator.scoring.aggregate import NOT_APPLICABLE
from evaluator.scoring.exact import write_shortest
from evaluator.scoring.rubric import Evidence, Indicator, Section
from evaluator.scoring.scales import LevelScale, Scale, YesNoScale
from evaluator.scoring.words import Bilingual

_YES, _NO = Bilingual(id="Ya", en="Yes"), Bilingual(id="Tidak", en="No")
_NOT_APPLICABLE = Bilingual(id="Tidak berlaku", en="Not applicable")


@dataclass(frozen=True)
class Choice:
    """One answer that can be picked, with what the rubric says of it.

    key : the key on a keyboard that picks it
    """

    value: str
    key: str
    name: Bilingual
    text: Bilingual | None
    evidence: tuple[Evidence, ...]

    @property
    def shown(self) -> Bilingual:
        """The answer as people say it: "4 Terpadu dan Terukur", "Ya"."""
        if self.value != self.key:
            return self.name
        english = f"{self.value} {self.name.en}" if self.name.en else None
        return Bilingual(id=f"{self.value} {self.name.id}", en=english)


@dataclass(frozen=True)
class Question:
    """One indicator on a sheet with what has been answered so far.

    version : how often it was saved; 0 where it never was
    """

    indicator: Indicator
    scale: Scale
    path: tuple[Section, ...]
    answer: str
    note: str
    version: int
    saved_at: datetime | None

    @property
    def answered(self) -> bool:
        return bool(self.answer)

    @property
    def takes_not_applicable(self) -> bool:
        """Whether "TB" is an answer here."""
        return self.indicator.not_applicable == "allowed"

    @property
    def not_applicable(self) -> Bilingual:
        """The words for "TB"."""
        return _NOT_APPLICABLE

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """What can be picked, "TB" last; empty where the answer is typed."""
        if isinstance(self.scale, LevelScale):
            named = [(write_shortest(level.value), level.name) for level in self.scale.levels]
            picks = [self._choice(value, value, name) for value, name in named]
        elif isinstance(self.scale, YesNoScale):
            picks = [self._choice("ya", "1", _YES), self._choice("tidak", "2", _NO)]
        else:
            return ()
        if self.takes_not_applicable:
            picks.append(Choice(NOT_APPLICABLE.value, "t", _NOT_APPLICABLE, None, ()))
        return tuple(picks)

    def in_words(self, answer: str) -> Bilingual | None:
        """An answer in words where it is picked or does not apply; None where it is typed."""
        if answer == NOT_APPLICABLE.value:
            return _NOT_APPLICABLE
        return next((c.shown for c in self.choices if c.value == answer), None)

    def _choice(self, value: str, key: str, name: Bilingual) -> Choice:
        text, evidence = self.indicator.levels.get(value), self.indicator.evidence.get(value, ())
        return Choice(value, key, name, text, evidence)
