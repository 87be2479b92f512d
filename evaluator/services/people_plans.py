"""The dry run of an import of people: what each row of a table would do to the accounts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evaluator.scoring.messages import Message, Problem, says
from evaluator.services.account_rules import clean_username
from evaluator.services.accounts import Person
from evaluator.services.checks import clean_email, clean_nip, clean_text, spaced_nip
from evaluator.services.import_plans import Change, ImportPlan, ImportRow
from evaluator.services.permissions import Action, require
from evaluator.services.unit_rows import check_header, fault_of
from evaluator.storage.actor import Actor, Role
from evaluator.storage.people import Account
from evaluator.storage.units import Unit
from evaluator.storage.visibility import visible_accounts, visible_units

COLUMNS = ("nama_pengguna", "nama", "peran", "nip", "unit", "tugas", "surel")
ROLES = {
    "admin": Role.ADMIN,
    "penilai": Role.ASSESSOR,
    "ketua tim": Role.LEAD,
    "unit": Role.UNIT,
    "panitia": Role.ORGANISER,
    "auditor": Role.AUDITOR,
}
"""What a table calls the roles."""
DUTIES = {"operator": "operator", "supervisor": "supervisor", "kepala": "head"}
"""What a table calls the duties of a unit's people."""
_WANTED = ("nama_pengguna", "nama", "peran")


@dataclass(frozen=True)
class Given:
    """What a row says of a person, as it would be kept; None where the file lacks the column."""

    username: str
    name: str
    roles: frozenset[Role]
    nip: str | None
    unit_id: int | None
    duty: str | None
    email: str | None


def plan_people(
    session: Session,
    actor: Actor,
    header: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str]]],
    unread: Iterable[tuple[int, Message]] = (),
) -> ImportPlan:
    """Say what importing these people would do, without doing it.

    An account is known by its username. A column that the file lacks keeps what
    is stored; an empty cell empties it.

    Raises
    ------
    Refused
        If the header lacks a column, names one twice or names an unknown one.
    """
    require(actor, Action.ADMINISTER)
    columns = [cell.strip().casefold().replace(" ", "_") for cell in header]
    check_header(columns, _WANTED, COLUMNS)
    faults: dict[int, list[Message]] = {}
    for number, fault in unread:
        faults.setdefault(number, []).append(fault)
    given = {n: dict(zip(columns, map(str.strip, cells), strict=True)) for n, cells in rows}
    register = register_of(session, actor, given.values())
    planned = [
        register.plan(number, given.get(number, {}), faults.get(number, []))
        for number in sorted(given.keys() | faults.keys())
    ]
    return ImportPlan(tuple(planned))


def register_of(
    session: Session, actor: Actor, rows: Iterable[Mapping[str, str]]
) -> "PeopleRegister":
    """The office's accounts and units and the rows of a table, in a fixed number of queries."""
    accounts = session.scalars(visible_accounts(actor).options(selectinload(Account.roles))).all()
    elsewhere = select(Account.username).where(Account.office_id != actor.office_id)
    units = session.scalars(visible_units(actor)).all()
    return PeopleRegister(actor, accounts, set(session.scalars(elsewhere)), units, rows)


