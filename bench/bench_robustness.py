"""How long the sureness of one podium takes: a city's award, and one of 500 units.

Run: python bench/bench_robustness.py
"""

import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluator.scoring.aggregate import answer_of, evaluate
from evaluator.scoring.awards import Field
from evaluator.scoring.ranking import rank
from evaluator.scoring.robustness import DRAWS, sureness
from evaluator.storage.rubric_files import load_rubric

RUBRIC = Path(__file__).parents[1] / "rubrics" / "epss-2022.yaml"


def main() -> None:
    """Print seconds, and milliseconds a draw, with the exact loop beside them for a few draws."""
    rubric = load_rubric(RUBRIC)
    for count in (40, 500):
        chance = Random(count)  # noqa: S311
        units = {
            f"unit {n:03}": evaluate(
                rubric,
                {c: answer_of(rubric, c, str(chance.randint(1, 5))) for c in rubric.indicator},
            )
            for n in range(count)
        }
        field = Field(rubric, rubric.awards[0], rank(rubric, units), {}, {}, {})
        start = time.perf_counter()
        found = sureness(field, seed=1)
        took = time.perf_counter() - start
        print(f"{count} units × {len(rubric.indicators)} indicators, {DRAWS} draws: {took:.2f} s")
        for one in found.winners:
            print(f"  {one.unit} place {one.place}: kept {one.kept}, margin {one.margin}")
        print(f"  turning: {found.turning}")


if __name__ == "__main__":
    main()
