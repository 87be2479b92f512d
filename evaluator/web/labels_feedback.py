"""Words for the unit's page, what-if, reports and trends."""

from evaluator.scoring.messages import N_

FEEDBACK_FIELDS: dict[str, str] = {
    "help_contact": N_("Kontak pembinaan"),
}

FEEDBACK_OBJECTS: dict[str, str] = {}

FEEDBACK_ACTS: dict[str, str] = {
    "feedback.tell": N_("Mengabari unit tentang umpan baliknya"),
}

FEEDBACK_LABELS: dict[str, dict[str, str]] = {
    "effort": {
        "low": N_("ringan"),
        "medium": N_("sedang"),
        "high": N_("berat"),
    },
}
