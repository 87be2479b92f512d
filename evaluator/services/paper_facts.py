"""What can be read from a PDF that somebody hands in, before anything is concluded from it."""

from dataclasses import dataclass
from datetime import datetime

from evaluator.services.signing import PublicCertificate


@dataclass(frozen=True)
class SignatureFacts:
    """One signature in a file, in the order of signing.

    intact : whether the bytes that it covers are those that were signed
    whole : whether it covers the whole file, with nothing hidden in the gap for itself
    stamped : whether a time stamp server vouches for its time
    signed_at : as the stamp says, else as the signer says; None where neither does
    """

    certificate: PublicCertificate
    intact: bool
    whole: bool
    stamped: bool
    signed_at: datetime | None

    @property
    def in_time(self) -> bool:
        """Whether the certificate counted when it signed, as far as that is known."""
        if self.signed_at is None:
            return False
        return self.certificate.not_before <= self.signed_at <= self.certificate.not_after

    @property
    def holds(self) -> bool:
        """Whether the file is as it was signed, whoever did."""
        return self.intact and self.whole


@dataclass(frozen=True)
class PaperFacts:
    """What a PDF says of itself.

    readable : False where it is no PDF, damaged beyond reading, locked, or too large a task;
        then `codes`, `numbers` and `title` hold what could still be found
    codes, numbers : what looks like a check code or a certificate's number, without doubles
    title : of the document; on our papers it ends with the number
    only_signed : whether nothing but signatures was added to the original that it was
        compared with; None where it was compared with none
    """

    readable: bool
    pages: int = 0
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    title: str = ""
    signatures: tuple[SignatureFacts, ...] = ()
    only_signed: bool | None = None
