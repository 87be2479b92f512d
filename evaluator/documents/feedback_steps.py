"""What a unit does well and what lifts it: strengths, gaps, next steps."""

from collections.abc import Sequence

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable, LongTable, Spacer, Table, TableStyle
from reportlab.platypus.flowables import KeepTogether

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_tables import table_style
from evaluator.documents.feedback_values import Report, Step
from evaluator.documents.prose import heading, laid_out, paragraph
from evaluator.documents.wording import word

_DETAILED = 5  # steps told in full: as many as an office can begin within a year
_WIDTHS = [42.0, ROOM - 42 - 126 - 52, 126.0, 52.0]


def strengths(report: Report) -> list[Flowable]:
    """List what went well, or say that nothing stands out yet."""
    language = report.language
    parts = heading(word("Kekuatan", language), 30)
    if report.strengths:
        return parts + [paragraph(text, "bullet", "•") for text in report.strengths]
    sentence = (
        "Belum ada kekuatan yang menonjol pada penilaian ini; langkah di bawah adalah awalnya."
    )
    return [*parts, paragraph(word(sentence, language), "quiet")]


def gaps(report: Report) -> list[Flowable]:
    """Table every possible improvement, the most rewarding first."""
    language = report.language
    title = heading(word("Celah, diurutkan menurut kenaikan nilai", language))
    if not report.steps:
        sentence = word("Belum ada langkah yang dapat dihitung untuk unit ini.", language)
        return [*title, paragraph(sentence, "quiet")]
    lead = (
        "Urutan dari yang paling menaikkan nilai. Kenaikan dihitung bila hanya indikator itu "
        "yang naik."
    )
    heads = [paragraph("", "head"), *(
        paragraph(word(text, language), "head-right" if text == "Kenaikan" else "head")
        for text in ("Indikator", "Perubahan", "Kenaikan")
    )]  # fmt: skip
    rows = [
        [
            paragraph(step.code, "cell"),
            paragraph(step.name, "cell"),
            paragraph(step.change, "cell"),
            paragraph(step.gain, "cell-right"),
        ]
        for step in report.steps
    ]
    look = [*table_style(), ("NOSPLIT", (0, 0), (-1, 1))]
    table = LongTable([heads, *rows], colWidths=_WIDTHS, repeatRows=1, style=TableStyle(look))
    return [
        *title,
        paragraph(word(lead, language), "quiet"),
        Spacer(0, 4),
        table,
    ]


def next_steps(report: Report) -> list[Flowable]:
    """Tell the most rewarding steps in full: what the next level asks and what shows it."""
    if not report.steps:
        return []
    language, shown = report.language, report.steps[:_DETAILED]
    lead: list[Flowable] = [paragraph(word("Langkah berikutnya", language), "heading")]
    if len(report.steps) > len(shown):
        sentence = word(
            "Rincian {shown} langkah teratas dari {total}; selebihnya ada pada tabel celah "
            "di atas.",
            language,
        )
        filled = sentence.format(shown=len(shown), total=len(report.steps))
        lead.append(paragraph(filled, "quiet"))
    first, *others = [_step(number, step, language) for number, step in enumerate(shown, start=1)]
    return [KeepTogether([*lead, *first]), *(KeepTogether(step) for step in others)]


def _step(number: int, step: Step, language: str) -> list[Flowable]:
    names = [paragraph(f"{step.code} {step.name}", "bold"), paragraph(step.change)]
    head = laid_out(
        [[paragraph(str(number), "number"), names, paragraph(step.gain, "gain")]],
        [26, ROOM - 26 - 66, 66],
        ("LINEABOVE", (0, 0), (-1, 0), 0.6, style.RULE),
        padding=(2, 5, 2),
    )
    return [Spacer(0, 5), head, *_step_body(step, language)]


def _step_body(step: Step, language: str) -> list[Flowable]:
    parts: list[Flowable] = []
    if step.text:
        parts += [_indented([paragraph(step.text, "text")])]
    if step.evidence:
        label = paragraph(f"{word('Bukti dukung yang diharapkan', language)}:", "quiet")
        parts += [_indented([label]), _check_list(step.evidence)]
    if step.training:
        help_text = f"{word('Pelatihan yang membantu:', language)} {step.training}"
        parts.append(_indented([paragraph(help_text, "quiet")]))
    return parts


def _indented(parts: list[Flowable]) -> Table:
    return laid_out([[None, part] for part in parts], [26, ROOM - 26], padding=(2, 0, 1.5))


def _check_list(texts: Sequence[str]) -> Table:
    """Set texts below each other, each after a box to tick by hand."""
    rows = [[None, _tick_box(), paragraph(text, "check")] for text in texts]
    return laid_out(rows, [26, 13, ROOM - 39], padding=(2, 0, 1.5))


def _tick_box() -> Drawing:
    edge = HexColor(style.QUIET_INK)
    return Drawing(8, 9.4, Rect(0, 0, 6.6, 6.6, strokeColor=edge, strokeWidth=0.7, fillColor=None))
