"""The draft of a decree (SK) as PDF and as a document for a word processor."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Paragraph, Spacer

from evaluator.documents.minutes_frame import ROOM, Margins, printed, table
from evaluator.documents.prose import laid_out, paragraph
from evaluator.services.checks import spaced_nip
from evaluator.services.plenary_decree import DecreeFacts

ORDINALS = (
    *("KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN"),
    *("KESEMBILAN", "KESEPULUH", "KESEBELAS", "KEDUA BELAS", "KETIGA BELAS", "KEEMPAT BELAS"),
    *("KELIMA BELAS", "KEENAM BELAS", "KETUJUH BELAS", "KEDELAPAN BELAS", "KESEMBILAN BELAS"),
    "KEDUA PULUH",
)
_UNNUMBERED = "……………………"
_HEADS = ["No.", "Kategori", "Penghargaan", "Penerima"]


def draw(facts: DecreeFacts) -> bytes:
    """Print the decree as PDF; the same facts give the same bytes."""
    number = facts.text.number or _UNNUMBERED
    margins = Margins(
        title=f"Keputusan {number}",
        left=f"Keputusan Nomor {number}",
        right=facts.office,
        foot=facts.text.about,
        mark=facts.mark,
    )
    story = [
        *(paragraph(line, "decree-centre") for line in title_lines(facts)),
        Spacer(0, 16),
        *(part for block in blocks(facts) for part in _block(*block)),
        *_signature(facts),
        PageBreak(),
        *_annex(facts),
    ]
    return printed(margins, story)


def write_docx(facts: DecreeFacts) -> bytes:
    """Write the decree for a word processor: real styles, a table with a repeated head."""
    document = docx.Document()
    _prepare(document, facts)
    for line in title_lines(facts):
        _centred(document, line)
    for name, clauses in blocks(facts):
        _word_block(document, name, clauses)
    _word_signature(document, facts)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for line in annex_lines(facts):
        _centred(document, line)
    _word_table(document, facts)
    _word_signature(document, facts)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def title_lines(facts: DecreeFacts) -> list[str]:
    """The lines at the head of the decree."""
    return [
        *(["KONSEP"] if facts.draft else []),
        f"KEPUTUSAN {facts.position.upper()}",
        f"NOMOR {(facts.text.number or _UNNUMBERED).upper()}",
        "TENTANG",
        facts.text.about.upper(),
    ]


def blocks(facts: DecreeFacts) -> list[tuple[str, list[tuple[str, str]]]]:
    """Menimbang, mengingat and memutuskan, each clause with what it is numbered by."""
    text = facts.text
    return [
        ("Menimbang", [(f"{chr(97 + n)}.", clause) for n, clause in enumerate(text.weighing)]),
        ("Mengingat", [(f"{n}.", clause) for n, clause in enumerate(text.heeding, start=1)]),
        (
            "MEMUTUSKAN",
            [("Menetapkan", enacted(facts)), *zip(ORDINALS, text.deciding, strict=False)],
        ),
    ]


def enacted(facts: DecreeFacts) -> str:
    """What the decree is, in the capitals in which it names itself."""
    return f"KEPUTUSAN {facts.position} TENTANG {facts.text.about}.".upper()


def annex_lines(facts: DecreeFacts) -> list[str]:
    """The lines at the head of the annex: of which decree it is."""
    return [
        "LAMPIRAN",
        f"KEPUTUSAN {facts.position.upper()}",
        f"NOMOR {(facts.text.number or _UNNUMBERED).upper()}",
        f"TANGGAL {facts.day.upper()}",
        f"TENTANG {facts.text.about.upper()}",
    ]


def rows_of(facts: DecreeFacts) -> list[list[str]]:
    """The annex: number, category, award, recipient."""
    return [[str(n), *row] for n, row in enumerate(facts.recipients, start=1)]


def _block(name: str, clauses: Sequence[tuple[str, str]]) -> Iterator[Flowable]:
    decides = name == "MEMUTUSKAN"
    if decides:
        yield Spacer(0, 10)
        yield paragraph(f"{name}:", "decree-centre")
        yield Spacer(0, 6)
    rows: list[list[Paragraph]] = []
    for at, (sign, clause) in enumerate(clauses):
        head = f"{name} :" if at == 0 else ""
        row = [sign, ":", clause] if decides else [head, sign, clause]
        rows.append([paragraph(text, "decree") for text in row])
    widths = [92.0, 12.0] if decides else [82.0, 20.0]
    yield laid_out(rows, [*widths, ROOM - sum(widths)], padding=(0, 0, 5))


def _signature(facts: DecreeFacts) -> Iterator[Flowable]:
    lines = signature_lines(facts)
    block = [paragraph(line, "decree") for line in lines[:3]]
    block += [Spacer(0, 52), *(paragraph(line, "decree") for line in lines[3:])]
    yield KeepTogether([Spacer(0, 24), laid_out([[[], block]], [ROOM * 0.5, ROOM * 0.5])])


def signature_lines(facts: DecreeFacts) -> list[str]:
    """Place, date and position; then, below the signature, name and NIP."""
    nip = [f"NIP {spaced_nip(facts.nip)}"] if facts.nip else []
    return [
        f"Ditetapkan di {facts.city}", f"pada tanggal {facts.day}", facts.position,
        facts.signer, *nip,
    ]  # fmt: skip


def _annex(facts: DecreeFacts) -> Iterator[Flowable]:
    yield from (paragraph(line, "decree-centre") for line in annex_lines(facts))
    yield Spacer(0, 12)
    if facts.recipients:
        widths = [ROOM * part for part in (0.07, 0.18, 0.4, 0.35)]
        yield table(_HEADS, rows_of(facts), widths, right=(0,))
    else:
        yield paragraph("Belum ada penerima yang diputuskan.", "decree")
    yield from _signature(facts)


def _prepare(document: Document, facts: DecreeFacts) -> None:
    core = document.core_properties
    core.title, core.author = f"Keputusan {facts.text.number}".strip(), facts.office
    core.created = core.modified = datetime.combine(facts.text.day, datetime.min.time())
    core.language, core.comments = "id-ID", ""
    font = document.styles["Normal"].font
    font.name, font.size = "Bookman Old Style", Pt(11)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    if facts.mark:
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        head.add_run(f"{facts.mark} – bukan surat resmi").bold = True
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("Halaman ")
    _field(foot, "PAGE")
    foot.add_run(" dari ")
    _field(foot, "NUMPAGES")


def _field(holder: Any, code: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    holder._p.append(field)


def _centred(document: Document, text: str) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.paragraph_format.space_after = Pt(2)
    line.add_run(text).bold = True


def _word_block(document: Document, name: str, clauses: Sequence[tuple[str, str]]) -> None:
    if name == "MEMUTUSKAN":
        _centred(document, f"{name}:")
    grid = document.add_table(rows=0, cols=3)
    grid.autofit = False
    decides = name == "MEMUTUSKAN"
    widths = (Cm(3.6), Cm(0.6), Cm(11.8)) if decides else (Cm(2.9), Cm(1), Cm(12.1))
    for at, (sign, clause) in enumerate(clauses):
        head = f"{name} :" if at == 0 else ""
        row = (sign, ":", clause) if decides else (head, sign, clause)
        cells = grid.add_row().cells
        for cell, text, width in zip(cells, row, widths, strict=True):
            cell.width = width
            cell.text = text
    _set_columns(grid, widths)


def _set_columns(grid: Any, widths: Sequence[int]) -> None:
    """Word reads the width of each cell, LibreOffice that of the column."""
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width


def _word_signature(document: Document, facts: DecreeFacts) -> None:
    lines = signature_lines(facts)
    document.add_paragraph()
    for line in (*lines[:3], "", "", *lines[3:]):
        part = document.add_paragraph(line)
        part.paragraph_format.left_indent = Cm(8)
        part.paragraph_format.space_after = Pt(0)
        part.paragraph_format.keep_with_next = True


def _word_table(document: Document, facts: DecreeFacts) -> None:
    if not facts.recipients:
        document.add_paragraph("Belum ada penerima yang diputuskan.")
        return
    grid = document.add_table(rows=1, cols=len(_HEADS), style="Table Grid")
    grid.autofit = False
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    widths = (Cm(1.2), Cm(3), Cm(6), Cm(5.8))
    for cell, text, width in zip(grid.rows[0].cells, _HEADS, widths, strict=True):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows_of(facts):
        line = grid.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            cell.text = text
    _set_columns(grid, widths)
