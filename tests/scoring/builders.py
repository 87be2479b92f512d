"""Small rubrics, written as a test needs them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from evaluator.scoring.aggregate import Evaluation, evaluate
from evaluator.scoring.rubric import Rubric
from evaluator.storage.rubric_files import load_rubric

EPSS = Path(__file__).parents[2] / "rubrics" / "epss-2022.yaml"
SCALES = {
    "tingkat": {
        "kind": "level",
        "levels": [{"value": level, "name": f"Tingkat {level}"} for level in range(1, 6)],
    },
    "nilai": {"kind": "points", "minimum": 1, "maximum": 5},
    "persen": {"kind": "points"},
    "ya-tidak": {"kind": "yes-no"},
    "jumlah": {"kind": "count", "cap": 8},
    "rasio": {"kind": "ratio", "minimum_exposure": 5},
    "hari": {
        "kind": "days-late",
        "bands": [{"up_to": 0, "share": 100}, {"up_to": 7, "share": 50}],
    },
}
PREDICATES = [
    {"name": "Memuaskan", "from": "4.2"},
    {"name": "Sangat Baik", "from": "3.5"},
    {"name": "Baik", "from": "2.6"},
    {"name": "Cukup", "from": "1.8"},
    {"name": "Kurang", "from": 1},
]

Tree = Mapping[str, object]
"""Code → (weight, subtree of a section) or (weight, scale of an indicator)."""


def rubric_of(tree: Tree, **more: object) -> Rubric:
    """A rubric on the range 1-5 with two places; `more` replaces parts of it or of its result."""
    return Rubric.model_validate(rubric_data(tree, **more))


def rubric_data(tree: Tree, **more: object) -> dict[str, object]:
    """The same as it stands in a file."""
    result = {"name": "Indeks", "low": 1, "high": 5, "predicates": PREDICATES}
    result |= {
        key: more.pop(key)
        for key in ("low", "high", "places", "missing", "predicates")
        if key in more
    }
    return {
        "format": "1",
        "code": "contoh",
        "version": "1.0",
        "title": "Contoh",
        "legal_basis": "Contoh",
        "units": ["opd"],
        "year": 2025,
        "level_names": ["Domain", "Indikator"],
        "result": result,
        "scales": SCALES,
        "sections": [_section(code, *node) for code, node in tree.items()],
        **more,
    }


def flat(*weights: object, scale: str = "nilai", **more: object) -> Rubric:
    """One section S with indicators a, b, c … of these weights."""
    indicators = {chr(ord("a") + n): (weight, scale) for n, weight in enumerate(weights)}
    return rubric_of({"S": (100, indicators)}, **more)


def epss() -> Rubric:
    """The rubric of 5 domains, 19 aspects and 38 indicators that ships."""
    return load_rubric(EPSS)


def evaluated(rubric: Rubric, units: Mapping[str, Sequence[object]]) -> dict[str, Evaluation]:
    """Evaluate units given as one value an indicator, in the rubric's order."""
    return {unit: evaluate(rubric, answers(rubric, *row)) for unit, row in units.items()}


def answers(rubric: Rubric, *values: object) -> dict[str, object]:
    """Numbers and texts become exact values; None and "not applicable" stay what they are."""
    exact = [Fraction(v) if isinstance(v, int | str) else v for v in values]
    return dict(zip(rubric.indicator, exact, strict=True))


def _section(code: str, weight: object, children: Tree) -> dict[str, object]:
    nested = any(isinstance(node[1], Mapping) for node in children.values())
    kind, make = ("sections", _section) if nested else ("indicators", _indicator)
    nodes = [make(child, *node) for child, node in children.items()]
    return {"code": code, "name": f"Bagian {code}", "weight": weight, kind: nodes}


def _indicator(code: str, weight: object, scale: str) -> dict[str, object]:
    levels = {str(level): f"Uraian {level}" for level in range(1, 6)} if scale == "tingkat" else {}
    return {
        "code": code,
        "name": f"Indikator {code}",
        "weight": weight,
        "concept": "-",
        "definition": "-",
        "method": "-",
        "scale": scale,
        "answered_by": "assessor",
        "not_applicable": "allowed",
        "levels": levels,
    }
