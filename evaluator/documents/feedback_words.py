"""Puts a unit's feedback into words, once for the page and the printed report."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from evaluator.documents.feedback_beside import (
    lack_words,
    measured_row,
    target_words,
    way_of,
    years_of,
)
from evaluator.documents.feedback_values import IndicatorRow, Report, SectionRow, Step
from evaluator.documents.speech import Speech as Speech
from evaluator.scoring.answers import NOT_APPLICABLE
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import says
from evaluator.scoring.words import Bilingual
from evaluator.services.certificate_faces import DEMO_MARK
from evaluator.services.feedback import Feedback
from evaluator.services.feedback_lines import IndicatorLine, SectionLine

_KINDS = {
    "opd": says("Organisasi Perangkat Daerah"),
    "kecamatan": says("Kecamatan"),
    "kelurahan": says("Kelurahan"),
    "mitra": says("Mitra"),
    "responden": says("Responden"),
}
_STATES = {
    "not-applicable": says("Tidak berlaku"),
    "missing": says("Belum dinilai"),
}


def report_of(
    feedback: Feedback, speech: Speech, *, logo: bytes | None, printed_on: date
) -> Report:
    """Everything that a unit's page and report show, as it is to be read."""
    result, rubric = feedback.result, feedback.rubric
    places, scale = rubric.result.places, (rubric.result.low, rubric.result.high)
    levels = {line.indicator.code: _level(line, speech) for line in feedback.indicators}
    steps = {
        line.indicator.code: _step(line, levels[line.indicator.code], speech)
        for line in feedback.indicators
        if line.next is not None
    }
    return Report(
        office=feedback.office.name,
        logo=logo,
        unit=result.unit,
        unit_kind=speech.say(_KINDS[feedback.unit_kind]),
        category=feedback.category,
        period=feedback.period.title,
        year=feedback.period.year,
        rubric_title=speech.words(rubric.title),
        rubric_version=rubric.version,
        rubric_digest=feedback.rubric_digest,
        legal_basis=speech.words(rubric.legal_basis),
        result_digest=feedback.result_digest,
        value=None if result.value is None else speech.number(result.value),
        range_text="–".join(speech.number(write_decimal(end, places)) for end in scale),
        predicate=speech.words(result.predicate) or None,
        place=_place(feedback, speech),
        summary=_summary(feedback, speech),
        sections=tuple(_section(line, speech) for line in feedback.sections),
        indicators=tuple(
            _indicator(feedback, line, steps.get(line.indicator.code), speech)
            for line in feedback.indicators
        ),
        strengths=tuple(_strength(speech, *strength) for strength in feedback.strengths),
        steps=tuple(steps[line.step.code] for line in feedback.steps),
        next_predicate=_next_predicate(feedback, speech),
        printed_on=speech.day(printed_on),
        mark=DEMO_MARK if feedback.office.illustrative else None,
        language=speech.language,
        years=years_of(feedback.change, speech),
        ways=tuple(way_of(way, levels, speech) for way in feedback.ways),
        place_way=way_of(feedback.way_to_place, levels, speech) if feedback.way_to_place else None,
        contact=feedback.office.help_contact,
    )


def _place(feedback: Feedback, speech: Speech) -> str | None:
    result = feedback.result
    if result.place is None or not feedback.shows_place:
        return None
    if result.joint:
        sentence = says(
            "Peringkat {place} (bersama) dari {ranked}", place=result.place, ranked=result.ranked
        )
    else:
        sentence = says("Peringkat {place} dari {ranked}", place=result.place, ranked=result.ranked)
    return speech.say(sentence)


def _summary(feedback: Feedback, speech: Speech) -> str:
    """Why there is no value; or how the value stands to the middle and to last year."""
    result = feedback.result
    if result.value is None:
        reason = speech.say(result.reason) if result.reason else ""
        return speech.say(says("Unit ini tidak diperingkat: {reason}.", reason=reason))
    sentences = []
    if feedback.middle is not None:
        sentences.append(_against_middle(result.value, feedback.middle, speech))
    if feedback.change is not None and feedback.change.published is not None:
        last, year = feedback.change.published, feedback.change.year
        sentences.append(_since_last(result.value, last, year, speech))
    if feedback.next_predicate is None:
        sentences.insert(0, speech.say(says("Ini predikat tertinggi; tinggal mempertahankannya.")))
    return " ".join(sentences)


def _against_middle(value: str, middle: str, speech: Speech) -> str:
    lead, shown = _difference(value, middle, speech)
    given = {"difference": shown, "middle": speech.number(middle)}
    if lead > 0:
        return speech.say(
            says("Nilai ini {difference} di atas median kategori ({middle}).", **given)
        )
    if lead < 0:
        return speech.say(
            says("Nilai ini {difference} di bawah median kategori ({middle}).", **given)
        )
    return speech.say(says("Nilai ini sama dengan median kategori ({middle}).", **given))


