"""Times printing 1,000 certificates in one file and single files, against a bare canvas.

    PYTHONPATH=. .venv/bin/python bench/bench_papers.py

Run from the root of the project. The floor writes the same page with ReportLab alone: the
same form, the same lines of text already measured and placed, and one QR code drawn once and
repeated; what it lacks is everything that makes the page right for each name. Prints pages a
second of CPU, the share of the floor that is reached, and the size of a file; ends with 1
below 0.4 of the floor, 100 single files a second, or above 60 kB a file.
"""

import io
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import paper, paper_shapes, qr
from evaluator.documents.certificate import DESIGNS, draw
from evaluator.documents.certificate_face import Face
from evaluator.documents.paper_elements import Qr
from evaluator.documents.paper_ornaments import box_of
from evaluator.documents.preflight import paper_of
from tests.documents.examples import FACE

PAGES, SINGLES, ROUNDS = 1000, 150, 3
RATIO, RATE, MOST = 0.4, 100.0, 60_000
SYLLABLES = [
    "ba",
    "çé",
    "dü",
    "na",
    "śi",
    "ga",
    "ki",
    "lò",
    "mä",
    "ñu",
    "pa",
    "ré",
    "sa",
    "ti",
    "wa",
    "yo",
    "ur",
    "ng",
]


def faces(count: int, design: str) -> list[Face]:
    """Certificates with names of two to four words, each with its own number and address."""
    found = []
    for n in range(count):
        words = [
            "".join(SYLLABLES[(n * 7 + w * 5 + s * 3) % len(SYLLABLES)] for s in range(2 + w % 3))
            for w in range(2 + n % 3)
        ]
        name = " ".join(word.capitalize() for word in words) + ", S.ST., M.Si."
        found.append(
            replace(
                FACE, design=design, recipient=name, number=f"B-{n + 1}/33750/HM.310/2025",
                check_url=f"https://statistik.example/v/{n:04X}-{n * 31 % 65536:04X}-7K3M-Q9TX",
            )
        )  # fmt: skip
    return found


def floor(pages: list[Face]) -> Callable[[], bytes]:
    """The same pages by a bare canvas: all that is decided is decided beforehand."""
    papers = [paper_of(face) for face in pages]
    layout = paper.layout_of(papers[0].design)
    lines = [
        [line for laid in layout.moving_laid(one.values) for line in laid.lines] for one in papers
    ]
    code = next(one for one in layout.design.elements if isinstance(one, Qr))
    box = box_of(layout.design, code.x, code.y, code.width, code.height)

    def write() -> bytes:
        buffer = io.BytesIO()
        size = paper.size_of(layout.design)
        canvas = Canvas(buffer, pagesize=size, invariant=1, pageCompression=1)
        canvas.beginForm("page")
        for element, laid in zip(layout.still, layout.still_laid(papers[0].values), strict=True):
            paper_shapes.draw_still(canvas, papers[0], element, laid)
        canvas.endForm()
        start = len(canvas._code)
        qr.draw(canvas, pages[0].check_url, box.left, box.bottom, box.width, "#17304f")
        canned = "\n".join(canvas._code[start:])
        del canvas._code[start:]
        for one in lines:
            canvas.doForm("page")
            for line in one:
                canvas.setFillColor(paper_shapes.colour_of(line.colour))
                canvas.setFont(line.font, line.size)
                canvas.drawString(line.x, line.y, line.text, charSpace=line.tracking)
            canvas._code.append(canned)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    return write


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measured(design: str) -> bool:
    """Print the figures of one design; whether all bars are held."""
    pages = faces(PAGES, design)
    bare = floor(pages)
    merged = draw(pages)
    bare_time = min(seconds(bare) for _ in range(ROUNDS))
    ours_time = min(seconds(lambda: draw(pages)) for _ in range(ROUNDS))
    files: list[bytes] = []
    single_time = seconds(lambda: files.extend(draw([face]) for face in pages[:SINGLES]))
    ratio, rate, most = bare_time / ours_time, SINGLES / single_time, max(map(len, files))
    print(
        f"{design:10} merged {PAGES / ours_time:5.0f}/s, bare canvas {PAGES / bare_time:5.0f}/s, "
        f"ratio {ratio:.2f}; {len(merged) / PAGES:4.0f} B a page; "
        f"single {rate:3.0f}/s, at most {most / 1000:.1f} kB"
    )
    return ratio >= RATIO and rate >= RATE and most <= MOST


def main() -> int:
    """Measure every design that ships; 0 where all bars are held."""
    held = [measured(design) for design in DESIGNS]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
