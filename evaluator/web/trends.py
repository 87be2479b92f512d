"""Pictures of the city: years, sections, categories and indicators."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, session, url_for
from flask_babel import gettext as _

from evaluator.documents.result_table import ResultTable, csv_bytes, xlsx_bytes
from evaluator.services import logging, trend_city, trend_heat, trends
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound
from evaluator.services.trend_lines import Track, UnitLine
from evaluator.web import trends_tables as tables
from evaluator.web.drawing import download, shown, speech_in
from evaluator.web.language import LANGUAGES, language
from evaluator.web.request import actor, allowed, db, now, writing_apart

bp = Blueprint("trends", __name__, url_prefix="/tren")
VIEWED = "viewed"  # shared with the pages of results: one note an hour for both
NOTED_EVERY = timedelta(hours=1)


@bp.get("/")
@allowed(Action.SEE_TRENDS)
def home() -> Any:
    """List the categories that have results to look back on, and the years for the mayor."""
    found = trend_city.released(db(), actor())
    return render_template(
        "trends/home.html",
        tracks=trends.list_tracks(db(), actor()),
        years=trend_city.released_years(found),
        table=tables.city_table(found) if found else None,
    )


@bp.get("/kota.svg")
@allowed(Action.SEE_TRENDS)
def city_picture() -> Response:
    """Draw the medians of all categories."""
    from evaluator.documents import trend_pictures

    found = _city()
    speech = speech_in(language())
    drawn = trend_pictures.city_picture(found, speech, _("Median tiap kategori"), narrow=_narrow())
    return shown(drawn, "kota.svg")


@bp.get("/kota.<any(csv, xlsx):kind>")
@allowed(Action.SEE_TRENDS)
def city_table(kind: str) -> Response:
    """Hand out the medians of all categories."""
    return _file(tables.city_table(_city()), f"tren-kota.{kind}")


@bp.get("/<int:category_id>")
@allowed(Action.SEE_TRENDS)
def track(category_id: int) -> Any:
    """Show one category through the years: medians, predicates, sections and units."""
    found = _track(category_id)
    made = {name: make(found) for name, make in tables.TABLES.items()}
    return render_template("trends/track.html", track=found, tables=made)


@bp.get("/<int:category_id>/<any(kategori, sebaran, profil, bagian, unit, peta):name>.svg")
@allowed(Action.SEE_TRENDS)
def picture(category_id: int, name: str) -> Response:
    """Draw one picture of a category."""
    from evaluator.documents import trend_pictures

    speech = speech_in(language())
    if name == "peta":
        heat = _heat(category_id)
        drawn: bytes | None = trend_pictures.heat_picture(heat, speech, heat.track.title)
    else:
        found = _track(category_id)
        drawn = trend_pictures.category_picture(found, name, speech, found.title, narrow=_narrow())
    if drawn is None:
        raise NotFound("Belum ada nilai untuk digambarkan.")
    return shown(drawn, f"{name}.svg")


@bp.get(
    "/<int:category_id>/<any(kategori, sebaran, bagian, unit, peta):name>.<any(csv, xlsx):kind>"
)
@allowed(Action.SEE_TRENDS)
def table(category_id: int, name: str, kind: str) -> Response:
    """Hand out the table behind a picture."""
    if name == "peta":
        made = tables.heat_table(_heat(category_id))
    else:
        made = tables.TABLES[name](_track(category_id))
    return _file(made, f"tren-{category_id}-{name}.{kind}")


@bp.get("/<int:category_id>/peta")
@allowed(Action.SEE_TRENDS)
def heat(category_id: int) -> Any:
    """Show every unit at every indicator of one assessment."""
    from evaluator.documents.trend_heat_words import heat_map
    from evaluator.documents.trend_pictures import heat_width

    found = _heat(category_id)
    wide = heat_width(heat_map(found, speech_in(language())))
    made = tables.heat_table(found)
    tabs = [
        (point.label, url_for(".heat", category_id=point.category_id), point is found.point)
        for point in found.track.points
    ]
    return render_template("trends/heat.html", found=found, table=made, wide=wide, year_tabs=tabs)


@bp.get("/<int:category_id>/unit/<int:unit_id>")
@allowed(Action.SEE_TRENDS)
def unit(category_id: int, unit_id: int) -> Any:
    """Show one unit through the years, as published and on common indicators."""
    found, line = _unit(category_id, unit_id)
    return render_template(
        "trends/unit.html",
        track=found,
        line=line,
        remarks=tables.remarks(found, line),
        table=tables.unit_table(found, line),
        sections=tables.unit_sections_table(found, line),
    )


@bp.get("/<int:category_id>/unit/<int:unit_id>/<any(nilai, bagian):name>.svg")
@allowed(Action.SEE_TRENDS)
def unit_picture(category_id: int, unit_id: int, name: str) -> Response:
    """Draw one picture of a unit."""
    from evaluator.documents import trend_pictures

    found, line = _unit(category_id, unit_id)
    speech = speech_in(language())
    drawn = trend_pictures.unit_picture(found, line, name, speech, line.name, narrow=_narrow())
    return shown(drawn, f"{name}.svg")


@bp.get("/<int:category_id>/unit/<int:unit_id>/<any(nilai, bagian):name>.<any(csv, xlsx):kind>")
@allowed(Action.SEE_TRENDS)
def unit_table(category_id: int, unit_id: int, name: str, kind: str) -> Response:
    """Hand out the table behind a unit's picture."""
    found, line = _unit(category_id, unit_id)
    make = tables.unit_table if name == "nilai" else tables.unit_sections_table
    return _file(make(found, line), f"tren-{category_id}-{unit_id}-{name}.{kind}")


