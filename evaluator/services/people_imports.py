"""Importing people: everything that a dry run showed, or nothing."""

from datetime import datetime

from sqlalchemy.orm import Session

from evaluator.services.account_rules import NO_PASSWORD
from evaluator.services.accounts import loggable
from evaluator.services.import_plans import ImportPlan, ImportRow
from evaluator.services.logging import record
from evaluator.services.people_plans import Given, register_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import Refused
from evaluator.services.signing_in import end_sessions
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account, AccountRole


def carry_out_people(session: Session, actor: Actor, now: datetime, plan: ImportPlan) -> list[int]:
    """Do what a plan says: everything, or nothing where a row is refused.

    Returns the ids of the accounts that were opened; their people choose a
    password by invitation. The plan must come from the same transaction.
    """
    require(actor, Action.ADMINISTER)
    if plan.refused:
        raise Refused("Ada baris yang ditolak; perbaiki berkasnya, lalu unggah lagi.")
    acted = [row for row in plan.rows if row.outcome in ("new", "changed")]
    register = register_of(session, actor, [row.values for row in acted])
    given = [(row, register.given(row.values)) for row in acted]
    before, changed, opened = [], [], []
    for row, one in given:
        if row.outcome == "new":
            opened.append(_opened(actor, one, now))
            continue
        account = register.known[one.username]
        before.append(loggable(account))
        _change(session, account, one, row, now)
        changed.append(account)
    session.add_all(opened)
    session.flush()
    after = {
        "counts": plan.counts,
        "new": [loggable(account) for account in opened],
        "changed": [loggable(account) for account in changed],
    }
    record(
        session, actor, now, "account.import", "accounts", before={"changed": before}, after=after
    )
    return [account.id for account in opened]


def _opened(actor: Actor, given: Given, now: datetime) -> Account:
    return Account(
        office_id=actor.office_id,
        unit_id=given.unit_id,
        username=given.username,
        name=given.name,
        nip=given.nip,
        email=given.email,
        duty=given.duty,
        password=NO_PASSWORD,
        made_at=now,
        roles=[AccountRole(role=role) for role in sorted(given.roles)],
    )


def _change(
    session: Session, account: Account, given: Given, row: ImportRow, now: datetime
) -> None:
    """Change an account; with other rights its sessions end."""
    if {change.column for change in row.changes} & {"peran", "unit"}:
        end_sessions(session, account.id, now)
    account.name, account.nip, account.email = given.name, given.nip, given.email
    account.unit_id, account.duty = given.unit_id, given.duty
    if account.role_set != given.roles:
        account.roles = [AccountRole(role=role) for role in sorted(given.roles)]
    account.version += 1
