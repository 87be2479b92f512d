"""Running text in printed reports: anything typed is shown as it was typed."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Table, TableStyle

from evaluator.documents import style
from evaluator.documents.names import as_printed, has_glyph, is_emoji, shaped_script

_TEXT = ParagraphStyle(
    "text",
    fontName=style.SANS,
    fontSize=9,
    leading=12.5,
    textColor=style.INK,
    splitLongWords=1,
    bulletFontName=style.SANS,
)
_QUIET = ParagraphStyle("quiet", _TEXT, fontSize=8, leading=10.8, textColor=style.QUIET_INK)
STYLES = {
    "text": _TEXT,
    "bold": ParagraphStyle("bold", _TEXT, fontName=style.SANS_BOLD),
    "quiet": _QUIET,
    "quiet-right": ParagraphStyle("quiet-right", _QUIET, alignment=TA_RIGHT),
    "cell": ParagraphStyle("cell", _TEXT, fontSize=7.6, leading=9.8),
    "cell-quiet": ParagraphStyle(
        "cell-quiet", _TEXT, fontSize=7.4, leading=9.4, textColor=style.QUIET_INK
    ),
    "cell-bold": ParagraphStyle(
        "cell-bold", _TEXT, fontSize=7.6, leading=9.8, fontName=style.SANS_BOLD
    ),
    "cell-right": ParagraphStyle(
        "cell-right", _TEXT, fontSize=7.6, leading=9.8, alignment=TA_RIGHT
    ),
    "head": ParagraphStyle(
        "head", _TEXT, fontSize=7.6, leading=9.6, fontName=style.SANS_BOLD, textColor="#ffffff"
    ),
    "head-right": ParagraphStyle(
        "head-right", _TEXT, fontSize=7.6, leading=9.6, fontName=style.SANS_BOLD,
        textColor="#ffffff", alignment=TA_RIGHT,
    ),
    "heading": ParagraphStyle(
        "heading", _TEXT, fontName=style.SERIF_BOLD, fontSize=13, leading=17,
        textColor=style.ACCENT, spaceBefore=12, spaceAfter=5,
    ),
    "unit": ParagraphStyle(
        "unit", _TEXT, fontName=style.SERIF_BOLD, fontSize=20, leading=25, spaceBefore=9,
        spaceAfter=3,
    ),
    "value": ParagraphStyle(
        "value", _TEXT, fontName=style.SERIF_BOLD, fontSize=42, leading=50, spaceAfter=3,
        textColor=style.ACCENT, alignment=TA_CENTER,
    ),
    "no-value": ParagraphStyle(
        "no-value", _TEXT, fontName=style.SERIF_BOLD, fontSize=15, leading=19,
        textColor=style.QUIET_INK, alignment=TA_CENTER,
    ),
    "place": ParagraphStyle("place", _TEXT, fontName=style.SANS_BOLD, spaceAfter=4),
    "range": ParagraphStyle("range", _QUIET, alignment=TA_CENTER),
    "predicate": ParagraphStyle(
        "predicate", _TEXT, fontName=style.SERIF_BOLD, fontSize=15, leading=20, spaceAfter=1
    ),
    "gain": ParagraphStyle(
        "gain", _TEXT, fontName=style.SERIF_BOLD, fontSize=13, leading=16,
        textColor=style.ACCENT, alignment=TA_RIGHT,
    ),
    "number": ParagraphStyle(
        "number", _TEXT, fontName=style.SERIF_BOLD, fontSize=15, leading=18,
        textColor=style.ACCENT, alignment=TA_CENTER,
    ),
    "bullet": ParagraphStyle("bullet", _TEXT, leftIndent=12, bulletIndent=1, spaceAfter=2),
    "letter": ParagraphStyle("letter", _TEXT, fontSize=10.5, leading=15),
    "letter-bold": ParagraphStyle(
        "letter-bold", _TEXT, fontName=style.SANS_BOLD, fontSize=10.5, leading=15
    ),
    "letter-step": ParagraphStyle(
        "letter-step", _TEXT, fontSize=10.5, leading=15, leftIndent=18, bulletIndent=1,
        bulletFontSize=10.5,
    ),
    "decree": ParagraphStyle("decree", _TEXT, fontSize=10, leading=14),
    "decree-centre": ParagraphStyle(
        "decree-centre", _TEXT, fontName=style.SANS_BOLD, fontSize=10, leading=14,
        alignment=TA_CENTER,
    ),
    "check": ParagraphStyle("check", _TEXT, fontSize=8, leading=10.8, spaceAfter=1.5),
}  # fmt: skip


def paragraph(text: str, kind: str = "text", bullet: str | None = None) -> Paragraph:
    """Make a paragraph that shows `text` literally; blank lines and line ends are kept."""
    look = STYLES[kind]
    lines = as_printed(text).splitlines() or [""]
    markup = "<br/>".join(_markup(line, look.fontName) for line in lines)
    return Paragraph(markup, look, bulletText=bullet)


def heading(text: str, needed: float = 90) -> list[Flowable]:
    """Make a heading that never stands without the next `needed` points of what it heads."""
    return [CondPageBreak(needed + 34), paragraph(text, "heading")]


def laid_out(
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    *look: tuple[object, ...],
    padding: tuple[float, float, float] = (0, 0, 0),
) -> Table:
    """Place flowables in a grid; `padding` is left and right, above, below, in points."""
    sides, above, below = padding
    commands: list[tuple[object, ...]] = [
        # Cells without text name a font all the same, and it must be one that is embedded.
        ("FONTNAME", (0, 0), (-1, -1), style.SANS),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), sides),
        ("RIGHTPADDING", (0, 0), (-1, -1), sides),
        ("TOPPADDING", (0, 0), (-1, -1), above),
        ("BOTTOMPADDING", (0, 0), (-1, -1), below),
    ]
    # Rows may be split, so that no text is too long for a page.
    return Table(
        list(rows), colWidths=list(widths), style=TableStyle([*commands, *look]), splitInRow=1
    )


def one_line(text: str, font: str) -> str:
    """Give text for drawing on one line in a font; what the font lacks is named in brackets."""
    joined = " ".join(as_printed(text).split())
    return "".join(part for _, part in _pieces(joined, font, symbols=False))


def _markup(text: str, font: str) -> str:
    return "".join(
        f'<font name="{used}">{escape(part)}</font>' if used != font else escape(part)
        for used, part in _pieces(text.expandtabs(4), font)
    )


def font_runs(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Text as runs of the fonts that show it; what none shows is named in brackets."""
    return _pieces(text, font)


def _pieces(text: str, font: str, symbols: bool = True) -> Iterator[tuple[str, str]]:
    """Split text into runs and the font of each, naming what cannot be shown in brackets."""

    def source(character: str) -> str:
        if shaped_script(character) or is_emoji(character):
            return _name_of(character)
        if character == " " or (character.isprintable() and has_glyph(character, font)):
            return font
        if symbols and has_glyph(character, style.SYMBOLS) and character.isprintable():
            return style.SYMBOLS
        return _name_of(character)

    for found, run in groupby(text, source):
        shown = found in (font, style.SYMBOLS)
        yield (found, "".join(run)) if shown else (font, found)


def _name_of(character: str) -> str:
    script = shaped_script(character)
    if script:
        return f"[aksara {script}]"
    return "[emoji]" if is_emoji(character) else f"[U+{ord(character):04X}]"
