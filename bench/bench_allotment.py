"""Times the allotment of 60 units × 3 assessors from 12, under caps and conflicts.

    PYTHONPATH=. .venv/bin/python bench/bench_allotment.py

Run from the root of the project. Three times: dealt anew, mended after two
assessors fell out, and dealt anew from there. Prints the time of the slowest of
three tries, the spread of the loads, how many conflicts were assigned, how many
parts share no assessor, and how many pairs are new. Ends with 1 where a limit is
missed: 5 seconds, spread 1, no conflict, one part.
"""

import random
import sys
import time
from dataclasses import replace

from evaluator.scoring.allotment import Allotment, Pair, Task, allot

UNITS, ASSESSORS, EACH, CAP = range(60), range(100, 112), 3, 18
LIMIT = 5


def conflicts() -> frozenset[Pair]:
    """One pair in eight."""
    dice = random.Random(2026)  # noqa: S311 - the same conflicts every time
    return frozenset((unit, one) for unit in UNITS for one in ASSESSORS if dice.random() < 1 / 8)


def measured(name: str, task: Task) -> tuple[Allotment, bool]:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        made = allot(task)
        times.append(time.perf_counter() - start)
    wrong = len(made.pairs & task.forbidden)
    print(
        f"{name}: {max(times):.3f} s, spread {made.spread}, conflicts {wrong}, "
        f"parts {made.components}, new pairs {len(made.pairs - task.present)}"
    )
    fits = max(times) < LIMIT and made.spread <= 1 and not wrong and made.components == 1
    return made, fits


def main() -> None:
    forbidden, caps = conflicts(), dict.fromkeys(ASSESSORS, CAP)
    anew = Task(UNITS, ASSESSORS, EACH, caps, forbidden)
    dealt, first = measured("dealt anew", anew)
    left = ASSESSORS[2:]
    lost = replace(anew, assessors=left, present=dealt.pairs, mends=True)
    mended, second = measured("mended without two", lost)
    _, third = measured("dealt anew from there", replace(anew, present=mended.pairs))
    sys.exit(0 if first and second and third else 1)


if __name__ == "__main__":
    main()
