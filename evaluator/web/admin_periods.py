"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("admin_periods", __name__, url_prefix="/admin_periods")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def periods() -> Any:
    return "admin_periods"
