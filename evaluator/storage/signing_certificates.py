"""The public certificates with which an office's papers were signed; never their keys."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.storage.database import Base, moment


class SigningCertificate(Base):
    """A certificate that signed papers of an office, kept so that they can be checked for good.

    fingerprint : SHA-256 of the certificate's DER, in hex
    pem : the certificate itself, public
    """

    __tablename__ = "signing_certificate"
    __table_args__ = (UniqueConstraint("office_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    fingerprint: Mapped[str]
    subject: Mapped[str]
    pem: Mapped[str]
    not_before: Mapped[moment]
    not_after: Mapped[moment]
    added_at: Mapped[moment]
