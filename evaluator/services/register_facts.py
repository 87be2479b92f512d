"""What the registers tell of units: notices, metadata, teams, support, agents, confirmations."""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.measures import Fact, Measure
from evaluator.scoring.messages import Message, says
from evaluator.services.fact_books import until, within
from evaluator.services.register_book import due_day, in_force, overlaps, values_of
from evaluator.services.spans import Span
from evaluator.storage.registers import METADATA, Register, RegisterEntry

Counted = tuple[int, int, Message] | None

_KINDS: Mapping[Measure, tuple[Register, ...]] = {
    Measure.CONFIRMATIONS: (Register.CONFIRMATION,),
    Measure.ROMANTIK: (Register.ROMANTIK,),
    Measure.METADATA: METADATA,
    Measure.METADATA_ACTIVITIES: (Register.MS_KEG,),
    Measure.METADATA_VARIABLES: (Register.MS_VAR,),
    Measure.METADATA_INDICATORS: (Register.MS_IND,),
    Measure.DATA_TEAM: (Register.DATA_TEAM,),
    Measure.CENSUS_SUPPORT: (Register.CENSUS,),
    Measure.AGENTS: (Register.AGENT,),
    Measure.AGENTS_TRAINED: (Register.AGENT,),
}


def facts(session: Session, measure: Measure, unit_ids: Collection[int], span: Span) -> list[Fact]:
    """The entries that one measure counts within the time; one query."""
    query = (
        select(RegisterEntry)
        .where(
            RegisterEntry.unit_id.in_(unit_ids),
            RegisterEntry.kind.in_(_KINDS[measure]),
            RegisterEntry.day <= span.last,
        )
        .order_by(RegisterEntry.day, RegisterEntry.id)
    )
    found = ((row, _COUNTS[measure](row, span)) for row in session.scalars(query))
    return [_fact(row, span, *counted) for row, counted in found if counted is not None]


def _fact(row: RegisterEntry, span: Span, part: int, whole: int, became: Message) -> Fact:
    # A decree of an earlier year counts from the first day of the time.
    day = max(due_day(values_of(row)), span.first)
    told = says("{title}: {became}", title=row.title, became=became)
    return Fact(row.unit_id, day, Fraction(part), Fraction(whole), f"register-entry:{row.id}", told)


def _confirmation(row: RegisterEntry, span: Span) -> Counted:
    if row.due is None or not within(row.due, span):
        return None
    answered = until(row.done_on, span)
    if answered is None:
        return 0, 1, says("belum dijawab")
    in_time = answered <= row.due
    return int(in_time), 1, says("dijawab tepat waktu") if in_time else says("dijawab terlambat")


def _romantik(row: RegisterEntry, span: Span) -> Counted:
    if not within(row.day, span):
        return None
    told = until(row.done_on, span) is not None
    return int(told), 1, says("diberitahukan") if told else says("belum diberitahukan")


def _amounts(row: RegisterEntry, span: Span) -> Counted:
    if not within(row.day, span) or not row.target:
        return None
    done = row.done or 0
    return done, row.target, says("{part} dari {whole}", part=done, whole=row.target)


def _team(row: RegisterEntry, span: Span) -> Counted:
    if not overlaps(values_of(row), span):
        return None
    return 1, 1, says("berlaku, nomor {number}", number=row.number or "–")


def _agent(row: RegisterEntry, span: Span) -> Counted:
    return (1, 1, says("bertugas")) if in_force(values_of(row), span) else None


def _trained(row: RegisterEntry, span: Span) -> Counted:
    if not in_force(values_of(row), span):
        return None
    trained = until(row.done_on, span) is not None
    return int(trained), 1, says("sudah dibina") if trained else says("belum dibina")


_COUNTS: Mapping[Measure, Callable[[RegisterEntry, Span], Counted]] = {
    Measure.CONFIRMATIONS: _confirmation,
    Measure.ROMANTIK: _romantik,
    Measure.METADATA: _amounts,
    Measure.METADATA_ACTIVITIES: _amounts,
    Measure.METADATA_VARIABLES: _amounts,
    Measure.METADATA_INDICATORS: _amounts,
    Measure.DATA_TEAM: _team,
    Measure.CENSUS_SUPPORT: _amounts,
    Measure.AGENTS: _agent,
    Measure.AGENTS_TRAINED: _trained,
}
