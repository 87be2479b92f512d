"""What a page's head shows: the office, who is signed in, and where one can go."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from evaluator.services.offices import OfficeView, first_office, office_view
from evaluator.services.permissions import Action, allows
from evaluator.services.self_assessments import my_own_assessments
from evaluator.storage.actor import Actor, Role
from evaluator.web.language import label, language
from evaluator.web.request import current_actor, db


@dataclass(frozen=True)
class Item:
    """One entry of the main menu."""

    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class Reader:
    """Who is signed in, as the head of a page names them."""

    name: str
    role_names: list[str]


def init_app(app: Flask) -> None:
    """Give every template the head of the page."""
    app.context_processor(_head)


def current_office() -> OfficeView | None:
    """The office of whoever is signed in, else the installation's first."""
    if "office" not in g:
        who = current_actor()
        g.office = office_view(db(), who.office_id) if who else first_office(db())
        g.zone = g.office.zone if g.office else None
    return g.office


def home_of(who: Actor | None) -> str:
    """The page where somebody's work begins."""
    for action, endpoint in _HOMES:
        if who is not None and allows(who, action):
            return url_for(endpoint)
    return url_for("account.sign_in")


def start_of(who: Actor | None) -> str:
    """Where somebody's evening begins: a unit's own assessment while it is open, else home."""
    unit = who if who is not None and Role.UNIT in who.roles else None
    if unit and any(row.open for row in my_own_assessments(db(), unit)):
        return url_for("own.mine")
    return home_of(who)


_HOMES = (
    (Action.ASSESS, "assess.my_units"),
    (Action.DECIDE, "results.periods"),
    (Action.CERTIFY, "certificates.periods"),
    (Action.SEE_FEEDBACK, "feedback.mine"),
    (Action.ADMINISTER, "admin_periods.periods"),
    (Action.SEE_LOG, "results.periods"),
)


def _menu(who: Actor | None) -> list[Item]:
    entries = (
        (Action.ASSESS, _("Unit saya"), "assess.my_units"),
        (Action.ASSESS, _("Tabel nilai"), "grid.table"),
        (Action.SEE_RESULTS, _("Hasil"), "results.periods"),
        (Action.DECIDE, _("Penyepakatan"), "settle.home"),
        (Action.ARRANGE, _("Penilai"), "panels.overview"),
        (Action.ARRANGE, _("Kemajuan"), "progress.periods"),
        (Action.SEE_CERTIFICATES, _("Piagam"), "certificates.periods"),
        (Action.DESIGN, _("Rancangan piagam"), "designer.gallery"),
        (Action.STAGE, _("Panggung"), "ceremony.periods"),
        (Action.SIGN, _("Tanda tangan"), "signing.overview"),
        (Action.SELF_ASSESS, _("Penilaian mandiri"), "own.mine"),
        (Action.SEE_FEEDBACK, _("Umpan balik"), "feedback.mine"),
        (Action.SELF_ASSESS, _("Wakil"), "deputies.own"),
        (Action.ADMINISTER, _("Periode"), "admin_periods.periods"),
        (Action.ADMINISTER, _("Unit"), "admin_units.units"),
        (Action.ADMINISTER, _("Orang"), "admin_people.people"),
        (Action.ARRANGE, _("Kelompok"), "groups.groups"),
        (Action.ADMINISTER, _("Rubrik"), "admin_rubrics.rubrics"),
        (Action.DISCUSS, _("Rancangan rubrik"), "drafts.drafts"),
        (Action.ADMINISTER, _("Kantor"), "admin_office.office"),
        (Action.SEE_LOG, _("Jejak audit"), "log.entries"),
    )
    here = _menu_of(request.blueprint or "", [endpoint for _action, _text, endpoint in entries])
    return [
        Item(text, url_for(endpoint), here == endpoint.split(".")[0])
        for action, text, endpoint in entries
        if who is not None and allows(who, action)
    ]


_ELSEWHERE = {"plenary": "results", "draft": "drafts", "rubric_differences": "drafts"}
"""Pages that stand under a menu of another name."""


def _menu_of(blueprint: str, endpoints: list[str]) -> str:
    """The menu that a module's pages stand under: "panels_import" is under "panels"."""
    own = next((n for n in _ELSEWHERE if f"{blueprint}_".startswith(f"{n}_")), None)
    if own:
        return _ELSEWHERE[own]
    menus = (endpoint.partition(".")[0] for endpoint in endpoints)
    return next((n for n in menus if f"{blueprint}_".startswith(f"{n}_")), blueprint)


def _head() -> dict[str, Any]:
    """Values for base.html; an error page must come out even where the database is gone."""
    try:
        who, office = current_actor(), current_office()
    except Exception:  # the error itself is logged where it first shows
        who, office = None, None
    logo = office.logo if office else None
    return {
        "actor": _reader(who),
        "navigation": _menu(who),
        "office_name": office.name if office else _("Badan Pusat Statistik"),
        "logo_url": url_for("account.logo", digest=logo) if logo else None,
        "home_url": home_of(who),
        "demo": bool(office and office.illustrative),
        "language": language(),
    }


def _reader(who: Actor | None) -> Reader | None:
    if who is None:
        return None
    return Reader(who.name, [label("role", role) for role in sorted(who.roles)])
