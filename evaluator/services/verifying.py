"""What an assessor's answer must answer for: the unit's own level and its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.scoring.answers import answer_of
from evaluator.scoring.evidence import Cap, in_words, share_of
from evaluator.scoring.rubric import Rubric
from evaluator.services.capping import caps_of, lifts_of
from evaluator.services.problems import Refused
from evaluator.storage.own_scores import OwnScore, SelfAssessment
from evaluator.storage.periods import Participant


@dataclass(frozen=True)
class Verification:
    """What a unit says of itself, as far as an assessor's answer is held against it.

    own : the unit's submitted answers by indicator
    caps : how high evidence lets answers be; only caps that hold, lifted ones are gone
    """

    rubric: Rubric
    own: Mapping[str, str]
    caps: Mapping[str, Cap] = field(default_factory=dict)

    def check(self, code: str, answer: str, note: str) -> None:
        """Stop an answer that evidence does not carry, or that takes a level away unexplained.

        Raises
        ------
        Refused
            With the field to mend: "note" or "answer".
        """
        self._check_cap(code, answer)
        own = answer_of(self.rubric, code, self.own.get(code, ""))
        given = answer_of(self.rubric, code, answer)
        if not isinstance(own, Fraction) or not isinstance(given, Fraction):
            return
        if given < own and not note:
            raise Refused(
                "Nilai ini lebih rendah dari penilaian mandiri ({own}). Tuliskan alasannya di "
                "catatan; unit akan membacanya.",
                field="note",
                own=self.own[code],
            )

    def _check_cap(self, code: str, answer: str) -> None:
        cap = self.caps.get(code)
        lacks = cap.missing_for(share_of(self.rubric, code, answer)) if cap else ()
        if cap is None or not lacks:
            return
        if cap.highest is None:
            raise Refused(
                "Bukti dukung belum cukup untuk nilai ini. Kurang: {lacks}. Beri nilai yang lebih "
                "rendah, atau angkat batasnya dengan alasan.",
                field="answer",
                lacks=in_words(lacks),
            )
        raise Refused(
            "Bukti dukung hanya cukup sampai {highest}. Kurang: {lacks}. Beri nilai paling tinggi "
            "{highest}, atau angkat batasnya dengan alasan.",
            field="answer",
            highest=cap.highest,
            lacks=in_words(lacks),
        )


def verification_of(session: Session, participant: Participant, rubric: Rubric) -> Verification:
    """Everything to hold answers of one unit against, in a fixed number of queries."""
    query = (
        select(OwnScore.indicator, OwnScore.answer)
        .join(SelfAssessment, SelfAssessment.participant_id == OwnScore.participant_id)
        .where(
            OwnScore.participant_id == participant.id,
            OwnScore.answer != "",
            SelfAssessment.submitted_at.is_not(None),
        )
    )
    own = dict(session.execute(query).all())
    return Verification(rubric, own, _caps_that_hold(session, participant, rubric))


def _caps_that_hold(session: Session, participant: Participant, rubric: Rubric) -> dict[str, Cap]:
    if rubric.evidence_rule != "cap":
        return {}
    caps = caps_of(session, participant, rubric)
    lifted = lifts_of(session, participant.id) if caps else {}
    return {code: cap for code, cap in caps.items() if code not in lifted}
