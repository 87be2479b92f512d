"""How fast a city's feedback reports are drawn on one core, and how large they are.

Sixty units by the rubric of 38 indicators, with quartiles, ways up, missing evidence and notes.

Run: python bench/bench_reports.py
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluator.documents.feedback_report import draw
from evaluator.documents.feedback_values import IndicatorRow, Report, SectionRow, Step, Way, WayItem
from evaluator.storage.rubric_files import load_rubric

RUBRIC = Path(__file__).parents[1] / "rubrics" / "epss-2022.yaml"
UNITS = 60
NOTE = "Bukti dukung sudah lengkap, tetapi laporan tinjauan belum ditandatangani kepala dinas."


def main() -> None:
    """Print reports a second, the largest file and the most pages."""
    reports = [_report(number) for number in range(UNITS)]
    draw(reports[0])
    start = time.process_time()
    papers = [draw(report) for report in reports]
    took = time.process_time() - start
    pages = {paper.count(b"/Type /Page\n") for paper in papers}
    largest = max(map(len, papers)) / 1000
    print(f"{UNITS / took:.1f} reports a second; largest {largest:.1f} kB; pages {sorted(pages)}")


def _report(number: int) -> Report:
    chance, rubric = Random(number), load_rubric(RUBRIC)  # noqa: S311
    sections = tuple(
        SectionRow(
            section.code, section.name.id, depth, "20%", "3,25", chance.random(), "3,00", 0.5,
            "2,90", 0.45, "2,60–3,40", (0.4, 0.6),
        )
        for depth, section in rubric.walk()
    )  # fmt: skip
    steps = tuple(_step(indicator) for indicator in rubric.indicators)
    return replace(
        _empty(number),
        sections=sections,
        indicators=tuple(_rows(rubric, steps, chance)),
        steps=steps,
        ways=tuple(_way(steps, first) for first in range(3)),
        place_way=_way(steps, 5, 2),
    )


def _step(indicator) -> Step:
    text, proof = indicator.levels["4"].id, indicator.evidence.get("4", ())
    return Step(
        indicator.code, indicator.name.id, "3 Terdefinisi", "tingkat 4 Terpadu dan Terukur",
        "+0,03", text, tuple(one.text.id for one in proof), "Bimtek metadata",
        ("reviu untuk nilai 4: belum ada",), True,
    )  # fmt: skip


def _rows(rubric, steps, chance):
    for (code, path), step in zip(rubric.paths.items(), steps, strict=True):
        indicator = rubric.indicator[code]
        yield IndicatorRow(
            code, indicator.name.id, path[-1].code, "2,6%", "3,25", "3 Terdefinisi",
            indicator.levels["3"].id, (NOTE,) if chance.random() < 0.4 else (), "4", "3; 4", step,
        )  # fmt: skip


def _way(steps, first: int, count: int = 8) -> Way:
    items = tuple(
        WayItem(step.code, step.name, step.change, 1, step.lacks, step.holds)
        for step in steps[first : first + count]
    )
    return Way("8 langkah: nilai menjadi 3,50 (+0,25), predikat Sangat Baik.", items)


def _empty(number: int) -> Report:
    return Report(
        office="BPS Kota Pekalongan", logo=None, unit=f"Dinas Percontohan Nomor {number}",
        unit_kind="Organisasi Perangkat Daerah", category="OPD", period="Penilaian 2025",
        year=2025, rubric_title="Evaluasi", rubric_version="1.0", rubric_digest="a" * 64,
        legal_basis="Contoh", result_digest="b" * 64, value="3,25", range_text="1,00–5,00",
        predicate="Baik", place="Peringkat 3 dari 60", summary="Nilai ini di atas tengah.",
        sections=(), indicators=(), strengths=("Relevansi: 4,00.",) * 5, steps=(),
        next_predicate="Kurang 0,25 lagi.", printed_on="26 September 2025",
        years=("Sebagaimana diumumkan 2024: 3,00.",), contact="Tim Pembinaan Statistik",
    )  # fmt: skip


if __name__ == "__main__":
    main()
