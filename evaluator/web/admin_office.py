"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("admin_office", __name__, url_prefix="/admin_office")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def office() -> Any:
    return "admin_office"
