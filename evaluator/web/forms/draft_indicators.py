"""The form of an indicator: its texts, and what each answer means and has to be proven with."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from evaluator.scoring.measures import FORMULAS
from evaluator.scoring.rubric_plain import DEFAULTS, Plain, tidied, words_from
from evaluator.web.forms import stripped
from evaluator.web.forms.draft_pieces import CODE_HINT, DraftForm, pair_row, typed_rows, unix
from evaluator.web.labels import LABELS
from evaluator.web.language import label

_ANSWER = ("answer", "id", "en")


class IndicatorForm(DraftForm):
    """An indicator with everything that is said of it but its weight."""

    words = ("name", "concept", "definition", "method", "training", "note")
    needed = ("name", "concept", "definition", "method")
    texts = ("code", "scale", "answered_by", "measure", "not_applicable", "effort", "verified")

    code = StringField(
        _("Kode"),
        description=CODE_HINT,
        filters=[stripped],
        validators=[InputRequired(_("Isi kodenya."))],
    )
    name = StringField(_("Nama"), filters=[unix])
    name_en = StringField(_("Nama (Inggris)"), filters=[unix])
    concept = TextAreaField(_("Konsep"), description=_("Mengapa hal ini penting."), filters=[unix])
    concept_en = TextAreaField(_("Konsep (Inggris)"), filters=[unix])
    definition = TextAreaField(
        _("Definisi"),
        description=_("Apa yang dihitung atau dinilai, dan apa yang tidak."),
        filters=[unix],
    )
    definition_en = TextAreaField(_("Definisi (Inggris)"), filters=[unix])
    # An input named "method" would hide the form's own method from scripts.
    method = TextAreaField(
        _("Metode"),
        name="way",
        description=_("Cara penilai memperoleh jawabannya."),
        filters=[unix],
    )
    method_en = TextAreaField(_("Metode (Inggris)"), name="way_en", filters=[unix])
    scale = SelectField(_("Skala"), validate_choice=False)
    answered_by = SelectField(_("Dinilai oleh"), validate_choice=False)
    measure = SelectField(
        _("Ukuran"),
        description=_(
            "Hanya untuk indikator yang terukur dari catatan: penilai tidak mengisinya, dan "
            "skalanya harus cocok. Kosongkan bila penilai yang menghitung."
        ),
        validate_choice=False,
    )
    not_applicable = SelectField(_("Jawaban tidak berlaku"), validate_choice=False)
    training = StringField(_("Pelatihan yang membantu"), filters=[unix])
    training_en = StringField(_("Pelatihan yang membantu (Inggris)"), filters=[unix])
    effort = SelectField(
        _("Upaya naik satu tingkat"),
        description=_("Bila beberapa jalan sama pendeknya, yang paling ringan disebut dahulu."),
        validate_choice=False,
    )
    verified = SelectField(_("Kriteria"), validate_choice=False)
    note = TextAreaField(_("Catatan"), filters=[unix])
    note_en = TextAreaField(_("Catatan (Inggris)"), filters=[unix])
    answers: list[dict[str, Any]] = []

    def offer(self, scales: Sequence[str]) -> None:
        """Fill the choices; the scales are those of the draft."""
        empty = SelectChoice("", gettext("Pilih …"))
        self.scale.choices = [empty, *(SelectChoice(code, code) for code in scales)]
        keys = LABELS["answered_by"]
        self.answered_by.choices = [
            empty,
            *(SelectChoice(key, label("answered_by", key)) for key in keys),
        ]
        self.measure.choices = [
            SelectChoice("", gettext("Dihitung penilai")),
            *(SelectChoice(key.value, gettext(one.name)) for key, one in FORMULAS.items()),
        ]
        self.not_applicable.choices = [
            SelectChoice("refused", gettext("tidak diterima")),
            SelectChoice("allowed", gettext("diterima; bobotnya berpindah ke indikator lain")),
        ]
        self.effort.choices = [
            SelectChoice("", gettext("Tidak disebut")),
            *(SelectChoice(key, label("effort", key)) for key in LABELS["effort"]),
        ]
        self.verified.choices = [
            SelectChoice("true", gettext("sudah dicocokkan dengan sumber resmi")),
            SelectChoice("false", gettext("belum dicocokkan dengan sumber resmi")),
        ]

    def fill(self, piece: Plain, version: int) -> None:
        """Show the piece as it is stored."""
        super().fill(piece, version)
        for key in ("not_applicable", "verified"):
            self[key].data = piece.get(key, DEFAULTS[key])
        self.answers = _stored_answers(piece)

    @property
    def piece(self) -> dict[str, Any]:
        """What was typed, as plain values; what is empty is None."""
        typed = super().piece
        levels = {row["answer"]: words_from(row["id"], row["en"]) for row in self.answers}
        proofs = {row["answer"]: [_proof(one) for one in row["proofs"]] for row in self.answers}
        for key in ("not_applicable", "verified"):
            typed[key] = None if typed[key] == DEFAULTS[key] else typed[key]
        typed["levels"] = {answer: text for answer, text in levels.items() if text} or None
        typed["evidence"] = {answer: found for answer, found in proofs.items() if found} or None
        return typed

    def read_answers(self) -> None:
        """Take what each answer means, and its proofs, from the request."""
        self.answers = [
            {**row, "proofs": typed_rows(f"proof{row['n']}", ("kind", "id", "en"))}
            for row in _numbered_answers()
        ]

    def validate_answers(self) -> bool:
        """Whether each meaning and proof says to which answer it belongs, and none twice."""
        named = [row["answer"] for row in self.answers]
        if "" in named:
            self.form_errors = [gettext("Sebutkan jawaban yang diterangkan, misalnya 3 atau ya.")]
        twice = next((one for one in named if named.count(one) > 1), None)
        if twice:
            sentence = gettext("Jawaban %(text)s diterangkan dua kali.", text=twice)
            self.form_errors = [*self.form_errors, sentence]
        return not self.form_errors

    def answer_rows(self, expected: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """The rows that the page shows: expected answers first, and room for one more thing.

        expected : the only answers that the scale takes, with their names; None where
            answers are typed freely
        """
        known = {row["answer"]: row for row in self.answers}
        names = [*(expected or ()), *(a for a in known if a not in (expected or ()))]
        rows = [known.get(a, {"answer": a, "id": "", "en": "", "proofs": []}) for a in names]
        if expected is None:
            rows.append({"answer": "", "id": "", "en": "", "proofs": []})
        spare = {"kind": "", "id": "", "en": ""}
        fixed = dict(expected or {})
        return [
            {
                **row,
                "proofs": [*row["proofs"], spare],
                "fixed": row["answer"] in fixed,
                "name": fixed.get(row["answer"]),
            }
            for row in rows
        ]


def _numbered_answers() -> list[dict[str, Any]]:
    numbers = {
        int(part)
        for name in request.form
        if name.startswith(("answer-", "proof"))
        and (part := name.removeprefix("answer-").removeprefix("proof").split("-")[0]).isdecimal()
        and len(part) < 6
    }
    rows = [
        {
            "n": str(number),
            **{key: unix(request.form.get(f"answer-{number}-{key}")) for key in _ANSWER},
        }
        for number in sorted(numbers)
    ]
    return [row for row in rows if any(row[key] for key in _ANSWER) or _has_proof(row["n"])]


def _has_proof(number: str) -> bool:
    return any(name.startswith(f"proof{number}-") and text.strip() for name, text in _given())


def _given() -> list[tuple[str, str]]:
    return list(request.form.items())


def _stored_answers(node: Plain) -> list[dict[str, Any]]:
    levels, evidence = node.get("levels") or {}, node.get("evidence") or {}
    return [
        {
            "answer": answer,
            **pair_row(levels.get(answer)),
            "proofs": [_proof_row(one) for one in evidence.get(answer) or ()],
        }
        for answer in {**levels, **evidence}
    ]


def _proof_row(given: Any) -> dict[str, str]:
    if isinstance(given, Mapping) and "text" in given:
        return {"kind": str(given.get("kind", "")), **pair_row(given["text"])}
    return {"kind": "", **pair_row(given)}


def _proof(row: Mapping[str, str]) -> Any:
    return tidied({"kind": row["kind"], "text": words_from(row["id"], row["en"])}, "proof")
