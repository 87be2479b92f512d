"""What stands beside a unit's values, in words: ways up, missing evidence, years, facts."""

from collections.abc import Mapping

from evaluator.documents.feedback_values import MeasuredRow, Way, WayItem
from evaluator.documents.speech import Speech
from evaluator.scoring.evidence import Lack, Why
from evaluator.scoring.messages import Message, says
from evaluator.services.cheapest_steps import WayUp
from evaluator.services.feedback_years import YearChange
from evaluator.services.measuring import Measured


def lack_words(lack: Lack, speech: Speech) -> str:
    """Which kind of evidence is missing, for which answer, and why it does not count."""
    given = {"kind": lack.kind, "answer": speech.number(lack.answer)}
    if lack.why is Why.OUTSIDE and lack.dated is not None:
        return speech.say(
            says(
                "{kind} untuk nilai {answer}: bertanggal {dated}, di luar jangka waktu",
                dated=speech.day(lack.dated),
                **given,
            )
        )
    if lack.why is Why.UNDATED:
        return speech.say(says("{kind} untuk nilai {answer}: tanpa tanggal dokumen", **given))
    return speech.say(says("{kind} untuk nilai {answer}: belum ada", **given))


def target_words(target: Message, speech: Speech) -> str:
    """An answer aimed at, with its numbers as people write them: "paling sedikit 3,5"."""
    values = target.values.items()
    said = {name: speech.number(v) if isinstance(v, str) else v for name, v in values}
    return speech.say(Message(target.template, said))


def way_of(way: WayUp, levels: Mapping[str, str], speech: Speech) -> Way:
    """A way up as it is read.

    levels : what each indicator is at now
    """
    given = {
        "value": speech.number(way.value),
        "rise": speech.number(way.rise),
        "predicate": way.predicate,
    }
    outcome = says(
        "{steps} langkah: nilai menjadi {value} (+{rise}), predikat {predicate}.",
        steps=way.steps,
        **given,
    )
    if way.steps == 1:
        outcome = says(
            "Satu langkah: nilai menjadi {value} (+{rise}), predikat {predicate}.", **given
        )
    items = tuple(
        WayItem(
            item.code,
            speech.words(item.name),
            f"{levels[item.code]} → {target_words(item.target, speech)}",
            item.steps,
            tuple(lack_words(lack, speech) for lack in item.lacks),
            item.holds,
        )
        for item in way.items
    )
    return Way(speech.say(outcome), items)


def years_of(change: YearChange | None, speech: Speech) -> tuple[str, ...]:
    """How this year compares with the last one: as published, then on common ground."""
    if change is None:
        return ()
    sentences = []
    if change.published is not None:
        published = speech.number(change.published)
        sentences.append(
            says("Sebagaimana diumumkan {year}: {value}.", year=change.year, value=published)
        )
    if change.changed:
        sentences.append(
            says(
                "Rubrik berubah sejak {year}; kedua nilai tidak langsung sebanding.",
                year=change.year,
            )
        )
        sentences.append(_on_common_ground(change, speech))
    return tuple(speech.say(sentence) for sentence in sentences if sentence is not None)


def _on_common_ground(change: YearChange, speech: Speech) -> Message:
    if change.now is None or change.then is None or change.rise is None:
        return says("Tidak ada indikator yang sama untuk dibandingkan.")
    return says(
        "Pada {common} dari {total} indikator yang sama, dengan bobot tahun ini: "
        "{then} menjadi {now} ({rise}).",
        common=change.common,
        total=change.total,
        then=speech.number(change.then),
        now=speech.number(change.now),
        rise=speech.number(change.rise).replace("-", "−"),
    )


def measured_row(measured: Measured, speech: Speech) -> MeasuredRow:
    """What an indicator was counted from, fact by fact."""
    formula = measured.formula
    return MeasuredRow(
        speech.catalogue(formula.name),
        speech.catalogue(formula.words),
        tuple((speech.say(row.words), speech.number(row.counts)) for row in measured.rows),
    )
