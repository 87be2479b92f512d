"""The city in figures, open to everyone: medians and predicates of categories, no unit named."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable, csv_bytes
from evaluator.services.permissions import Action
from evaluator.services.problems import NotFound
from evaluator.services.quartiles import FEWEST
from evaluator.services.trend_city import PublicCity, public_city
from evaluator.web.drawing import download, shown, speech_in
from evaluator.web.language import language, words
from evaluator.web.request import allowed, db

bp = Blueprint("public_city", __name__, url_prefix="/penghargaan")


@bp.get("/<int:year>/kota")
@allowed(Action.EVERYONE)
def page(year: int) -> Any:
    """Show what the assessments of a year and those before say of the whole city."""
    found = _city(year)
    return render_template(
        "public/city.html",
        city=found,
        fewest=FEWEST,
        table=_table(found),
        middle=any(point.middle for one in found.categories for point in one.points),
        predicates=any(one.points[-1].predicates for one in found.categories),
    )


@bp.get("/<int:year>/kota/<any(tengah, predikat):name>.svg")
@allowed(Action.EVERYONE)
def picture(year: int, name: str) -> Response:
    """Draw one picture of the city."""
    from evaluator.documents.trend_public import public_picture

    found, narrow = _city(year), request.args.get("sempit") == "1"
    drawn = public_picture(found, name, speech_in(language()), found.office, narrow=narrow)
    if drawn is None:
        raise NotFound("Tidak ada angka yang dapat ditunjukkan tanpa menunjuk satu unit.")
    return shown(drawn, f"{name}.svg")


@bp.get("/<int:year>/kota.csv")
@allowed(Action.EVERYONE)
def csv(year: int) -> Response:
    """One row a category and year."""
    return download(csv_bytes(_table(_city(year))), f"kota-{year}.csv")


def _city(year: int) -> PublicCity:
    found = public_city(db(), year)
    if found is None:
        raise NotFound("Belum ada hasil yang diumumkan untuk tahun itu.")
    return found


def _table(city: PublicCity) -> ResultTable:
    points = [point for one in city.categories for point in one.points]
    names = list(dict.fromkeys(words(name) for point in points for name, _n in point.predicates))
    columns = [
        Column(_("Kategori")),
        Column(_("Tahun")),
        Column(_("Unit bernilai"), 0),
        Column(_("Median"), 2),
        *(Column(name, 0) for name in names),
        Column(_("Keterangan")),
    ]
    rows = []
    for one in city.categories:
        for point in one.points:
            counts = {words(name): str(count) for name, count in point.predicates}
            said = [_("Rubrik berubah sejak sebelumnya.")] if point.rubric_changed else []
            said += [_("Sedang ditinjau kembali.")] if point.under_revision else []
            rows.append(
                [
                    one.title,
                    point.label,
                    str(point.units),
                    point.middle or "",
                    *(counts.get(name, "") for name in names),
                    " ".join(said),
                ]
            )
    title = _("%(office)s sampai %(year)s", office=city.office, year=city.year)
    return ResultTable(title, (), columns, rows)
