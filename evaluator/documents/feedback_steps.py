"""What a unit does well and what lifts it: strengths, gaps, next steps."""

from collections.abc import Sequence

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.flowables import KeepTogether

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_tables import head_row, lacking
from evaluator.documents.feedback_values import Report, Step
from evaluator.documents.quick_ink import Box, put
from evaluator.documents.quick_table import Grid, Mark, Row
from evaluator.documents.quick_text import Text, title
from evaluator.documents.wording import word

_DETAILED = 5  # steps told in full: as many as an office can begin within a year
_WIDTHS = [42.0, ROOM - 42 - 126 - 52, 126.0, 52.0]
_MOST_ROWS = 20  # with more, only codes and gains
_NUMBER, _GAIN = 26.0, 66.0
_STEP_WIDTHS = [_NUMBER, ROOM - _NUMBER - _GAIN, _GAIN]


class _Box(Mark):
    """An empty box to tick."""

    high = 10.8

    def put(self, canvas: Canvas, x: float, top: float, room: float) -> None:
        put(canvas, [Box(x, top - 8.6, 6.4, 6.4, "#ffffff", style.QUIET_INK, 0.7)])


def strengths(report: Report) -> list[Flowable]:
    """List what went well, or say that nothing stands out yet."""
    language = report.language
    parts = title(word("Kekuatan", language), 30)
    if report.strengths:
        return parts + [Text(text, "bullet", "•") for text in report.strengths]
    sentence = (
        "Belum ada kekuatan yang menonjol pada penilaian ini; langkah di bawah adalah awalnya."
    )
    return [*parts, Text(word(sentence, language), "quiet")]


def gaps(report: Report) -> list[Flowable]:
    """Table every possible improvement, the most rewarding first."""
    language = report.language
    name = title(word("Celah, diurutkan menurut kenaikan nilai", language))
    if not report.steps:
        sentence = word("Belum ada langkah yang dapat dihitung untuk unit ini.", language)
        return [*name, Text(sentence, "quiet")]
    lead = (
        "Urutan dari yang paling menaikkan nilai. Kenaikan dihitung bila hanya indikator itu "
        "yang naik."
    )
    table = _whole(report) if len(report.steps) <= _MOST_ROWS else _in_short(report)
    return [*name, Text(word(lead, language), "quiet"), Spacer(0, 4), table]


def _whole(report: Report) -> Grid:
    head = head_row(("", "Indikator", "Perubahan", "Kenaikan"), report.language, (3,))
    rows = [
        Row(
            [
                [Text(step.code, "cell")],
                [Text(step.name, "cell")],
                [Text(step.change, "cell")],
                [Text(step.gain, "cell-right")],
            ]
        )
        for step in report.steps
    ]
    return Grid(head, rows, _WIDTHS, rule=style.RULE, pads=(4, 1.2, 2))


def _in_short(report: Report) -> Text:
    """Many steps in one paragraph: code and gain; all else of them stands with the indicators."""
    return Text("; ".join(f"{step.code} {step.gain}" for step in report.steps) + ".")


def next_steps(report: Report) -> list[Flowable]:
    """Tell the most rewarding steps in full: what the next level asks and what shows it."""
    if not report.steps:
        return []
    language, shown = report.language, report.steps[:_DETAILED]
    lead = title(word("Langkah berikutnya", language), 110)
    if len(report.steps) > len(shown):
        sentence = word(
            "Rincian {shown} langkah teratas dari {total}; selebihnya ada pada tabel celah "
            "di bawah.",
            language,
        )
        filled = sentence.format(shown=len(shown), total=len(report.steps))
        lead.append(Text(filled, "quiet"))
    steps = [_step(number, step, language) for number, step in enumerate(shown, start=1)]
    return [*lead, *(KeepTogether(step) for step in steps)]


def _step(number: int, step: Step, language: str) -> list[Flowable]:
    names = [Text(f"{step.code} {step.name}", "bold"), Text(step.change)]
    cells = [[Text(str(number), "number")], names, [Text(step.gain, "gain")]]
    head = Grid(None, [Row(cells, line=style.RULE)], _STEP_WIDTHS, rule="", pads=(2, 5, 2))
    return [Spacer(0, 5), head, *_step_body(step, language)]


def _step_body(step: Step, language: str) -> list[Flowable]:
    rows: list[Row] = []
    if step.text:
        rows.append(Row([None, [Text(step.text)]]))
    if step.evidence:
        label = f"{word('Bukti dukung yang diharapkan', language)}:"
        rows.append(Row([None, [Text(label, "quiet")]]))
    body: list[Flowable] = [_indented(rows)] if rows else []
    if step.evidence:
        body.append(_check_list(step.evidence))
    rest = [lacking(step.lacks, step.holds, language)] if step.lacks else []
    if step.training:
        rest.append(f"{word('Pelatihan yang membantu:', language)} {step.training}")
    if rest:
        body.append(_indented([Row([None, [Text(text, "quiet")]]) for text in rest]))
    return body


def _indented(rows: Sequence[Row]) -> Grid:
    """Place texts below a step's name."""
    return Grid(None, rows, [_NUMBER, ROOM - _NUMBER - _GAIN], rule="", pads=(2, 0, 2))


def _check_list(entries: Sequence[str]) -> Grid:
    """Put an empty box before each entry, to tick off on paper."""
    rows = [Row([None, _Box(), [Text(entry, "check")]]) for entry in entries]
    widths = [_NUMBER, 14.0, ROOM - _NUMBER - 14 - _GAIN]
    return Grid(None, rows, widths, rule="", pads=(2, 0, 1.5))