@bp.get("/<int:category_id>/buku.pdf")
@allowed(Action.SEE_TRENDS)
def book(category_id: int) -> Response:
    """Print a category's trends: every picture with its table, and the heat map."""
    from evaluator.documents import trend_book

    found = _heat(category_id)
    office = office_view(db(), actor().office_id)
    made = {name: make(found.track) for name, make in tables.TABLES.items()}
    pdf = trend_book.draw(found, made, office, speech_in(language()), _today(office.zone))
    return download(pdf, f"{_('Tren')} - {found.track.title}.pdf")


@bp.get("/wali-kota.pdf")
@allowed(Action.SEE_TRENDS)
def mayor() -> Response:
    """Print the one page for the mayor, of the year asked for or the newest."""
    from evaluator.documents import trend_mayor

    found = trend_city.city_summary(db(), actor(), _asked_year())
    spoken = _asked_language()
    pdf = trend_mayor.draw(found, speech_in(spoken), _today(found.office.zone))
    word = "Summary for the mayor" if spoken == "en" else "Ringkasan untuk wali kota"
    return download(pdf, f"{word} {found.year}.pdf")


def _city() -> tuple[Track, ...]:
    found = trend_city.released(db(), actor())
    if not found:
        raise NotFound("Belum ada nilai untuk digambarkan.")
    return found


def _track(category_id: int) -> Track:
    return _noted(trends.track(db(), actor(), category_id))


def _heat(category_id: int) -> trend_heat.HeatTrack:
    found = trend_heat.heat_track(db(), actor(), category_id)
    _noted(found.track)
    return found


def _noted(found: Track) -> Track:
    """Keep in the log that unreleased results were opened, once per session and hour.

    Of the pages that only look, those of results and these write: who saw a secret must
    not depend on memory.
    """
    seen, moment = session.get(VIEWED, {}), now()
    for point in found.points:
        last = seen.get(str(point.period_id), 0)
        if point.released or moment.timestamp() - last < NOTED_EVERY.total_seconds():
            continue
        with writing_apart() as own:
            logging.note_view(own, actor(), moment, point.period_id)
        seen = {**seen, str(point.period_id): int(moment.timestamp())}
        session[VIEWED] = seen
    return found


def _unit(category_id: int, unit_id: int) -> tuple[Track, UnitLine]:
    found = _track(category_id)
    line = found.unit(unit_id)
    if line is None:
        raise NotFound("Unit itu tidak ada pada tren ini.")
    return found, line


def _file(made: ResultTable, name: str) -> Response:
    return download(csv_bytes(made) if name.endswith(".csv") else xlsx_bytes(made), name)


def _narrow() -> bool:
    return request.args.get("sempit") == "1"


def _asked_year() -> int | None:
    asked = request.args.get("tahun", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else None


def _asked_language() -> str:
    asked = request.args.get("bahasa", "")
    return asked if asked in LANGUAGES else language()


def _today(zone: str) -> date:
    return now().astimezone(ZoneInfo(zone)).date()
