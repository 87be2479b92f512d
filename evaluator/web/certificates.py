"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("certificates", __name__, url_prefix="/certificates")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def periods() -> Any:
    return "certificates"
