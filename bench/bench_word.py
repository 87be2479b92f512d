"""Times the merged print of certificates against a Word template that LibreOffice converts.

    PYTHONPATH=. .venv/bin/python bench/bench_word.py

Run from the root of the project, where LibreOffice Writer is installed. The Word way fills a
plain page for each name and converts it: one run a paper, as certificates are typed, and all
papers in one run. Prints pages a second on the clock and the ratios; ends with 1 below 200
against one run a paper.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from docx import Document

from bench.bench_papers import faces
from evaluator.documents.certificate import draw

PAGES, WORDS, ALONE, RATIO = 1000, 12, 4, 200


def ours() -> float:
    """Pages a second of a merged print."""
    papers = faces(PAGES, "kawung")
    draw(papers[:2])
    began = time.perf_counter()
    draw(papers)
    return PAGES / (time.perf_counter() - began)


def words(folder: Path) -> tuple[float, float]:
    """Pages a second of filled Word files turned into PDF: one run a paper, all in one run."""
    files = [_filled(folder, number) for number in range(WORDS)]
    _convert(folder, files[:1])  # the first run also makes the profile
    began = time.perf_counter()
    for one in files[:ALONE]:
        _convert(folder, [one])
    alone = ALONE / (time.perf_counter() - began)
    began = time.perf_counter()
    _convert(folder, files)
    together = WORDS / (time.perf_counter() - began)
    if len(list(folder.glob("*.pdf"))) != WORDS:
        sys.exit("LibreOffice Writer did not convert the files; is it installed?")
    return alone, together


def _filled(folder: Path, number: int) -> str:
    face = faces(number + 1, "kawung")[number]
    page = Document()
    page.add_heading("PIAGAM PENGHARGAAN", 0)
    for text in (face.number, face.recipient, face.place, face.award, face.signatory_name):
        page.add_paragraph(text or "")
    place = folder / f"{number}.docx"
    page.save(str(place))
    return str(place)


def _convert(folder: Path, files: list[str]) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *files], check=True, capture_output=True)  # noqa: S603


def main() -> int:
    """Print both and their ratio."""
    if not shutil.which("soffice"):
        sys.exit("LibreOffice (soffice) is not installed.")
    with tempfile.TemporaryDirectory() as folder:
        alone, together = words(Path(folder))
    fast = ours()
    print(f"merged                       {fast:8.1f}/s")
    print(f"Word, one run a paper        {alone:8.2f}/s, ratio {fast / alone:.0f}")
    print(f"Word, all papers in one run  {together:8.2f}/s, ratio {fast / together:.0f}")
    return 0 if fast / alone >= RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
