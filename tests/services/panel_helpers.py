"""Short words for tests about panels."""

from evaluator.services import accounts, guests, offices, panel_boards, panels, periods, units
from evaluator.storage.actor import Actor, Role
from tests.city import NOW, PASSWORD


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
