"""What holds for every account: its username, its roles, its duty."""

import unicodedata
from collections.abc import Collection

from sqlalchemy.orm import Session

from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor, Role
from evaluator.storage.units import Unit

DUTIES = ("operator", "supervisor", "head")
"""What a person of a unit does in its self-assessment: proposes, checks, submits."""

NO_PASSWORD = ""
"""Stored for an account whose person has not chosen a password yet; no password fits it."""


def clean_username(given: str) -> str:
    """A username as it is kept: folded, so that nobody signs in beside themselves."""
    handle = unicodedata.normalize("NFKC", given).strip().casefold()
    if not handle or len(handle) > 60 or not all(c.isalnum() or c in "-._" for c in handle):
        raise Refused(
            "Nama pengguna terdiri atas huruf, angka, titik, garis bawah, atau tanda hubung.",
            field="username",
        )
    return handle


def clean_duty(given: str | None, roles: Collection[Role]) -> str | None:
    """The duty of a unit's person; None where they do all, or belong to the office."""
    if not given or Role.UNIT not in roles:
        return None
    if given not in DUTIES:
        raise Refused("Tugas itu tidak dikenal.", field="duty")
    return given


def check_roles(
    session: Session,
    actor: Actor,
    roles: Collection[Role],
    unit_id: int | None,
    active: bool = True,
) -> None:
    """Refuse roles that do not go together, or a unit that is not there any more."""
    if not roles:
        raise Refused("Pilih paling sedikit satu peran.", field="roles")
    if (Role.UNIT in roles) != (unit_id is not None):
        raise Refused("Peran unit memerlukan unitnya, dan hanya peran itu.", field="unit_id")
    if Role.UNIT in roles and len(roles) > 1:
        raise Refused("Akun unit tidak boleh punya peran kantor.", field="roles")
    if unit_id is not None:
        unit = session.get(Unit, unit_id)
        if unit is None or unit.office_id != actor.office_id:
            raise Refused("Unit itu tidak ada.", field="unit_id")
        if active and unit.retired_at is not None:
            raise Refused(
                "{unit} sudah berakhir; pilih unit lain atau biarkan akun ini tertutup.",
                field="unit_id",
                unit=unit.name,
            )
