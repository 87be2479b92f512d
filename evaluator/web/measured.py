"""What is measured from recorded facts: the value, the rows behind it, and the formula."""

from typing import Any

from flask import Blueprint, render_template

from evaluator.services.measured_views import (
    measured_periods,
    measured_tables,
    measured_view,
    own_measured,
)
from evaluator.services.periods import period_view
from evaluator.services.permissions import Action
from evaluator.web.request import actor, allowed, db

bp = Blueprint("measured", __name__, url_prefix="/terukur")


@bp.get("/")
@allowed(Action.SEE_FACTS)
def home() -> Any:
    """Show a unit what is measured of it, and the office its periods."""
    if actor().unit_id is None:
        return render_template("measured/periods.html", periods=measured_periods(db(), actor()))
    return render_template("measured/own.html", units=own_measured(db(), actor()))


@bp.get("/<int:participant_id>")
@allowed(Action.SEE_FACTS)
def unit(participant_id: int) -> Any:
    """Show what is measured of one unit."""
    return render_template("measured/unit.html", unit=measured_view(db(), actor(), participant_id))


@bp.get("/periode/<int:period_id>")
@allowed(Action.SEE_FACTS)
def period(period_id: int) -> Any:
    """Show every unit of a period with what is measured of it."""
    tables = measured_tables(db(), actor(), period_id)
    return render_template(
        "measured/period.html", period=period_view(db(), actor(), period_id), tables=tables
    )
