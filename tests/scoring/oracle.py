"""An independent, slow computation of the index, straight from a rubric's file data."""

from fractions import Fraction


def node_value(node, values, missing, low):
    """The exact value of a node, "TB" where nothing applies, None where a gap blocks it.

    values : indicator code → Fraction, "TB" or None
    """
    children = node.get("sections") or node.get("indicators")
    if children is None:
        value = values[node["code"]]
        if value is None:
            return {"block": None, "lowest": Fraction(low), "exclude": "TB"}[missing]
        return value
    parts = [(Fraction(c["weight"]), node_value(c, values, missing, low)) for c in children]
    if any(value is None for _, value in parts):
        return None
    parts = [(weight, value) for weight, value in parts if value != "TB"]
    if not parts:
        return "TB"
    total = Fraction(0)
    for weight, value in parts:
        total = total + weight / sum(w for w, _ in parts) * value
    return total


def all_nodes(data, values):
    """Every section's value and, under "", the index; None where there is none."""
    result = data["result"]
    missing, low = result.get("missing", "block"), result["low"]
    found = {}
    pending = [{"code": "", "sections": data["sections"]}]
    while pending:
        node = pending.pop()
        value = node_value(node, values, missing, low)
        nobody_answered = all(answer is None for answer in values.values())
        found[node["code"]] = None if value == "TB" or nobody_answered else value
        pending += node.get("sections", [])
    return found


def half_up(value, places):
    """Round as on paper: look at the next digit, 5 goes up (values of 0 and more)."""
    whole = value * 10**places
    floor = whole.numerator // whole.denominator
    return Fraction(floor + (1 if whole - floor >= Fraction(1, 2) else 0), 10**places)


def places_of(declared):
    """Unit → place, counting how many are strictly better; no tie rules."""
    return {
        unit: 1 + sum(other > value for other in declared.values())
        for unit, value in declared.items()
    }
