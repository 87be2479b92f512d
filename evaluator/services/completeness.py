"""Whether a period lacks anything for its next stage; everything lacking is named at once."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.services.freezing import last_day
from evaluator.services.measuring import measured_of
from evaluator.services.problems import Refused
from evaluator.storage.people import Account
from evaluator.storage.periods import Category, Participant, Period
from evaluator.storage.scores import Score, SettledScore, Sheet


def categories_of(session: Session, period_id: int) -> list[Category]:
    """The categories of a period in their order."""
    query = select(Category).where(Category.period_id == period_id)
    return list(session.scalars(query.order_by(Category.position, Category.id)))


def check_ready_to_open(session: Session, period_id: int, *, panels: bool) -> None:
    """Every category has units and, where scoring begins, every unit an assessor.

    Raises
    ------
    Refused
        Naming everything that is lacking.
    """
    categories = categories_of(session, period_id)
    if not categories:
        raise Refused("Tambahkan paling sedikit satu kategori.")
    faults = []
    for category in categories:
        if not category.participants:
            faults.append(Refused("Kategori {title} belum punya peserta.", title=category.title))
    if panels:
        faults += _without_assessors(session, period_id)
    if faults:
        raise Refused("Periode belum dapat dibuka.", details=tuple(faults))


def _without_assessors(session: Session, period_id: int) -> list[Refused]:
    counted = (Sheet.participant_id == Participant.id) & Sheet.recused_at.is_(None)
    query = (
        select(Participant)
        .join(Participant.category)
        .outerjoin(Sheet, counted)
        .where(Category.period_id == period_id, Sheet.id.is_(None), Participant.withdrawn.is_(None))
        .order_by(Participant.name)
    )
    return [Refused("{unit} belum punya penilai.", unit=p.name) for p in session.scalars(query)]


def check_complete(session: Session, categories: Sequence[Category]) -> None:
    """Every sheet of a rubric that blocks on missing answers must have all of them."""
    faults: list[Refused] = []
    for category in categories:
        if all(one.withdrawn or one.sample for one in category.participants):
            faults.append(Refused("Kategori {title}: semua unitnya ditarik.", title=category.title))
        rubric = category.rubric_version.rubric
        if rubric.result.missing == "block":
            faults += _left_by_all(session, category)
            faults += _unmeasured(session, category)
            faults += _incomplete(session, category, len(rubric.asked))
    if faults:
        raise Refused(
            "Penilaian belum dapat ditutup: ada lembar yang belum lengkap. Lengkapi, atau tarik "
            "unitnya dengan alasan.",
            details=tuple(faults),
        )


def _unmeasured(session: Session, category: Category) -> list[Refused]:
    """Units of which nothing was recorded for an indicator that only facts can answer."""
    rubric = category.rubric_version.rubric
    if not rubric.measured:
        return []
    measured = measured_of(session, [category])
    return [
        Refused(
            '{unit}: belum ada catatan untuk indikator {code} ("{name}")',
            unit=participant.name,
            code=code,
            name=rubric.indicator[code].name,
        )
        for participant in sorted(category.participants, key=lambda one: one.name)
        if not participant.withdrawn and not participant.sample
        for code, one in measured[participant.id].items()
        if not one.answer
    ]


def check_days_over(period: Period, categories: Sequence[Category], today: date) -> None:
    """What is measured can be taken for good only when its last day is over.

    today : in the office's zone

    Raises
    ------
    Refused
        Naming the last day and what to do.
    """
    measures = any(one.rubric_version.rubric.measured for one in categories)
    if measures and today <= last_day(period):
        raise Refused(
            "Catatan masih dihitung sampai {last}. Tunggu sampai hari itu lewat, atau minta admin "
            "mengubah hari terakhirnya pada keterangan periode.",
            last=last_day(period),
        )


def _left_by_all(session: Session, category: Category) -> list[Refused]:
    """Units whose assessors all had to leave, and of which nothing was decided either."""
    sheet = select(Sheet.id).where(
        Sheet.participant_id == Participant.id, Sheet.recused_at.is_(None)
    )
    decided = select(SettledScore.id).where(
        SettledScore.participant_id == Participant.id, SettledScore.answer != ""
    )
    query = select(Participant.name).where(
        Participant.category_id == category.id,
        Participant.withdrawn.is_(None),
        Participant.sample.is_(False),
        ~sheet.exists(),
        ~decided.exists(),
    )
    names = session.scalars(query.order_by(Participant.name))
    return [Refused("{unit} tidak punya penilai lagi.", unit=name) for name in names]


def _incomplete(session: Session, category: Category, total: int) -> list[Refused]:
    done = func.count(Score.id)
    query = (
        select(Participant.name, Account.name, done)
        .join(Sheet, Sheet.participant_id == Participant.id)
        .join(Account, Account.id == Sheet.assessor_id)
        .outerjoin(Score, (Score.sheet_id == Sheet.id) & (Score.answer != ""))
        .where(
            Participant.category_id == category.id,
            Participant.withdrawn.is_(None),
            Participant.sample.is_(False),
            Sheet.recused_at.is_(None),
        )
        .group_by(Participant.id, Participant.name, Account.name, Sheet.id)
        .having(done < total)
        .order_by(Participant.name, Sheet.id)
    )
    return [
        Refused(
            "{unit}, penilai {assessor}: {done} dari {total} indikator dinilai",
            unit=name,
            assessor=assessor,
            done=count,
            total=total,
        )
        for name, assessor, count in session.execute(query)
    ]
