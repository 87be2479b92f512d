"""Short words for tests about panels."""

from dataclasses import replace
from datetime import date

from evaluator.services import accounts, guests, offices, panel_boards, panels, periods, units
from evaluator.services.self_assessing import submit_own
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import AccountRole
from evaluator.storage.periods import Period
from tests.city import NOW, PASSWORD
from tests.evidence_city import EvidenceCity
from tests.kept import stand


def board_of(city):
    with city.installation.reads() as session:
        return panel_boards.panel_board(session, city["admin"], city.category_id)


def unit(city, name):
    """The participant of a unit, by its name."""
    board = board_of(city)
    return next(row.participant_id for row in (*board.rows, *board.samples) if row.name == name)


def panels_of(city):
    """Usernames by the unit's name, samples included."""
    board = board_of(city)
    usernames = {one.id: one.username for one in board.people}
    rows = (*board.rows, *board.samples)
    return {row.name: {usernames[who] for who in row.panel} for row in rows}


def seat(city, name, *usernames):
    """Give a unit exactly these assessors."""
    with city.installation.writes() as session:
        ids = [city[username].account_id for username in usernames]
        panels.assign(session, city["admin"], NOW, unit(city, name), ids)


def hire(city, *usernames):
    """Open accounts of further assessors."""
    with city.installation.writes() as session:
        for username in usernames:
            city.add_person(session, username, Role.ASSESSOR)


def make_blind(city):
    """Let the draft period hide names."""
    with city.installation.writes() as session:
        own = periods.period_view(session, city["admin"], city.period_id)
        names = ("title", "event", "theme", "event_date", "shows_places", "version")
        kept = {name: getattr(own, name) for name in names}
        plan = periods.Plan(blind=True)
        periods.change_period(session, city["admin"], NOW, own.id, plan=plan, **kept)


def neighbour(city, *roles, username="tamu"):
    """A person of another office on the same installation; with its own unit, "Dinas Tetangga"."""
    with city.installation.writes() as session:
        machine = Actor(None, "operator", "Operator", 0, frozenset(), operator=True)
        office_id = offices.create_office(
            session,
            machine,
            NOW,
            code="3376",
            name="BPS Kota Tetangga",
            city="Tetangga",
            number_unit="33760",
        )
        there = Actor(None, "operator", "Operator", office_id, frozenset(), operator=True)
        name = "Dinas Tetangga"
        units.create_unit(session, there, NOW, kind="opd", short_name="Tetangga", name=name)
        account_id = accounts.create_person(
            session,
            there,
            NOW,
            username=username,
            name=username.capitalize(),
            password=PASSWORD,
            roles=roles or [Role.ASSESSOR],
        )
        own_roles = frozenset(roles or {Role.ASSESSOR})
        city.actors[username] = Actor(
            account_id, username, username.capitalize(), office_id, own_roles
        )
    return city[username]


def invite(city, username="tamu"):
    """Let somebody of another office be a guest of the period."""
    with city.installation.writes() as session:
        guests.add_guest(session, city["admin"], NOW, city.period_id, username)


def blind_season(installation):
    """A blind period with self-assessment and a second person, open for scoring.

    Every panel is ases1 and "tamu", a guest who has every role at home.
    """
    city = stand(EvidenceCity, installation)
    with installation.writes() as session:
        period = session.get(Period, city.period_id)
        period.blind = period.confirms = True
    neighbour(city, *(role for role in Role if role is not Role.UNIT))
    invite(city)
    for row in board_of(city).rows:
        seat(city, row.name, "ases1", "tamu")
    city.begin()
    city.fill(e1="1", e2="tidak")
    city.show("administrasi", date(2025, 3, 1))
    with installation.writes() as session:
        submit_own(session, city["dindik"], NOW, city.own, city.version())
    city.open()
    return city


def score_blind(city):
    """Complete every sheet, with the panels divided on e3, and close the scoring."""
    for username, answer in (("ases1", "2"), ("tamu", "4")):
        for name in city.sheets(username):
            city.score(username, name, e1="1", e2="tidak", e3=answer)
    city.close()


def let_also_assess(city, username="ketua"):
    """Give somebody of the office the role of an assessor as well."""
    actor = city[username]
    with city.installation.writes() as session:
        session.add(AccountRole(account_id=actor.account_id, role=Role.ASSESSOR))
    city.actors[username] = replace(actor, roles=actor.roles | {Role.ASSESSOR})
