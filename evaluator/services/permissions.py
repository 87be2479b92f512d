"""Who may do what: every route and command names one of these actions."""

from enum import StrEnum

from evaluator.services.problems import NotAllowed
from evaluator.storage.actor import Actor, Role


class Action(StrEnum):
    """What can be permitted. EVERYONE needs no sign-in; SIGNED_IN only that.

    ARRANGE: panels, conflicts of interest, progress and reminders
    DISCUSS: reading and commenting drafts of rubrics
    VOID_NUMBER: registering numbers that no paper carries
    STAGE: the screen, the running order and the seats of the award day
    HOST: activities, their invitations and attendance
    RECORD: requests for data, registers and tasks in the field
    REPORT: reporting obstacles; TRIAGE: sorting, answering and settling them
    PLAN: a unit's own growth plan; COACH: the office's view of what holds units back
    OBJECT: a unit's right of reply; REPLY: the office's answers to it
    SEE_FACTS: what was recorded of units; a unit only its own
    """

    EVERYONE = "everyone"
    SIGNED_IN = "signed-in"
    ASSESS = "assess"
    SEE_RESULTS = "see-results"
    DECIDE = "decide"
    CERTIFY = "certify"
    DESIGN = "design"
    STAGE = "stage"
    VOID_NUMBER = "void-number"
    SEE_CERTIFICATES = "see-certificates"
    SIGN = "sign"
    SEE_FEEDBACK = "see-feedback"
    ADMINISTER = "administer"
    ARRANGE = "arrange"
    DISCUSS = "discuss"
    SELF_ASSESS = "self-assess"
    SEE_EVIDENCE = "see-evidence"
    LIFT_CAP = "lift-cap"
    SEE_LOG = "see-log"
    OPERATE = "operate"
    HOST = "host"
    RECORD = "record"
    SEE_FACTS = "see-facts"
    REPORT = "report"
    TRIAGE = "triage"
    PLAN = "plan"
    COACH = "coach"
    OBJECT = "object"
    REPLY = "reply"
    SEE_TRENDS = "see-trends"


_ROLES: dict[Action, frozenset[Role]] = {
    Action.EVERYONE: frozenset(Role),
    Action.SIGNED_IN: frozenset(Role),
    Action.ASSESS: frozenset({Role.ASSESSOR}),
    Action.SEE_RESULTS: frozenset({Role.LEAD, Role.AUDITOR, Role.ADMIN}),
    Action.DECIDE: frozenset({Role.LEAD}),
    Action.CERTIFY: frozenset({Role.ORGANISER}),
    Action.DESIGN: frozenset({Role.ORGANISER, Role.ADMIN}),
    Action.VOID_NUMBER: frozenset({Role.ORGANISER, Role.LEAD}),
    Action.STAGE: frozenset({Role.ORGANISER, Role.LEAD}),
    Action.SEE_CERTIFICATES: frozenset({Role.ORGANISER, Role.LEAD, Role.AUDITOR}),
    Action.SIGN: frozenset({Role.LEAD, Role.ORGANISER}),
    Action.SEE_FEEDBACK: frozenset({Role.UNIT}),
    Action.ADMINISTER: frozenset({Role.ADMIN}),
    Action.ARRANGE: frozenset({Role.ADMIN, Role.LEAD}),
    Action.DISCUSS: frozenset({Role.ADMIN, Role.LEAD, Role.ASSESSOR, Role.UNIT}),
    Action.SELF_ASSESS: frozenset({Role.UNIT}),
    Action.SEE_EVIDENCE: frozenset({Role.UNIT, Role.ASSESSOR, Role.LEAD, Role.AUDITOR}),
    Action.LIFT_CAP: frozenset({Role.ASSESSOR, Role.LEAD}),
    Action.SEE_LOG: frozenset({Role.AUDITOR, Role.ADMIN, Role.LEAD}),
    Action.OPERATE: frozenset(),
    Action.HOST: frozenset({Role.ADMIN, Role.LEAD, Role.ASSESSOR, Role.ORGANISER}),
    Action.RECORD: frozenset({Role.ADMIN, Role.LEAD, Role.ASSESSOR}),
    Action.SEE_FACTS: frozenset(
        {Role.ADMIN, Role.LEAD, Role.ASSESSOR, Role.ORGANISER, Role.AUDITOR, Role.UNIT}
    ),
    Action.REPORT: frozenset({Role.UNIT, Role.ADMIN, Role.LEAD, Role.ASSESSOR}),
    Action.TRIAGE: frozenset({Role.ADMIN, Role.LEAD}),
    Action.PLAN: frozenset({Role.UNIT}),
    Action.COACH: frozenset({Role.LEAD, Role.ADMIN, Role.AUDITOR}),
    Action.OBJECT: frozenset({Role.UNIT}),
    Action.REPLY: frozenset({Role.LEAD, Role.ASSESSOR}),
    Action.SEE_TRENDS: frozenset({Role.LEAD, Role.ADMIN, Role.AUDITOR}),
}


def allows(actor: Actor | None, action: Action) -> bool:
    """Whether an actor (None: nobody signed in) may take an action at all."""
    if action is Action.EVERYONE:
        return True
    if actor is None:
        return False
    return actor.operator or bool(actor.roles & _ROLES[action])


def require(actor: Actor | None, action: Action) -> None:
    """Stop an actor who may not take an action.

    Raises
    ------
    NotAllowed
        With a sentence that says whom to ask.
    """
    if not allows(actor, action):
        raise NotAllowed("Akun Anda tidak berhak melakukan ini. Hubungi admin kantor bila perlu.")
