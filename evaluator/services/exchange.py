"""An assessor's sheets, gathered to be taken away as one workbook (LKE)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session, contains_eager

from evaluator.scoring.rubric import Rubric
from evaluator.services.cells import Cell, cells_of
from evaluator.services.exchange_marks import Base, Mark, sealed
from evaluator.services.exchange_own import OwnWords, own_words
from evaluator.services.measuring import answers_of, measured_of
from evaluator.services.permissions import Action, require
from evaluator.services.problems import NotFound, Refused
from evaluator.services.windows import window_of
from evaluator.storage.actor import Actor
from evaluator.storage.periods import Category, Participant, Stage
from evaluator.storage.scores import Sheet
from evaluator.storage.visibility import name_for, visible_sheets

MOST_SHEETS = 100
MOST_QUESTIONS = 10_000
"""How many questions the sheets of one workbook have together."""


@dataclass(frozen=True)
class LkeSheet:
    """One unit's sheet in a workbook.

    writable : whether answers may still be given
    cells : what is stored, by indicator
    own : what the unit says of itself and shows for it, by indicator
    measured : the answers of indicators that recorded facts give
    """

    id: int
    unit: str
    writable: bool
    cells: Mapping[str, Cell]
    own: Mapping[str, OwnWords]
    measured: Mapping[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, str]:
        """The stored and the measured answers by indicator."""
        return {**{code: cell.answer for code, cell in self.cells.items()}, **self.measured}


@dataclass(frozen=True)
class Lke:
    """What a workbook is written from.

    self_assesses : whether the units of this period assess themselves first
    mark : lines for the hidden sheet, their checksum last
    """

    period: str
    category: str
    rubric: Rubric
    self_assesses: bool
    sheets: tuple[LkeSheet, ...]
    mark: tuple[str, ...]

    @property
    def writable(self) -> bool:
        """Whether any of its sheets may still be filled."""
        return any(sheet.writable for sheet in self.sheets)


def gather_lke(
    session: Session, actor: Actor, now: datetime, sheet_ids: Collection[int], secret: bytes
) -> Lke:
    """Gather some of one's own sheets of one category, in a fixed number of queries.

    Outside the scoring, or its hours, they can be read and no longer filled.

    secret : the installation's own, for the checksum

    Raises
    ------
    NotFound
        If one of the sheets is not this assessor's.
    Refused
        If none is named, or they belong to several categories.
    """
    require(actor, Action.ASSESS)
    found = own_sheets(session, actor, sheet_ids)
    if not found:
        raise Refused("Pilih paling sedikit satu unit untuk diunduh.")
    category = found[0].participant.category
    if any(sheet.participant.category_id != category.id for sheet in found):
        raise Refused("Satu LKE memuat unit dari satu kategori. Unduh per kategori.")
    rubric = category.rubric_version.rubric
    most = min(MOST_SHEETS, max(1, MOST_QUESTIONS // len(rubric.indicators)))
    if len(found) > most:
        raise Refused("Satu LKE memuat paling banyak {most} unit. Pilih lebih sedikit.", most=most)
    open_now = category.period.stage == Stage.SCORING and window_of(
        session, category.period, Stage.SCORING
    ).is_open(now)
    cells = cells_of(session, [sheet.id for sheet in found])
    hidden = category.period.blind and category.period.released_at is None
    measured = {} if hidden else measured_of(session, [category])
    own = own_words(session, actor, [sheet.participant for sheet in found])
    return Lke(
        category.period.title,
        category.title,
        rubric,
        category.period.self_assesses,
        tuple(
            LkeSheet(
                sheet.id,
                name_for(actor, sheet.participant, category.period),
                open_now and sheet.participant.withdrawn is None,
                {
                    code: cells[sheet.id, code]
                    for code in rubric.indicator
                    if (sheet.id, code) in cells
                },
                own.get(sheet.participant_id, {}),
                answers_of(measured.get(sheet.participant_id, {})),
            )
            for sheet in found
        ),
        sealed(_mark(actor, category, found, cells), secret),
    )


def own_sheets(session: Session, actor: Actor, sheet_ids: Collection[int]) -> list[Sheet]:
    """Sheets that this assessor fills, by the unit's name, with category, period and rubric.

    Raises
    ------
    NotFound
        If one of them is not there or not this assessor's (any more).
    """
    query = (
        visible_sheets(actor)
        .join(Category.rubric_version)
        .where(Sheet.id.in_(set(sheet_ids)), Sheet.assessor_id == actor.account_id)
        .options(
            contains_eager(Sheet.participant)
            .contains_eager(Participant.category)
            .options(contains_eager(Category.period), contains_eager(Category.rubric_version)),
        )
        .order_by(Participant.name, Sheet.id)
    )
    found = list(session.scalars(query))
    if len(found) != len(set(sheet_ids)):
        raise NotFound("Ada lembar yang tidak ada, atau bukan tugas Anda.")
    # An alias stands in another place than the name it hides.
    return sorted(
        found,
        key=lambda one: (name_for(actor, one.participant, one.participant.category.period), one.id),
    )


def _mark(
    actor: Actor, category: Category, sheets: list[Sheet], cells: Mapping[tuple[int, str], Cell]
) -> Mark:
    version = category.rubric_version
    places = [(sheet.id, one.code) for sheet in sheets for one in version.rubric.asked]
    stored = {place: cells.get(place) or Cell(*place) for place in places}
    return Mark(
        category.period_id,
        category.id,
        actor.account_id,
        f"{version.code} {version.version}",
        version.digest,
        {place: Base(cell.version, cell.answer, cell.note) for place, cell in stored.items()},
    )
