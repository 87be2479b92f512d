"""The first page of a feedback report: who, how well, what first, compared with whom."""

from reportlab.platypus import Flowable, Image, Spacer

from evaluator.documents import style
from evaluator.documents.feedback_frame import ROOM
from evaluator.documents.feedback_profile import profile
from evaluator.documents.feedback_values import Report, Step
from evaluator.documents.images import UnreadableImage, picture_file
from evaluator.documents.prose import laid_out
from evaluator.documents.quick_ink import Placed
from evaluator.documents.quick_table import Grid, Row
from evaluator.documents.quick_text import Text, title
from evaluator.documents.wording import word

_MOST_STRIPS = 14  # of any length of name, so that a drawing fits on a page


def first_page(report: Report) -> list[Flowable]:
    """Tell a head of office everything that matters on one page."""
    return [
        *_identity(report),
        Spacer(0, 8),
        _verdict(report),
        *_first_steps(report),
        *_chart(report),
        *_years(report),
    ]


def _identity(report: Report) -> list[Flowable]:
    name = f"{word('Laporan Umpan Balik', report.language)} {report.year}"
    words: list[Flowable] = [Text(report.office, "bold"), Text(name, "quiet")]
    logo = _logo(report.logo)
    if logo:
        widths = [logo.drawWidth + 10, ROOM - logo.drawWidth - 10]
        words = [laid_out([[logo, words]], widths, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"))]
    facts = dict.fromkeys((report.unit_kind, report.category, report.period))
    line = " · ".join(fact for fact in facts if fact)
    return [*words, Text(report.unit, "unit"), Text(line, "quiet")]


def _logo(data: bytes | None) -> Image | None:
    """Fit the office's logo into 90 by 34 points; a broken file must not cost the report."""
    if data is None:
        return None
    try:
        file = picture_file(data)
    except UnreadableImage:
        return None
    return Image(file, 90, 34, kind="proportional", mask="auto")


def _verdict(report: Report) -> Grid:
    """Show the value, large, beside predicate, place and the one sentence."""
    language = report.language
    if report.value is None:
        number = [Text(word("Belum diperingkat", language), "no-value")]
    else:
        scale = f"{word('rentang', language)} {report.range_text}"
        number = [Text(report.value, "value"), Text(scale, "range")]
    words = [
        *([Text(report.predicate, "predicate")] if report.predicate else []),
        *([Text(report.place, "bold")] if report.place else []),
        Text(report.summary),
        *([Text(report.next_predicate, "quiet")] if report.next_predicate else []),
    ]
    row = Row([number, words], fill=style.TINT, bar=style.ACCENT)
    return Grid(None, [row], [138, ROOM - 138], rule="", pads=(8, 10, 11))


def _years(report: Report) -> list[Flowable]:
    """Say how this year compares with the last one."""
    if not report.years:
        return []
    name = word("Dibandingkan tahun lalu", report.language)
    return [*title(name, 30), *(Text(text, "bullet", "•") for text in report.years)]


def _chart(report: Report) -> list[Flowable]:
    """Draw the topmost sections against the category's middle half and last year."""
    language = report.language
    top = [row for row in report.sections if row.depth == 0]
    parts = [top[at : at + _MOST_STRIPS] for at in range(0, len(top), _MOST_STRIPS)]
    drawings = [one for part in parts if (one := profile(part, language, ROOM)) is not None]
    name = word("Nilai per bagian", language)
    if not drawings:
        sentence = word("Belum ada nilai untuk digambarkan.", language)
        return [*title(name, 30), Text(sentence, "quiet")]
    scale = Text(f"{word('Skala', language)} {report.range_text}", "quiet")
    return [*title(name, drawings[0].high), *map(Placed, drawings), Spacer(0, 3), scale]


def _first_steps(report: Report) -> list[Flowable]:
    language, steps = report.language, report.steps[:3]
    if not steps:
        sentence = word("Belum ada langkah yang dapat dihitung untuk unit ini.", language)
        return [
            *title(word("Perbaikan yang paling menaikkan nilai", language), 30),
            Text(sentence, "quiet"),
        ]
    exact = "Tiga perbaikan yang paling menaikkan nilai"
    name = exact if len(steps) == 3 else "Perbaikan yang paling menaikkan nilai"
    rows = [_step_row(number, step, language) for number, step in enumerate(steps, start=1)]
    table = Grid(None, rows, [28, ROOM - 28 - 82, 82], rule=style.RULE, pads=(2, 4, 5))
    return [*title(word(name, language)), table]


def _step_row(number: int, step: Step, language: str) -> Row:
    words = [Text(step.name, "bold"), Text(step.change, "text")]
    if step.text:
        words.append(Text(step.text, "quiet"))
    gain = [Text(step.gain, "gain"), Text(word("Kenaikan nilai", language).lower(), "quiet-right")]
    return Row([[Text(str(number), "number")], words, gain])
