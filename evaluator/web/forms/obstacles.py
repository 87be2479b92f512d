"""Forms of obstacles: the short report, an answer, sorting and settling."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from evaluator.services.obstacle_reporting import Report
from evaluator.services.obstacle_triage import Choices, Sorting
from evaluator.services.obstacles import OTHER, PRIORITIES, TECHNICAL, ObstacleView
from evaluator.storage.obstacles import Outcome
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.language import label


class ReportForm(Form):
    """What somebody in the field tells in a minute."""

    kind = SelectField(_("Apa kendalanya"), validate_choice=False)
    text = TextAreaField(
        _("Ceritakan singkat"),
        description=_("Jangan menulis nama atau jawaban responden."),
        filters=[stripped],
        validators=[InputRequired(_("Ceritakan apa yang terjadi.")), Length(max=2000)],
    )
    survey = StringField(
        _("Survei atau kegiatan"),
        description=_("Misalnya Sakernas Agustus, atau SE2026."),
        filters=[stripped],
        validators=[Length(max=200)],
    )
    place = StringField(
        _("Tempat"),
        description=_("Kelurahan atau blok sensus, tanpa alamat rumah."),
        filters=[stripped],
        validators=[Length(max=200)],
    )
    met_on = DateField(_("Tanggal"), validators=[Optional()])
    upload = FileField(_("Foto"))

    def offer(self) -> None:
        """Fill the choice of kinds, technical ones apart from the others."""
        self.kind.choices = [SelectChoice("", _("Pilih jenis kendala")), *_kinds()]

    @property
    def report(self) -> Report:
        """What was told."""
        return Report(
            self.kind.data or "",
            self.text.data or "",
            self.survey.data or "",
            self.place.data or "",
            self.met_on.data,
        )


class ReplyForm(Form):
    text = TextAreaField(
        _("Tulis jawaban"),
        id="reply",
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan jawabannya.")), Length(max=2000)],
    )


class SortForm(VersionedForm):
    kind = SelectField(_("Jenis kendala"), validate_choice=False)
    priority = SelectField(_("Prioritas"), validate_choice=False)
    assigned_id = SelectField(_("Ditangani oleh"), coerce=chosen_id, validate_choice=False)
    unit_id = SelectField(
        _("Disampaikan kepada unit"),
        description=_("Unit itu dapat membaca kendalanya tanpa nama pelapor, lalu menjawab."),
        coerce=chosen_id,
        validate_choice=False,
    )
    passed_on = DateField(_("Disampaikan pada"), validators=[Optional()])
    activity_id = SelectField(
        _("Ditindaklanjuti lewat kegiatan"), coerce=chosen_id, validate_choice=False
    )
    follow_up = TextAreaField(
        _("Tindak lanjut yang disepakati"), filters=[stripped], validators=[Length(max=2000)]
    )

    def offer(self, choices: Choices, one: ObstacleView) -> None:
        """Fill the choices; what stands already is offered even where it is no longer common."""
        self.kind.choices = _kinds()
        self.priority.choices = [SelectChoice(p, label("obstacle_priority", p)) for p in PRIORITIES]
        self.assigned_id.choices = _named(choices.people, one.assigned_id, one.assigned)
        self.unit_id.choices = _named(choices.units, one.unit_id, one.unit)
        self.activity_id.choices = _named(choices.activities, one.activity_id, one.activity)

    @property
    def sorting(self) -> Sorting:
        """What was decided."""
        return Sorting(
            self.kind.data or "",
            self.priority.data or "",
            self.assigned_id.data,
            self.unit_id.data,
            self.passed_on.data,
            self.activity_id.data,
            self.follow_up.data or "",
        )


class SettleForm(VersionedForm):
    outcome = SelectField(_("Hasil"), validate_choice=False)
    outcome_note = TextAreaField(
        _("Keterangan hasil"),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan bagaimana selesainya.")), Length(max=2000)],
    )

    def offer(self) -> None:
        """Fill the choice of outcomes."""
        self.outcome.choices = [
            SelectChoice(str(one), label("obstacle_outcome", one)) for one in Outcome
        ]


def _kinds() -> list[Any]:
    """Every kind under the side that it belongs to."""
    found = []
    for side, kinds in (("technical", TECHNICAL), ("other", OTHER)):
        word = label("obstacle_side", side)
        found += [SelectChoice(kind, label("obstacle_kind", kind), optgroup=word) for kind in kinds]
    return found


def _named(rows: tuple[tuple[int, str], ...], stands: int | None, name: str) -> list[SelectChoice]:
    there = {number for number, _name in rows}
    more = [] if stands is None or stands in there else [(stands, name)]
    named = [SelectChoice(number, text) for number, text in (*rows, *more)]
    return [SelectChoice("", _("Belum ada")), *named]
