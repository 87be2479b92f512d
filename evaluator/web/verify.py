"""Placeholder until its pages are written."""

from typing import Any

from flask import Blueprint

from evaluator.services.permissions import Action
from evaluator.web.request import allowed

bp = Blueprint("verify", __name__, url_prefix="/verify")


@bp.get("/")
@allowed(Action.SIGNED_IN)
def check() -> Any:
    return "verify"
