"""Cards on sheets of A4: as many as fit, with lines to cut and to fold along."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import style
from evaluator.documents.certificate_face import Face as Sheet
from evaluator.documents.certificate_face import called
from evaluator.documents.drawing import Plan, logo_reader, sheet_of
from evaluator.documents.names import as_printed, doubts
from evaluator.documents.paper import Paper, Press, size_of
from evaluator.documents.paper_design import Design
from evaluator.documents.paper_pages import MM
from evaluator.documents.preflight import Finding, examine
from evaluator.documents.typesetting import shortened
from evaluator.scoring.messages import N_
from evaluator.services.certificate_faces import Face
from evaluator.services.problems import Refused
from evaluator.storage.files import Files

SAME_CARD = N_("Kartu yang sama sudah ada pada urutan {first}.")
_A4 = (210 * MM, 297 * MM)
_EDGE = 5 * MM
"""What printers leave white along every side."""
_NEAR = 0.5  # points: what lengths in millimetres may miss each other by
_FOOT_SIZE = 6.5


@dataclass(frozen=True)
class Imposition:
    """How cards lie on a sheet, in points.

    sheet : width and height; cell : those of one card as it is cut out
    folded : whether a cell holds its card twice, the upper one upside down, to stand as a tent
    """

    sheet: tuple[float, float]
    cell: tuple[float, float]
    across: int
    down: int
    folded: bool = False

    @property
    def count(self) -> int:
        """How many cards one sheet gives."""
        return self.across * self.down

    @property
    def origin(self) -> tuple[float, float]:
        """The lower left corner of the cards, which lie in the middle of the sheet."""
        wide, high = self.across * self.cell[0], self.down * self.cell[1]
        return (self.sheet[0] - wide) / 2, (self.sheet[1] - high) / 2


def imposition(design: Design) -> Imposition:
    """The way that brings most cards onto a sheet of A4, upright or lying.

    What is as large as A4 fills it to its edges; what is larger is a sheet of its own.
    """
    folded = design.kind == "table-card"
    wide, high = size_of(design)
    cell = (wide, high * 2) if folded else (wide, high)
    for edge in (_EDGE, 0.0):
        found = [_filled(sheet, cell, edge, folded) for sheet in (_A4, _A4[::-1])]
        best = max(found, key=lambda one: one.count)
        if best.count:
            return best
    return Imposition(cell, cell, 1, 1, folded)


def plan_cards(faces: Sequence[Face], files: Files) -> Plan:
    """Check cards before printing: whose text does not fit, is set small, or looks mistyped."""
    sheets = _sheets(faces, files)
    findings: list[Finding] = []
    held: list[int] = []
    first: dict[object, int] = {}
    for position, (one, face) in enumerate(zip(sheets, faces, strict=True), start=1):
        found, paper = examine(one, position)
        findings += found
        findings += [
            Finding(position, one.recipient.strip(), "warning", remark.template, remark.values)
            for remark in doubts(one.recipient)
        ]
        twin = first.setdefault(_said(face), position)
        if twin != position:
            findings.append(
                Finding(position, one.recipient.strip(), "warning", SAME_CARD, {"first": twin})
            )
        if paper is None:
            held.append(position - 1)
    ready = tuple(n for n in range(len(faces)) if n not in set(held))
    return Plan(tuple(faces), tuple(findings), ready, tuple(held))


def print_cards(faces: Sequence[Face], files: Files, foot: str = "") -> bytes:
    """The cards in the order given, sheet after sheet; the same cards give the same bytes.

    foot : printed small in the white edge of every sheet, where there is one

    Raises
    ------
    Refused
        If there is none, or one would not show what was typed; the sentence names it.
    """
    if not faces:
        raise Refused("Tidak ada kartu untuk dicetak.")
    sheets = _sheets(faces, files)
    papers = [_accepted(one, n) for n, one in enumerate(sheets, start=1)]
    lie = imposition(papers[0].design)
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pagesize=lie.sheet, invariant=1, pageCompression=1, lang="id-ID",
        initialFontName=style.SANS,
    )  # fmt: skip
    canvas.setTitle(called(sheets[0]))
    canvas.setAuthor(as_printed(sheets[0].office))
    press = Press(canvas)
    for start in range(0, len(papers), lie.count):
        for place, one in enumerate(papers[start : start + lie.count]):
            _lay_down(canvas, press, one, lie, place)
        _lines(canvas, lie)
        _foot(canvas, lie, f"{foot} · {start // lie.count + 1}" if foot else "")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _sheets(faces: Sequence[Face], files: Files) -> list[Sheet]:
    logos = logo_reader(files)
    return [sheet_of(face, logos) for face in faces]


def _said(face: Face) -> tuple[object, ...]:
    names = ("recipient", "role", "organisation", "award", "place", "category")
    return tuple(" ".join(str(face.get(name) or "").split()).casefold() for name in names)


def _accepted(one: Sheet, position: int) -> Paper:
    findings, paper = examine(one, position)
    if paper is None:
        raise Refused(
            "{name}: {reason}", name=findings[0].name or position, reason=findings[0].reason
        )
    return paper


def _filled(
    sheet: tuple[float, float], cell: tuple[float, float], edge: float, folded: bool
) -> Imposition:
    across, down = (
        int((side - 2 * edge + _NEAR) // length) for side, length in zip(sheet, cell, strict=True)
    )
    return Imposition(sheet, cell, across, down, folded)


def _lay_down(canvas: Canvas, press: Press, one: Paper, lie: Imposition, place: int) -> None:
    """One card in its place, from the upper left; a tent is seen from both of its sides."""
    left = lie.origin[0] + place % lie.across * lie.cell[0]
    bottom = lie.origin[1] + (lie.down - 1 - place // lie.across) * lie.cell[1]
    canvas.saveState()
    canvas.translate(left, bottom)
    press.draw(one)
    canvas.restoreState()
    if lie.folded:
        canvas.saveState()
        canvas.translate(left + lie.cell[0], bottom + lie.cell[1])
        canvas.rotate(180)
        press.draw(one)
        canvas.restoreState()


def _lines(canvas: Canvas, lie: Imposition) -> None:
    """Fine lines to cut along, and a dashed one where a tent is folded."""
    (left, bottom), (wide, high) = lie.origin, lie.cell
    right, top = left + lie.across * wide, bottom + lie.down * high
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.4)
    canvas.setDash()
    for n in range(lie.across + 1):
        _rule(canvas, lie, (left + n * wide, bottom, left + n * wide, top))
    for n in range(lie.down + 1):
        _rule(canvas, lie, (left, bottom + n * high, right, bottom + n * high))
    if lie.folded:
        canvas.setDash(4, 4)
        for n in range(lie.down):
            canvas.line(left, bottom + (n + 0.5) * high, right, bottom + (n + 0.5) * high)
        canvas.setDash()


def _rule(canvas: Canvas, lie: Imposition, line: tuple[float, float, float, float]) -> None:
    """A line to cut along; the edge of the sheet needs none."""
    upright, at = line[0] == line[2], line[0] if line[0] == line[2] else line[1]
    if _NEAR < at < lie.sheet[0 if upright else 1] - _NEAR:
        canvas.line(*line)


def _foot(canvas: Canvas, lie: Imposition, text: str) -> None:
    if not text or lie.origin[1] < _EDGE - _NEAR:
        return
    canvas.setFont(style.SANS, _FOOT_SIZE)
    canvas.setFillColor(style.QUIET_INK)
    room = lie.sheet[0] - 4 * _EDGE
    line = shortened(as_printed(text), style.SANS, _FOOT_SIZE, room)
    canvas.drawCentredString(lie.sheet[0] / 2, lie.origin[1] / 2 - _FOOT_SIZE / 3, line)
