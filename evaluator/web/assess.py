"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("assess", __name__, url_prefix="/assess")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def my_units() -> Any:
    return "assess"
