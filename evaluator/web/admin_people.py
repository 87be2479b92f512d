"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("admin_people", __name__, url_prefix="/admin_people")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def people() -> Any:
    return "admin_people"
