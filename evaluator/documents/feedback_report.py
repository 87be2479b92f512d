"""Feedback reports: A4 portrait, for every assessed unit and not only the winners."""

from reportlab.platypus import Flowable, Spacer

from evaluator.documents.feedback_frame import printed
from evaluator.documents.feedback_steps import gaps, next_steps, strengths
from evaluator.documents.feedback_summary import first_page
from evaluator.documents.feedback_tables import indicators, sections
from evaluator.documents.feedback_values import IndicatorRow, Report, SectionRow, Step
from evaluator.documents.feedback_ways import contact, ways
from evaluator.documents.quick_text import Text
from evaluator.documents.wording import word

__all__ = ["IndicatorRow", "Report", "SectionRow", "Step", "draw"]


def draw(report: Report) -> bytes:
    """Print one unit's feedback report; the same report gives the same bytes.

    Text is shown as typed; characters that no font here can show are named in brackets.
    """
    # What to do comes first; what it rests on follows for whoever looks something up.
    story: list[Flowable] = [*first_page(report), *ways(report)]
    # Where the numbers come from stands before the long tables: behind them it could be
    # left alone on a last page.
    story += [*strengths(report), *next_steps(report), *contact(report), *_origin(report)]
    story += gaps(report)
    if report.sections:
        story += sections(report)
    if report.indicators:
        story += indicators(report)
    return printed(report, story)


def _origin(report: Report) -> list[Flowable]:
    """Say what the numbers rest on, so that anyone can check them later."""
    language = report.language
    facts = (
        ("Rubrik", f"{report.rubric_title}, {word('Versi', language).lower()} "
                   f"{report.rubric_version}"),
        ("Sidik rubrik", report.rubric_digest[:16]),
        ("Sidik hasil", report.result_digest[:16]),
        ("Dasar", report.legal_basis),
        ("Dicetak", report.printed_on),
    )  # fmt: skip
    text = " · ".join(f"{word(name, language)}: {fact}" for name, fact in facts if fact)
    return [Spacer(0, 14), Text(text, "quiet")]
