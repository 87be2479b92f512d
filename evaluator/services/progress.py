"""How far the sheets of a period are, for those who wait for them."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.periods import visible_period
from evaluator.services.permissions import Action, require
from evaluator.services.sheets import answered_counts, sheet_state
from evaluator.storage.actor import Actor
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant
from evaluator.storage.rubrics import RubricVersion
from evaluator.storage.scores import Sheet


@dataclass(frozen=True)
class Progress:
    """How far one sheet of a unit is.

    blocks : whether the rubric holds the ranking up on missing answers
    sample : whether the unit is only there for calibration and is not ranked
    """

    category: str
    participant_id: int
    unit: str
    assessor: str
    done: int
    total: int
    submitted: bool
    withdrawn: str | None
    blocks: bool
    sample: bool = False
    assessor_id: int | None = None

    @property
    def state(self) -> str:
        """ "sent", "complete", "begun" or "new"."""
        return sheet_state(self.done, self.total, self.submitted)

    @property
    def incomplete(self) -> bool:
        """Whether answers are missing of a unit that is to be ranked."""
        return self.withdrawn is None and not self.sample and self.done < self.total

    @property
    def late(self) -> bool:
        """Whether the sheet of a unit that takes part is still waited for."""
        taking_part = self.withdrawn is None and not self.sample
        return taking_part and self.assessor_id is not None and not self.submitted

    @property
    def holds_up(self) -> bool:
        """Whether the period cannot be locked because of this sheet."""
        return self.blocks and self.incomplete


def sheet_progress(session: Session, actor: Actor, period_id: int) -> list[Progress]:
    """How far every sheet of a period is, by category and unit, in a fixed number of queries.

    A unit without assessors stands there once; sheets of recused assessors are left out.
    """
    require(actor, Action.ARRANGE)
    period = visible_period(session, actor, period_id)
    done = answered_counts()
    query = (
        select(
            Category,
            Participant,
            RubricVersion,
            Account.name,
            func.coalesce(done.c.done, 0),
            Sheet.submitted_at,
            Sheet.assessor_id,
        )
        .select_from(Category)
        .join(Category.rubric_version)
        .join(Participant, Participant.category_id == Category.id)
        .outerjoin(Sheet, (Sheet.participant_id == Participant.id) & Sheet.recused_at.is_(None))
        .outerjoin(Account, Account.id == Sheet.assessor_id)
        .outerjoin(done, done.c.sheet_id == Sheet.id)
        .where(Category.period_id == period.id)
        .order_by(Category.position, Category.id, Participant.name, Account.name)
    )
    return [
        Progress(
            category.title,
            participant.id,
            participant.name,
            assessor or "–",
            count,
            len(version.rubric.asked),
            submitted_at is not None,
            participant.withdrawn,
            version.rubric.result.missing == "block",
            participant.sample,
            assessor_id,
        )
        for category, participant, version, assessor, count, submitted_at, assessor_id in (
            session.execute(query)
        )
    ]
