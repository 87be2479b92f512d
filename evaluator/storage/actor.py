"""Who is acting: the plain value that every service and every visible query takes."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does in an office."""

    ADMIN = "admin"
    ASSESSOR = "assessor"
    LEAD = "lead"
    UNIT = "unit"
    ORGANISER = "organiser"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Actor:
    """A signed-in person, or the operator at the machine.

    unit_id : the unit a viewer belongs to; None for people of the office
    operator : True for commands run by someone with the machine in hand
    """

    account_id: int | None
    username: str
    name: str
    office_id: int
    roles: frozenset[Role]
    unit_id: int | None = None
    operator: bool = False

    def has(self, *roles: Role) -> bool:
        """Whether the actor has at least one of the roles."""
        return bool(self.roles.intersection(roles))


def the_operator(office_id: int = 0) -> Actor:
    """The person at the machine, as the log will name them."""
    return Actor(None, "operator", "Operator", office_id, frozenset(), operator=True)
