"""Who the operator acts for."""

from sqlalchemy.orm import Session

from evaluator.services.offices import OfficeView, first_office
from evaluator.services.problems import Refused
from evaluator.storage.actor import Actor, the_operator
from evaluator.storage.installation import Installation, open_installation


def ready_installation() -> Installation:
    """The installation, once its database is known to be usable."""
    from evaluator.services.starting import check_ready

    own = open_installation()
    check_ready(own)
    return own


def the_office(session: Session) -> OfficeView:
    """The installation's office.

    Raises
    ------
    Refused
        If the installation has none yet.
    """
    office = first_office(session)
    if office is None:
        raise Refused("Belum ada kantor. Jalankan: python3 run init")
    return office


def operator_of(session: Session) -> Actor:
    """The operator, acting for the installation's office."""
    return the_operator(the_office(session).id)
