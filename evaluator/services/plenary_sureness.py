"""How sure an award is, in sentences for the plenary's page and its minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from evaluator.scoring.contests import comma
from evaluator.scoring.exact import write_decimal
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric import Rubric


@dataclass(frozen=True)
class Told:
    """Sentences by winner, and about what would first turn the podium."""

    winners: Mapping[str, Sequence[Message]] = field(default_factory=dict)
    turning: Message | None = None


def told(rubric: Rubric, kept: Mapping[str, Any] | None) -> Told:
    """The sentences of one award; none where its sureness was not computed."""
    if kept is None:
        return Told()
    winners = {one["unit"]: _winner(rubric, kept, one) for one in kept["winners"]}
    return Told(winners, _turning(rubric, kept))


def _winner(rubric: Rubric, kept: Mapping[str, Any], one: Mapping[str, Any]) -> list[Message]:
    sentences = []
    if one["margin"] is not None:
        margin = write_decimal(Fraction(one["margin"]), rubric.result.places)
        sentences.append(
            says("Unggul {margin} atas {behind}.", margin=comma(margin), behind=one["behind"])
        )
    if kept["draws"]:
        sentences.append(
            says(
                "Tempat ini bertahan dalam {kept} dari {draws} susunan bobot acak (tiap bobot "
                "bergeser paling jauh {spread} persen); penghargaannya tetap diterima dalam "
                "{among}.",
                kept=one["kept"],
                draws=kept["draws"],
                spread=kept["spread"],
                among=one["among"],
            )
        )
    return sentences


def _turning(rubric: Rubric, kept: Mapping[str, Any]) -> Message | None:
    if not kept["draws"]:
        return says("Pemenang penghargaan ini tidak bergantung pada bobot.")
    turning = kept["turning"]
    if turning is None:
        return says(
            "Tidak ada perubahan satu bobot sampai {reach} persen yang mengubah pemenangnya.",
            reach=kept["reach"],
        )
    return says(
        "Perubahan satu bobot terkecil yang mengubah pemenang: {code} {name} dari {before} menjadi "
        "{after} ({percent} persen). Tempat {place}: {rival} menggantikan {unit}.",
        code=turning["code"],
        name=rubric.node[turning["code"]].name,
        before=comma(turning["before"]),
        after=comma(turning["after"]),
        percent=f"{turning['percent']:+d}".replace("-", "−"),
        place=turning["place"],
        rival=turning["rival"],
        unit=turning["unit"],
    )