class PeopleRegister:
    """Which usernames are taken, here and elsewhere, and which units can be named."""

    def __init__(
        self,
        actor: Actor,
        accounts: Sequence[Account],
        elsewhere: set[str],
        units: Sequence[Unit],
        rows: Iterable[Mapping[str, str]],
    ) -> None:
        self.actor, self.elsewhere = actor, elsewhere
        self.known = {account.username: account for account in accounts}
        self.unit_names = {unit.id: unit.name for unit in units}
        self.units: dict[str, set[int]] = {}
        for unit in units:
            for name in (unit.name, unit.short_name) if unit.retired_at is None else ():
                self.units.setdefault(name.casefold(), set()).add(unit.id)
        self.named = Counter(_handle(row["nama_pengguna"]) for row in rows if row)

    def plan(self, number: int, values: Mapping[str, str], unread: list[Message]) -> ImportRow:
        """What a row would do; `unread` are faults that reading it found."""
        if not values:
            return ImportRow(number, values, "refused", tuple(unread))
        faults = [*unread, *_row_faults(values), *self._faults(values)]
        if faults:
            return ImportRow(number, values, "refused", tuple(faults))
        account = self.known.get(_handle(values["nama_pengguna"]))
        if account is None:
            return ImportRow(number, values, "new")
        changes = tuple(self._changes(account, self.given(values)))
        return ImportRow(number, values, "changed" if changes else "same", changes=changes)

    def given(self, values: Mapping[str, str]) -> Given:
        """A row without faults, as its values would be kept."""
        account = self.known.get(_handle(values["nama_pengguna"]))
        roles = _roles(values["peran"])
        of_unit = Role.UNIT in roles
        stored = (account.nip, account.unit_id, account.duty, account.email) if account else ()
        nip, unit_id, duty, email = stored or (None, None, None, None)
        if "unit" in values or not of_unit:
            unit_id = next(iter(self._units(values))) if of_unit else None
        if "tugas" in values or not of_unit:
            duty = DUTIES.get(values.get("tugas", "").casefold()) if of_unit else None
        return Given(
            _handle(values["nama_pengguna"]),
            clean_text(values["nama"], "nama"),
            roles,
            clean_nip(values["nip"]) if "nip" in values else nip,
            unit_id,
            duty,
            clean_email(values["surel"]) if "surel" in values else email,
        )

    def _faults(self, values: Mapping[str, str]) -> list[Message]:
        handle, roles = _handle(values["nama_pengguna"]), _roles(values["peran"])
        account = self.known.get(handle)
        faults = list(self._unit_faults(values, roles, account))
        if self.named[handle] > 1:
            faults.append(says('nama pengguna "{name}" muncul lebih dari sekali', name=handle))
        if handle in self.elsewhere:
            faults.append(says('nama pengguna "{name}" sudah dipakai kantor lain', name=handle))
        if account is not None and not account.active:
            faults.append(says("akun ini ditutup; buka dahulu di halamannya"))
        if account is not None and account.id == self.actor.account_id and Role.ADMIN not in roles:
            faults.append(says("Anda tidak dapat melepas peran admin sendiri"))
        return faults

    def _unit_faults(
        self, values: Mapping[str, str], roles: frozenset[Role], account: Account | None
    ) -> Iterable[Message]:
        name = values.get("unit", "")
        if Role.UNIT in roles and len(roles) > 1:
            yield says("akun unit tidak boleh punya peran kantor")
        if Role.UNIT not in roles:
            if name and roles:
                yield says('unit "{name}" hanya diisi untuk peran unit', name=name)
            return
        if "unit" not in values and account is not None and account.unit_id is not None:
            return
        found = self._units(values)
        if not name:
            yield says("peran unit memerlukan unitnya")
        elif not found:
            yield says('unit "{name}" tidak ada di daftar unit yang dinilai', name=name)
        elif len(found) > 1:
            yield says('unit "{name}" ada lebih dari satu; tulis nama lengkapnya', name=name)

    def _units(self, values: Mapping[str, str]) -> set[int]:
        return self.units.get(values.get("unit", "").casefold(), set())

    def _changes(self, account: Account, given: Given) -> Iterable[Change]:
        duties = {key: word for word, key in DUTIES.items()}
        pairs = (
            ("nama", account.name, given.name),
            ("peran", _words(account.role_set), _words(given.roles)),
            ("nip", spaced_nip(account.nip or ""), spaced_nip(given.nip or "")),
            ("unit", self._unit_name(account.unit_id), self._unit_name(given.unit_id)),
            ("tugas", duties.get(account.duty or "", ""), duties.get(given.duty or "", "")),
            ("surel", account.email or "", given.email or ""),
        )
        return (Change(*pair) for pair in pairs if pair[1] != pair[2])

    def _unit_name(self, unit_id: int | None) -> str:
        return self.unit_names.get(unit_id or 0, "")


def _row_faults(values: Mapping[str, str]) -> list[Message]:
    """What is wrong with a row by itself."""
    faults = [
        *fault_of("nama_pengguna", clean_username, values["nama_pengguna"]),
        *fault_of("nama", clean_text, values["nama"], "nama"),
        *fault_of("nip", clean_nip, values.get("nip", "")),
        *fault_of("surel", clean_email, values.get("surel", "")),
    ]
    unknown = [word for word in _parts(values["peran"]) if word not in ROLES]
    if unknown or not values["peran"]:
        faults.append(
            says(
                'peran "{word}" tidak dikenal; yang ada: {known}',
                word="; ".join(unknown),
                known=", ".join(ROLES),
            )
        )
    duty = values.get("tugas", "")
    if duty and duty.casefold() not in DUTIES:
        known = ", ".join(DUTIES)
        faults.append(
            says('tugas "{word}" tidak dikenal; yang ada: {known}', word=duty, known=known)
        )
    return faults


def _handle(given: str) -> str:
    try:
        return clean_username(given)
    except Problem:
        return given.casefold()


def _parts(cell: str) -> list[str]:
    return [part.strip().casefold() for part in cell.replace(",", ";").split(";") if part.strip()]


def _roles(cell: str) -> frozenset[Role]:
    return frozenset(ROLES[word] for word in _parts(cell) if word in ROLES)


def _words(roles: Iterable[Role]) -> str:
    names = {role: word for word, role in ROLES.items()}
    return "; ".join(sorted(names[role] for role in roles))


def table_of(people: Iterable[Person]) -> list[tuple[str, ...]]:
    """People as rows under `COLUMNS`, ready to be imported again; closed accounts are left out."""
    duties = {key: word for word, key in DUTIES.items()}
    return [
        (
            person.username,
            person.name,
            _words(person.roles),
            spaced_nip(person.nip or ""),
            person.unit_name or "",
            duties.get(person.duty or "", ""),
            person.email or "",
        )
        for person in people
        if person.active
    ]
