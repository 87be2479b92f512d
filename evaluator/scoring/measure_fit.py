"""Whether the measure that a draft names fits what stands around it."""

from evaluator.scoring.measures import FORMULAS, KIND_OF_WAY, Measure
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric_plain import Plain, spot_of


def measure_fault(tree: Plain, code: str) -> Message | None:
    """Why the measure of an indicator of a draft cannot be counted yet; None where it can.

    tree : a rubric as plain values, whether or not it holds together yet
    """
    spot = spot_of(tree, code)
    measure = spot.node.get("measure") if spot else None
    if spot is None or measure not in set(Measure):
        return None
    formula = FORMULAS[Measure(measure)]
    scale = tree.get("scales", {}).get(spot.node.get("scale", ""), {})
    wanted = KIND_OF_WAY[formula.way]
    if spot.node.get("answered_by") != "measured":
        return says('Pilih "Terukur dari catatan" pada Dinilai oleh, karena ada ukurannya.')
    if scale.get("kind") != wanted:
        fitting = [n for n, one in tree.get("scales", {}).items() if one.get("kind") == wanted]
        return says(
            'Ukuran "{measure}" memerlukan skala berjenis {wanted}. Yang cocok di rancangan ini: '
            "{fitting}.",
            measure=says(formula.name),
            wanted=wanted,
            fitting=", ".join(fitting) or "–",
        )
    return None
