"""What a page's head shows: the office, who is signed in, and where one can go."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _

from evaluator.services.fact_units import own_kind
from evaluator.services.offices import OfficeView, first_office, office_view
from evaluator.services.permissions import Action, allows
from evaluator.services.self_assessments import my_own_assessments
from evaluator.services.task_book import KINDS as FIELD
from evaluator.storage.actor import Actor, Role
from evaluator.web.language import label, language
from evaluator.web.request import current_actor, db


@dataclass(frozen=True)
class Item:
    """One entry of the main menu; parts: the pages under it, where it stands for several."""

    label: str
    url: str
    active: bool
    parts: tuple["Item", ...] = ()


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
    """Where somebody's evening begins: a unit's own assessment while it waits for it, else home."""
    unit = who if who is not None and Role.UNIT in who.roles else None
    rows = my_own_assessments(db(), unit) if unit else []
    if any(row.open and row.total and row.state != "sent" for row in rows):
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


def _entries() -> tuple[tuple[Action, str, str, str], ...]:
    """Who may, what it is called, where it is, and the entry that it stands under, if any."""
    papers, settings = _("Piagam"), _("Pengaturan")
    return (
        (Action.ASSESS, _("Unit saya"), "assess.my_units", ""),
        (Action.ASSESS, _("Tabel nilai"), "grid.table", ""),
        (Action.SEE_RESULTS, _("Hasil"), "results.periods", ""),
        (Action.DECIDE, _("Penyepakatan"), "settle.home", ""),
        (Action.ARRANGE, _("Penilai"), "panels.overview", ""),
        (Action.ARRANGE, _("Kemajuan"), "progress.periods", ""),
        (Action.SEE_FACTS, _("Pembinaan"), "coaching.home", ""),
        (Action.SEE_CERTIFICATES, _("Piagam"), "certificates.periods", papers),
        (Action.DESIGN, _("Rancangan piagam"), "designer.gallery", papers),
        (Action.SIGN, _("Tanda tangan"), "signing.overview", papers),
        (Action.STAGE, _("Panggung"), "ceremony.periods", ""),
        (Action.SELF_ASSESS, _("Penilaian mandiri"), "own.mine", ""),
        (Action.SEE_FEEDBACK, _("Umpan balik"), "feedback.mine", ""),
        (Action.PLAN, _("Rencana"), "plans.home", ""),
        (Action.PLAN, _("Kegiatan"), "activities.home", ""),
        (Action.PLAN, _("Permintaan"), "requests.home", ""),
        (Action.PLAN, _("Kendala"), "obstacles.home", ""),
        (Action.SELF_ASSESS, _("Wakil"), "deputies.own", ""),
        (Action.ADMINISTER, _("Periode"), "admin_periods.periods", settings),
        (Action.ADMINISTER, _("Unit"), "admin_units.units", settings),
        (Action.ADMINISTER, _("Orang"), "admin_people.people", settings),
        (Action.ARRANGE, _("Kelompok"), "groups.groups", settings),
        (Action.ADMINISTER, _("Rubrik"), "admin_rubrics.rubrics", settings),
        (Action.DISCUSS, _("Rancangan rubrik"), "drafts.drafts", settings),
        (Action.ADMINISTER, _("Kantor"), "admin_office.office", settings),
        (Action.SEE_LOG, _("Jejak audit"), "log.entries", ""),
    )


def _of_field(who: Actor) -> tuple[tuple[Action, str, str, str], ...]:
    """The menu of a mitra or respondent; a self-assessment only where a period asks for one."""
    own = (Action.SELF_ASSESS, _("Penilaian mandiri"), "own.mine", "")
    asked = any(row.done or (row.open and row.total) for row in my_own_assessments(db(), who))
    return (
        *((own,) if asked else ()),
        (Action.SEE_FEEDBACK, _("Umpan balik"), "feedback.mine", ""),
        (Action.SEE_FACTS, _("Tugas lapangan"), "tasks.home", ""),
        (Action.PLAN, _("Kegiatan"), "activities.home", ""),
        (Action.PLAN, _("Kendala"), "obstacles.home", ""),
        (Action.PLAN, _("Rencana"), "plans.home", ""),
    )


def _menu(who: Actor | None) -> list[Item]:
    """The entries of the menu; those that stand under one entry become its second row."""
    if who is None:
        return []
    own = Role.UNIT in who.roles
    entries = _of_field(who) if own and own_kind(db(), who) in FIELD else _entries()
    offered = [
        (text, endpoint, under)
        for action, text, endpoint, under in entries
        if allows(who, action) and not (own and endpoint == "coaching.home")
    ]
    here = _menu_of(request.blueprint or "", [endpoint for _text, endpoint, _under in offered])
    items: dict[str, list[Item]] = {}
    for text, endpoint, under in offered:
        item = Item(text, url_for(endpoint), here == endpoint.partition(".")[0])
        items.setdefault(under or endpoint, []).append(item)
    return [_grouped(name, parts) for name, parts in items.items()]


def _grouped(name: str, parts: list[Item]) -> Item:
    """One entry for all these pages, which opens the first; a page alone is its own entry."""
    if len(parts) == 1:
        return parts[0]
    return Item(name, parts[0].url, any(part.active for part in parts), tuple(parts))


_ELSEWHERE = {
    "plenary": "results",
    "draft": "drafts",
    "rubric_differences": "drafts",
    "activities": "coaching",
    "requests": "coaching",
    "fact_imports": "coaching",
    "measured": "coaching",
    "registers": "coaching",
    "tasks": "coaching",
    "plans": "coaching",
    "obstacles": "coaching",
    "objections": "coaching",
    "trends": "coaching",
}
"""Pages that stand under a menu of another name, where they have none of their own."""

_ELSEWHERE_OF_UNIT = {
    "objections": "feedback",
    "registers": "requests",
    "tasks": "requests",
    "measured": "requests",
}
"""The same for a unit, which reads no more than its own."""

_ELSEWHERE_OF_FIELD = {
    "objections": "feedback",
    "registers": "tasks",
    "requests": "tasks",
    "measured": "tasks",
}
"""The same for a mitra or respondent."""


def _menu_of(blueprint: str, endpoints: list[str]) -> str:
    """The menu that a module's pages stand under: "panels_import" is under "panels"."""
    menus = {name: name for name in (endpoint.partition(".")[0] for endpoint in endpoints)}
    of_unit = _ELSEWHERE_OF_FIELD if "tasks" in menus else _ELSEWHERE_OF_UNIT
    of_unit = {} if "coaching" in menus else of_unit
    known = _ELSEWHERE | of_unit | menus
    return next((known[n] for n in known if f"{blueprint}_".startswith(f"{n}_")), blueprint)


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
