"""Times the score command on 20,000 units against a bare `csv.reader` of the same file.

    PYTHONPATH=. .venv/bin/python bench/bench_score.py

Run from the root of the project. Prints the best of three for both, their ratio,
and the limit: 12 × the reader, or 3 seconds where that is more. Ends with 1 where
the limit is missed.
"""

import csv
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from evaluator.storage.rubric_files import load_rubric

RUBRIC = Path("rubrics/epss-2022.yaml")
UNITS = 20_000
COMMAND = "from evaluator.cli.score import score; score()"


def make_file(path: Path) -> None:
    """Random levels; 1 % not scored, 1 % not applicable where the rubric takes that."""
    dice = random.Random(2026)  # noqa: S311 - the same file every time
    indicators = load_rubric(RUBRIC).indicators
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["unit", *(indicator.code for indicator in indicators)])
        for number in range(UNITS):
            cells = [_cell(dice, indicator.not_applicable == "allowed") for indicator in indicators]
            writer.writerow([f"Unit {number:05}", *cells])


def _cell(dice: random.Random, may_not_apply: bool) -> str:
    chance = dice.random()
    if chance < 0.01:
        return ""
    if chance < 0.02 and may_not_apply:
        return "TB"
    return str(dice.randint(1, 5))


def best_of_three(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nilai.csv"
        make_file(path)

        def bare() -> None:
            with path.open(newline="", encoding="utf-8") as file:
                for _ in csv.reader(file):
                    pass

        def scored(form: str) -> None:
            """One whole process, interpreter start and rubric included."""
            arguments = ["--rubric", str(RUBRIC), "--scores", str(path), "--format", form]
            subprocess.run(  # noqa: S603 - the arguments are our own
                [sys.executable, "-c", COMMAND, *arguments],
                check=True,
                stdout=subprocess.DEVNULL,
            )

        reader = best_of_three(bare)
        limit = max(12 * reader, 3.0)
        print(f"csv.reader      {reader:6.3f} s   limit {limit:.2f} s")
        slowest = 0.0
        for form in ("json", "csv", "table"):
            taken = best_of_three(partial(scored, form))
            slowest = max(slowest, taken)
            print(f"score {form:<9} {taken:6.3f} s   {taken / reader:.1f} x csv.reader")
    sys.exit(slowest > limit)


if __name__ == "__main__":
    main()
