"""How long the smallest set of steps to the next predicate takes to find: 38 indicators, ms.

Run: python bench/bench_cheapest.py
"""

import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluator.scoring.aggregate import Answer, evaluate
from evaluator.scoring.cheapest import cheapest, declared_from, to_predicate
from evaluator.scoring.rubric import Rubric
from evaluator.storage.rubric_files import load_rubric

EPSS = Path(__file__).parents[1] / "rubrics" / "epss-2022.yaml"
CLASSES = ("low", "medium", "high")


def main() -> None:
    """Print one line a case: its name, how many steps, and the best of five runs."""
    shipped, random = load_rubric(EPSS), Random(1)  # noqa: S311
    equal = _reworked(shipped, equal=True)
    mixed = _reworked(shipped, efforts=True)
    both = _reworked(shipped, equal=True, efforts=True)
    ones = dict.fromkeys(shipped.indicator, Fraction(1))
    spread = {code: Fraction(random.randint(2, 6), 2) for code in shipped.indicator}
    cases: list[tuple[str, Rubric, dict[str, Fraction], Fraction | None]] = [
        ("shipped weights, levels 1 to 3", shipped, spread, None),
        ("shipped weights, all at level 1", shipped, ones, None),
        ("equal weights, all at level 1", equal, ones, None),
        ("three classes of effort", mixed, ones, None),
        ("equal weights, three classes", both, ones, None),
        ("half of the way up, three classes", mixed, ones, Fraction(3)),
        ("half of the way up, equal weights", both, ones, Fraction(3)),
        ("nearly all the way up", mixed, ones, Fraction("4.9")),
    ]
    for name, rubric, sheet, limit in cases:
        _time(name, rubric, dict(sheet), limit)


def _time(name: str, rubric: Rubric, sheet: dict[str, Answer], limit: Fraction | None) -> None:
    target = to_predicate(rubric, evaluate(rubric, sheet)) if limit is None else None
    target = target or declared_from(limit or rubric.result.high, rubric.result.places)
    times = []
    for _ in range(5):
        start = perf_counter()
        ways = cheapest(rubric, sheet, target)
        times.append(perf_counter() - start)
    print(f"{name:36} {len(ways[0].steps):4} steps {min(times) * 1000:7.1f} ms")


def _reworked(rubric: Rubric, *, equal: bool = False, efforts: bool = False) -> Rubric:
    data = rubric.model_dump(mode="json", by_alias=True)
    _rework(data["sections"], equal, efforts)
    return Rubric.model_validate(data)


def _rework(nodes: list[dict[str, object]], equal: bool, efforts: bool) -> None:
    for number, node in enumerate(nodes):
        if equal:
            node["weight"] = f"100/{len(nodes)}"
        if efforts and "scale" in node:
            node["effort"] = CLASSES[(number + len(str(node["code"]))) % 3]
        for below in ("sections", "indicators"):
            children = node.get(below)
            if isinstance(children, list):
                _rework(children, equal, efforts)


if __name__ == "__main__":
    main()
