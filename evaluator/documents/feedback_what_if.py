"""One sheet with what a unit would come to: marked, so that nobody takes it for a result."""

from dataclasses import dataclass

from reportlab.platypus import Flowable, Spacer

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM, printed
from evaluator.documents.feedback_tables import head_row
from evaluator.documents.feedback_values import Report
from evaluator.documents.quick_table import Grid, Row
from evaluator.documents.quick_text import Text
from evaluator.documents.wording import word

_WIDTHS = [46.0, ROOM - 46 - 130 * 2, 130.0, 130.0]


@dataclass(frozen=True)
class Trial:
    """What is tried, as it is to be read.

    before, after : value and predicate, such as ("3,20", "Baik"); "" where there is none
    outcome : what the changes bring, in one sentence
    changes : code, name, answer now, answer then
    """

    before: tuple[str, str]
    after: tuple[str, str]
    outcome: str
    changes: tuple[tuple[str, str, str, str], ...]


def draw(report: Report, trial: Trial) -> bytes:
    """Print a trial under the header of the unit's report; the same trial gives the same bytes."""
    language = report.language
    story: list[Flowable] = [
        Text(word("Bagaimana seandainya", language), "unit"),
        Text(report.unit, "bold"),
        Text(
            f"{report.period} · {report.category} · "
            f"{word('Dicetak', language)} {report.printed_on}",
            "quiet",
        ),
        Spacer(0, 8),
        _verdict(trial, language),
        Spacer(0, 8),
        Text(trial.outcome),
        Spacer(0, 8),
    ]
    if trial.changes:
        story.append(_changes(trial, language))
    note = word("Simulasi, bukan hasil penilaian", language)
    return printed(report, [*story, Spacer(0, 10), Text(note, "quiet")])


def _verdict(trial: Trial, language: str) -> Grid:
    cells = [
        [Text(word(name, language), "quiet"), Text(value or "–", "predicate"),
         Text(predicate or "–")]
        for name, (value, predicate) in (
            ("Nilai sekarang", trial.before), ("Nilai seandainya", trial.after),
        )
    ]  # fmt: skip
    row = Row(cells, fill=style.TINT, bar=style.ACCENT)
    return Grid(None, [row], [ROOM / 2, ROOM / 2], rule="", pads=(10, 8, 10))


def _changes(trial: Trial, language: str) -> Grid:
    head = head_row(("", "Indikator", "Sekarang", "Seandainya"), language)
    rows = [Row([[Text(text, "cell")] for text in change]) for change in trial.changes]
    return Grid(head, rows, _WIDTHS, rule=style.RULE)
