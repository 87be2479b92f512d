"""What the pages of a draft offer to whom."""

from typing import Any

from evaluator.services.drafts import DraftView
from evaluator.services.permissions import Action, allows
from evaluator.web.request import actor


def powers_of(draft: DraftView) -> dict[str, Any]:
    """What this person may do with the draft."""
    return {
        "writes": draft.open and allows(actor(), Action.ADMINISTER),
        "arranges": draft.open and allows(actor(), Action.ARRANGE),
        "of_office": actor().unit_id is None,
    }
