"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("feedback", __name__, url_prefix="/feedback")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def mine() -> Any:
    return "feedback"
