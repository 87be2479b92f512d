"""Who won, open to everyone: a page a year, a piece for other sites, and tables for programs."""

import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request

from evaluator.documents.result_table import Column, ResultTable, csv_bytes
from evaluator.scoring.words import Bilingual
from evaluator.services import public_results
from evaluator.services.permissions import Action
from evaluator.services.public_results import COLUMNS, PublicYear
from evaluator.web.request import allowed, db

bp = Blueprint("public", __name__, url_prefix="/penghargaan")
# Kept by whoever has it, but asked about each time: a revision is seen at once.
_KEPT = "public, max-age=0, must-revalidate"
_FRAMED = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *"
)


@bp.get("/")
@allowed(Action.EVERYONE)
def years() -> Any:
    """List the years of the office whose awards are released."""
    return render_template("public/years.html", years=public_results.public_years(db()))


@bp.get("/<int:year>")
@allowed(Action.EVERYONE)
def year(year: int) -> Any:
    """The awards of one year."""
    found = public_results.public_year(db(), year)
    return render_template("public/year.html", found=found)


@bp.get("/<int:year>/sematkan")
@allowed(Action.EVERYONE)
def embedded(year: int) -> Response:
    """The same without head and foot, for a frame on another site; it sets no cookie."""
    found = public_results.public_year(db(), year)
    answer = _kept(render_template("public/embedded.html", found=found), f"{found.digest}-frame")
    answer.headers["Content-Security-Policy"] = _FRAMED
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@bp.get("/<int:year>.csv")
@allowed(Action.EVERYONE)
def csv(year: int) -> Response:
    """One row an award; a text that a spreadsheet would run as a formula is made harmless."""
    found = public_results.public_year(db(), year)
    rows = list(public_results.table_rows(found))
    table = ResultTable(str(year), (), [Column(title) for title in COLUMNS], rows)
    answer = _open(_kept(csv_bytes(table), f"{found.digest}-csv"), "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="penghargaan-{year}.csv"'
    return answer


@bp.get("/<int:year>.json")
@allowed(Action.EVERYONE)
def as_json(year: int) -> Response:
    """The same as JSON, periods and categories nested."""
    found = public_results.public_year(db(), year)
    content = json.dumps(_plain_year(found), ensure_ascii=False, indent=1)
    return _open(_kept(content, f"{found.digest}-json"), "application/json")


def _kept(content: str | bytes, tag: str) -> Response:
    """An answer with its tag; whoever has the same already is only told so."""
    answer = Response(content, mimetype="text/html")
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = _KEPT
    answer.make_conditional(request)
    return answer


def _open(answer: Response, kind: str) -> Response:
    answer.headers["Content-Type"] = kind
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _plain_year(found: PublicYear) -> dict[str, Any]:
    return {
        "kantor": found.office,
        "tahun": found.year,
        "contoh": found.illustrative,
        "periode": [
            {
                "judul": period.title,
                "acara": period.event,
                "tema": period.theme,
                "tanggal": _iso(period.event_date),
                "sedang_ditinjau": period.under_revision,
                "kategori": [
                    {
                        "judul": category.title,
                        "penghargaan": [
                            {
                                "penghargaan": _words(award.award),
                                "juara": _words(award.place) if award.place else None,
                                "bersama": award.joint,
                                "penerima": award.recipient,
                            }
                            for award in category.awards
                        ],
                    }
                    for category in period.categories
                ],
            }
            for period in found.periods
        ],
    }


def _iso(day: date) -> str:
    return day.isoformat()


def _words(text: Bilingual) -> dict[str, str]:
    return {"id": text.id, **({"en": text.en} if text.en else {})}
