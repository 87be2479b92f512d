"""How high evidence lets an answer be, and what is missing for more.

An indicator lists under its answers which kinds of evidence prove them. An answer
needs every kind listed under itself and under each lesser answer. The worst answer
of a scale needs none: nothing lies below it to be capped at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from evaluator.scoring.answers import NOT_APPLICABLE
from evaluator.scoring.messages import N_, Message, says
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import LevelScale, YesNoScale


class Why(StrEnum):
    """Why a kind of evidence counts as missing."""

    NONE = "none"
    UNDATED = "undated"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Shown:
    """One piece of evidence that stands by an indicator; `dated` is the document's own date."""

    kind: str
    dated: date | None


@dataclass(frozen=True)
class Window:
    """The days, both included, from which evidence counts."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a document of this date counts."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Lack:
    """One kind of evidence that is missing for one answer, and why.

    answer : the answer under which the rubric lists it, as text
    share : what that answer is worth, 0 to 1
    dated : the date that lies outside, where that is why
    """

    answer: str
    share: Fraction
    kind: str
    why: Why
    dated: date | None = None

    @property
    def message(self) -> Message:
        """What is missing, in words."""
        if self.why is Why.OUTSIDE:
            template = N_("{kind} untuk nilai {answer}: bertanggal {dated}, di luar jangka waktu")
        elif self.why is Why.UNDATED:
            template = N_("{kind} untuk nilai {answer}: tanpa tanggal dokumen")
        else:
            template = N_("{kind} untuk nilai {answer}: belum ada")
        return Message(
            template, {"kind": self.kind, "answer": self.answer, "dated": self.dated or ""}
        )


@dataclass(frozen=True)
class Cap:
    """How high an answer may be; no lacks: as high as the scale goes.

    binding : whether it stops answers, or only advises
    highest : the best answer that may be picked, as text; None where answers are
        typed, or nothing is missing
    asks : whether the rubric demands any kind of evidence there
    """

    binding: bool
    highest: str | None
    lacks: tuple[Lack, ...]
    asks: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks

    def missing_for(self, share: Fraction | None) -> tuple[Lack, ...]:
        """What an answer worth this share lacks; None, an answer that does not count: nothing."""
        if share is None:
            return ()
        return tuple(lack for lack in self.lacks if lack.share <= share)


def kinds_of(rubric: Rubric) -> tuple[str, ...]:
    """Every kind of evidence that a rubric names, in the order of the file."""
    named = (
        entry.kind
        for indicator in rubric.indicators
        for entries in indicator.evidence.values()
        for entry in entries
        if entry.kind
    )
    return tuple(dict.fromkeys(named))


def window_of(rubric: Rubric, year: int, closing: date) -> Window:
    """From 1 January, as many years back as the rubric says, to the day of closing."""
    return Window(date(year - rubric.evidence_years + 1, 1, 1), closing)


def cap_of(rubric: Rubric, code: str, shown: Iterable[Shown], window: Window) -> Cap:
    """Say how high the evidence that stands by one indicator lets its answer be."""
    pieces = list(shown)
    steps = _steps(rubric, code)
    lacks = [
        lack
        for answer, share in steps
        for lack in _lacks(rubric, code, answer, share, pieces, window)
    ]
    lacks.sort(key=lambda lack: lack.share)
    highest = _highest_below(rubric, code, lacks[0].share) if lacks else None
    demanded = rubric.indicator[code].evidence
    asks = any(entry.kind for answer, _share in steps for entry in demanded[answer])
    return Cap(rubric.evidence_rule == "cap", highest, tuple(lacks), asks)


def in_words(lacks: Sequence[Lack]) -> Message:
    """Several lacks in one sentence; at least one."""
    first, *rest = (lack.message for lack in lacks)
    for following in rest:
        first = says("{first}; {rest}", first=first, rest=following)
    return first


def share_of(rubric: Rubric, code: str, answer: str) -> Fraction | None:
    """What an answer is worth, 0 to 1; None where it is missing or does not apply."""
    if not answer or answer == NOT_APPLICABLE.value:
        return None
    return rubric.read(code, answer).share


def _steps(rubric: Rubric, code: str) -> list[tuple[str, Fraction]]:
    """The answers under which evidence is listed and that need any: all but the worst."""
    read = [(key, rubric.read(code, key).share) for key in rubric.indicator[code].evidence]
    return [(key, share) for key, share in read if share]


def _lacks(
    rubric: Rubric,
    code: str,
    answer: str,
    share: Fraction,
    pieces: Sequence[Shown],
    window: Window,
) -> Iterable[Lack]:
    entries = rubric.indicator[code].evidence[answer]
    for kind in dict.fromkeys(entry.kind for entry in entries if entry.kind):
        dates = [piece.dated for piece in pieces if piece.kind == kind]
        known = sorted(day for day in dates if day is not None)
        if any(window.holds(day) for day in known):
            continue
        if known:
            yield Lack(answer, share, kind, Why.OUTSIDE, known[-1])
        else:
            yield Lack(answer, share, kind, Why.UNDATED if dates else Why.NONE)


def _highest_below(rubric: Rubric, code: str, limit: Fraction) -> str | None:
    """The best pickable answer worth less than a limit."""
    scale = rubric.scale_of(code)
    if not isinstance(scale, LevelScale | YesNoScale):
        return None
    texts = scale.expectation.split(", ")
    worth = {text: rubric.read(code, text).share or Fraction(0) for text in texts}
    below = [text for text in texts if worth[text] < limit]
    return max(below, key=lambda text: worth[text], default=None)
