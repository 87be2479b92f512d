"""The first page of a feedback report: who, how well, compared with whom, what first."""

from reportlab.platypus import Flowable, Image, Paragraph, Spacer, Table
from reportlab.platypus.flowables import KeepTogether

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_values import Report, Step
from evaluator.documents.images import UnreadableImage, picture_file
from evaluator.documents.prose import heading, laid_out, paragraph
from evaluator.documents.section_charts import section_drawings
from evaluator.documents.wording import word

_MOST_BARS = 10  # of any length of name, so that a drawing fits on a page


def first_page(report: Report) -> list[Flowable]:
    """Tell a head of office everything that matters on one page."""
    return [
        *_identity(report),
        Spacer(0, 8),
        _verdict(report),
        *_chart(report),
        *_first_steps(report),
    ]


def _identity(report: Report) -> list[Flowable]:
    title = f"{word('Laporan Umpan Balik', report.language)} {report.year}"
    words: list[Flowable] = [paragraph(report.office, "bold"), paragraph(title, "quiet")]
    logo = _logo(report.logo)
    if logo:
        widths = [logo.drawWidth + 10, ROOM - logo.drawWidth - 10]
        words = [laid_out([[logo, words]], widths, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))]
    facts = dict.fromkeys((report.unit_kind, report.category, report.period))
    line = " · ".join(fact for fact in facts if fact)
    return [*words, paragraph(report.unit, "unit"), paragraph(line, "quiet")]


def _logo(data: bytes | None) -> Image | None:
    """Fit the office's logo into 90 by 34 points; a broken file must not cost the report."""
    if data is None:
        return None
    try:
        file = picture_file(data)
    except UnreadableImage:
        return None
    return Image(file, 90, 34, kind="proportional", mask="auto")


def _verdict(report: Report) -> Table:
    """Show the value, large, beside predicate, place and the one sentence."""
    language = report.language
    if report.value is None:
        number = [paragraph(word("Belum diperingkat", language), "no-value")]
    else:
        scale = f"{word('rentang', language)} {report.range_text}"
        number = [paragraph(report.value, "value"), paragraph(scale, "range")]
    words: list[Paragraph] = []
    if report.predicate:
        words.append(paragraph(report.predicate, "predicate"))
    if report.place:
        words.append(paragraph(report.place, "place"))
    words.append(paragraph(report.summary))
    if report.next_predicate:
        words.append(paragraph(report.next_predicate, "quiet"))
    return laid_out(
        [[number, words]],
        [138, ROOM - 138],
        ("BACKGROUND", (0, 0), (-1, -1), style.TINT),
        ("LINEBEFORE", (0, 0), (0, -1), 4, style.ACCENT),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        padding=(8, 10, 11),
    )


def _chart(report: Report) -> list[Flowable]:
    """Draw the topmost sections against the category's middle and last year."""
    language = report.language
    title = word("Nilai per bagian", language)
    drawings = section_drawings(
        report.sections, language, radar=(400, 246), bars=ROOM, most_bars=_MOST_BARS
    )
    if not drawings:
        sentence = word("Belum ada nilai untuk digambarkan.", language)
        return [*heading(title, 30), paragraph(sentence, "quiet")]
    for drawing in drawings:
        drawing.hAlign = "CENTER"
    scale = paragraph(f"{word('Skala', language)} {report.range_text}", "range")
    first = KeepTogether([paragraph(title, "heading"), drawings[0]])
    return [first, *drawings[1:], Spacer(0, 3), scale]


def _first_steps(report: Report) -> list[Flowable]:
    language, steps = report.language, report.steps[:3]
    if not steps:
        sentence = word("Belum ada langkah yang dapat dihitung untuk unit ini.", language)
        return [
            *heading(word("Perbaikan yang paling menaikkan nilai", language), 30),
            paragraph(sentence, "quiet"),
        ]
    exact = "Tiga perbaikan yang paling menaikkan nilai"
    title = exact if len(steps) == 3 else "Perbaikan yang paling menaikkan nilai"
    table = laid_out(
        [_step_row(number, step, language) for number, step in enumerate(steps, start=1)],
        [28, ROOM - 28 - 82, 82],
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, style.RULE),
        padding=(2, 4, 5),
    )
    return [*heading(word(title, language)), table]


def _step_row(number: int, step: Step, language: str) -> list[object]:
    words = [paragraph(step.name, "bold"), paragraph(step.change, "text")]
    if step.text:
        words.append(paragraph(step.text, "quiet"))
    gain = [
        paragraph(step.gain, "gain"),
        paragraph(word("Kenaikan nilai", language).lower(), "quiet-right"),
    ]
    return [paragraph(str(number), "number"), words, gain]
