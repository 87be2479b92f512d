"""What holds the city back, whom to coach first, and what a training would lift."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes
from evaluator.services import coaching, training_lift
from evaluator.services.periods import PeriodView
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound, Refused
from evaluator.services.row_numbers import row_number
from evaluator.web.drawing import download
from evaluator.web.language import translate, words
from evaluator.web.request import actor, allowed, db

bp = Blueprint("coaching_office", __name__, url_prefix="/pembinaan")


@dataclass(frozen=True)
class Chosen:
    """The period and category that an address asks for, with what else there is to choose."""

    periods: list[PeriodView]
    period: PeriodView
    groups: tuple[coaching.Group, ...]
    group: coaching.Group


@bp.get("/penahan")
@allowed(Action.COACH)
def gaps() -> Any:
    """Show which indicators hold a category back most."""
    chosen = _chosen()
    rows = coaching.holding_back(chosen.group) if chosen else []
    return render_template("coaching/gaps.html", chosen=chosen, rows=rows)


@bp.get("/penahan.<any(csv, xlsx):kind>")
@allowed(Action.COACH)
def gaps_table(kind: str) -> Response:
    """Hand out the same as a table."""
    group = _must()
    places = max(group.rubric.result.places, 2)
    columns = [
        *(Column(_("Kode")), Column(_("Indikator")), Column(_("Bagian"))),
        *(Column(_("Jumlah poin tertahan"), places), Column(_("Rata-rata per unit"), places)),
        *(Column(_("Bagian dari semua (persen)"), 1), Column(_("Unit di bawah puncak"), 0)),
        *(Column(_("Unit bernilai"), 0), Column(_("Median"), group.rubric.result.places)),
        Column(_("Pelatihan terkait")),
    ]
    rows = [
        [
            *(row.code, words(row.name), words(row.section), row.total, row.mean, row.percent),
            *(str(row.below), str(row.counted), row.middle, words(row.training)),
        ]
        for row in coaching.holding_back(group)
    ]
    return _download(_("Yang menahan kota"), group, columns, rows, kind)


@bp.get("/urutan")
@allowed(Action.COACH)
def order() -> Any:
    """Show whom to coach first, by one of two declared orders."""
    chosen = _chosen()
    rows = coaching.whom_first(chosen.group, _order()) if chosen else []
    return render_template("coaching/order.html", chosen=chosen, rows=rows, order=_order())


@bp.get("/urutan.<any(csv, xlsx):kind>")
@allowed(Action.COACH)
def order_table(kind: str) -> Response:
    """Hand out the same as a table."""
    group = _must()
    places = group.rubric.result.places
    columns = [
        *(Column(_("Urutan"), 0), Column(_("Unit")), Column(_("Nilai"), places)),
        *(Column(_("Predikat")), Column(_("Predikat berikutnya")), Column(_("Selisihnya"), places)),
        *(Column(_("Langkah paling sedikit"), 0), Column(_("Indikator"))),
    ]
    rows = [
        [
            *(str(number), row.unit, row.value, words(row.predicate), words(row.upcoming)),
            row.lack,
            str(row.reach.steps) if row.reach and row.reach.steps else "",
            _climbs(group, row.reach.climbs) if row.reach else "",
        ]
        for number, row in enumerate(coaching.whom_first(group, _order()), start=1)
    ]
    return _download(_("Siapa dibina lebih dulu"), group, columns, rows, kind)


@bp.get("/bimtek")
@allowed(Action.COACH)
def training() -> Any:
    """Calculate what a training on some indicators would lift; nothing is stored."""
    chosen = _chosen()
    if chosen is None:
        return render_template("coaching/training.html", chosen=None)
    activities = training_lift.planned_activities(db(), actor())
    codes, units = _codes(chosen.group), _invited(chosen.group, activities)
    typed, problem, lifted = request.args.get("sampai", "")[:20], "", None
    try:
        up_to = training_lift.share_asked(typed)
        if codes and units:
            lifted = training_lift.lift_of(chosen.group, codes, units, up_to)
    except Refused as refused:
        problem = translate(refused.message)
    page = render_template(
        "coaching/training.html",
        chosen=chosen,
        trainings=training_lift.trainings_of(chosen.group.rubric),
        activities=activities,
        codes=codes,
        ticked=_ticked(),
        asked=request.args.get("undang", ""),
        lifted=lifted,
        up_to=typed.strip().removesuffix("%").strip(),
        typed=typed,
        problem=problem,
        has_open=training_lift.has_open(chosen.group.rubric, codes),
        query=request.query_string.decode("ascii", "replace"),
    )
    return page, 422 if problem else 200


@bp.get("/bimtek.<any(csv, xlsx):kind>")
@allowed(Action.COACH)
def training_table(kind: str) -> Response:
    """Hand out the same as a table."""
    group = _must()
    places = group.rubric.result.places
    activities = training_lift.planned_activities(db(), actor())
    up_to = training_lift.share_asked(request.args.get("sampai", ""))
    found = training_lift.lift_of(group, _codes(group), _invited(group, activities), up_to)
    columns = [
        *(Column(_("Unit")), Column(_("Nilai sekarang"), places), Column(_("Menjadi"), places)),
        *(Column(_("Naik"), places), Column(_("Indikator yang naik"), 0)),
        *(Column(_("Predikat sekarang")), Column(_("Predikat menjadi"))),
    ]
    rows = [
        [
            *(one.unit, one.before, one.after, one.gain, str(one.climbs)),
            *(words(one.predicate), words(one.later)),
        ]
        for one in found.units
    ]
    return _download(_("Bila bimtek diadakan"), group, columns, rows, kind)


def _chosen() -> Chosen | None:
    """What the address asks for, else the newest; None where there are no results to read."""
    periods = coaching.coach_periods(db(), actor())
    if not periods:
        return None
    wanted = request.args.get("periode", type=row_number)
    period = next((one for one in periods if one.id == wanted), periods[0])
    groups = coaching.groups_of(db(), actor(), period.id)
    group = coaching.group_named(groups, request.args.get("kategori", type=row_number))
    return Chosen(periods, period, groups, group)


def _must() -> coaching.Group:
    chosen = _chosen()
    if chosen is None:
        raise NotFound("Belum ada hasil yang dapat dibaca.")
    return chosen.group


def _order() -> str:
    asked = request.args.get("urut", "")
    return asked if asked in coaching.ORDERS else coaching.ORDERS[0]


def _codes(group: coaching.Group) -> list[str]:
    asked = set(request.args.getlist("indikator"))
    return [code for code in group.rubric.indicator if code in asked]


def _invited(
    group: coaching.Group, activities: list[training_lift.PlannedActivity]
) -> frozenset[int]:
    """The units ticked, all or all of one predicate, and those invited to a chosen activity."""
    number = request.args.get("kegiatan", type=row_number)
    invited = next((one.unit_ids for one in activities if one.id == number), frozenset())
    asked, ticked = request.args.get("undang", ""), _ticked()
    named = {f"predikat-{i}": p.name for i, p in enumerate(group.rubric.result.predicates)}
    return frozenset(
        row.participant_id
        for row, evaluation in group.units
        if row.participant_id in ticked
        or row.participant.unit_id in invited
        or asked == "semua"
        or (asked in named and evaluation.predicate == named[asked])
    )


def _climbs(group: coaching.Group, climbs: tuple[tuple[str, int], ...]) -> str:
    """The steps of a unit in one cell: "a1 Standar data (2×), b1 Cakupan"."""
    named = group.rubric.indicator
    return ", ".join(
        f"{code} {words(named[code].name)}" + (f" ({count}×)" if count > 1 else "")
        for code, count in climbs
    )


def _ticked() -> frozenset[int]:
    return frozenset(request.args.getlist("unit", type=row_number))


def _download(
    title: str, group: coaching.Group, columns: list[Column], rows: list[list[str]], kind: str
) -> Response:
    facts = [f"{group.period.title} ({group.period.year})", group.category]
    table = ResultTable(title, facts, columns, rows)
    content = csv_bytes(table) if kind == "csv" else xlsx_bytes(table)
    return download(content, f"{title} - {group.category}.{kind}")