def _since_last(value: str, last: str, year: int, speech: Speech) -> str:
    rise, shown = _difference(value, last, speech)
    given = {"difference": shown, "year": year, "last": speech.number(last)}
    if rise > 0:
        return speech.say(says("Naik {difference} dari tahun {year} ({last}).", **given))
    if rise < 0:
        return speech.say(says("Turun {difference} dari tahun {year} ({last}).", **given))
    return speech.say(says("Sama dengan tahun {year}.", **given))


def _difference(value: str, other: str, speech: Speech) -> tuple[Fraction, str]:
    """The difference of two declared values, and its size as it is written."""
    difference = Fraction(value) - Fraction(other)
    places = len(value.partition(".")[2])
    return difference, speech.number(write_decimal(abs(difference), places))


def _next_predicate(feedback: Feedback, speech: Speech) -> str | None:
    if feedback.next_predicate is None or feedback.next_lack is None:
        return None
    return speech.say(
        says(
            "Tinggal {lack} lagi menuju predikat {predicate}.",
            lack=speech.number(feedback.next_lack),
            predicate=feedback.next_predicate.name,
        )
    )


def _section(line: SectionLine, speech: Speech) -> SectionRow:
    own, middle, last = (
        None if text is None else speech.number(text)
        for text in (line.value, line.middle, line.last)
    )
    return SectionRow(
        code=line.code,
        name=speech.words(line.name),
        depth=line.depth,
        weight=_percent(line.weight, speech),
        value=own,
        position=line.positions[0],
        middle=middle,
        middle_position=line.positions[1],
        last=last,
        last_position=line.positions[2],
        quartiles="–".join(map(speech.number, line.quartiles)) if line.quartiles else None,
        band=line.band,
    )


def _indicator(
    feedback: Feedback, line: IndicatorLine, step: Step | None, speech: Speech
) -> IndicatorRow:
    return IndicatorRow(
        code=line.indicator.code,
        name=speech.words(line.indicator.name),
        section_code=line.section,
        weight=_percent(feedback.rubric.effective_weights[line.indicator.code], speech),
        value=None if line.value is None else speech.number(line.value),
        level=_level(line, speech),
        text=speech.words(line.text),
        notes=_notes(line, speech),
        own=_said(line.own, speech),
        verified=_said(_together(line.verified), speech),
        next=step,
        measured=measured_row(line.measured, speech) if line.measured else None,
    )


_IN_WORDS = {
    NOT_APPLICABLE.value: _STATES["not-applicable"],
    "ya": says("Ya"),
    "tidak": says("Tidak"),
}


def _said(answer: str, speech: Speech) -> str:
    """An answer as it is read: "3,5", "Ya; Tidak", or the words for one that does not apply."""
    return "; ".join(
        speech.say(_IN_WORDS[one]) if one in _IN_WORDS else speech.number(one)
        for one in answer.split("; ")
    )


def _together(answers: Sequence[str]) -> str:
    """A panel's answers: one where all agree, else every one."""
    return answers[0] if len(set(answers)) == 1 else "; ".join(answers)


def _notes(line: IndicatorLine, speech: Speech) -> tuple[str, ...]:
    """The assessors' notes, after the reason where the answer was decided."""
    if not line.decision:
        return line.notes
    return (speech.say(says("Diputuskan bersama: {reason}", reason=line.decision)), *line.notes)


def _level(line: IndicatorLine, speech: Speech) -> str:
    """Such as "3 Terdefinisi", "3; 4 Terdefinisi" of a divided panel, or "Belum dinilai"."""
    if line.state in _STATES:
        return speech.say(_STATES[line.state])
    if line.level is None:
        return _said(line.answer, speech)
    return f"{speech.number(_shortest(line.answer))} {speech.words(line.level)}"


def _strength(speech: Speech, name: Bilingual, value: str, middle: str | None) -> str:
    if middle is None:
        return speech.say(says("{name}: {value}.", name=name, value=speech.number(value)))
    sentence = says(
        "{name}: {value}, median kategori {middle}.",
        name=name,
        value=speech.number(value),
        middle=speech.number(middle),
    )
    return speech.say(sentence)


def _step(indicator: IndicatorLine, level: str, speech: Speech) -> Step:
    line = indicator.next
    assert line is not None  # noqa: S101
    return Step(
        code=line.step.code,
        name=speech.words(line.step.name),
        now=level,
        target=target_words(line.step.target, speech),
        gain=f"+{speech.number(line.gain)}",
        text=speech.words(line.step.text),
        evidence=tuple(speech.words(text) for text in line.evidence),
        training=speech.words(line.training) or None,
        lacks=tuple(lack_words(lack, speech) for lack in indicator.lacks),
        holds=indicator.holds,
    )


def _percent(weight: Fraction, speech: Speech) -> str:
    return f"{speech.number(_shortest(write_decimal(weight, 2)))}%"


def _shortest(decimal: str) -> str:
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal
