"""Forms of a period's stages: hours, reasons, and the unlocking by two people."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import HiddenInput

from evaluator.services.scheduling import LONGEST_GRACE, TIMED, Hours
from evaluator.services.windows import Window
from evaluator.storage.periods import Stage
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm


def _moment(text: str) -> DateTimeLocalField:
    formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    return DateTimeLocalField(text, format=formats, validators=[Optional()])


class HoursForm(VersionedForm):
    """Opening and closing times as clocks on the office's wall show them."""

    self_assessment_opens = _moment(_("Penilaian mandiri dibuka"))
    self_assessment_closes = _moment(_("Penilaian mandiri ditutup"))
    scoring_opens = _moment(_("Penilaian dibuka"))
    scoring_closes = _moment(_("Penilaian ditutup"))
    settling_opens = _moment(_("Penyepakatan dibuka"))
    settling_closes = _moment(_("Penyepakatan ditutup"))
    grace_minutes = IntegerField(
        _("Kelonggaran sesudah jam tutup (menit)"),
        description=_("Selama itu yang sedang diketik masih dapat disimpan."),
        default=0,
        validators=[
            InputRequired(_("Isi 0 bila tidak ada.")),
            NumberRange(0, LONGEST_GRACE, _("Isi angka antara 0 dan 1440.")),
        ],
    )
    reason = TextAreaField(
        _("Alasan perubahan"),
        description=_("Wajib setelah periode dibuka, misalnya jaringan kota padam semalam."),
        filters=[stripped],
    )

    def show(self, windows: list[Window], grace_minutes: int, zone: str) -> None:
        """Fill the fields with what is stored, unless something was typed."""
        if self.is_submitted():
            return
        self.grace_minutes.data = grace_minutes
        for window in windows:
            name = _name(window.stage)
            self[f"{name}_opens"].data = _local(window.opens_at, zone)
            self[f"{name}_closes"].data = _local(window.closes_at, zone)

    def hours(self, zone: str) -> dict[Stage, Hours]:
        """What was typed, as moments."""
        return {
            stage: Hours(
                _world(self[f"{_name(stage)}_opens"].data, zone),
                _world(self[f"{_name(stage)}_closes"].data, zone),
            )
            for stage in TIMED
        }

    def fields_of(self, stages: tuple[Stage, ...]) -> list[DateTimeLocalField]:
        """The fields of the stages that the period has."""
        return [
            self[f"{_name(stage)}_{side}"]
            for stage in TIMED
            if stage in stages
            for side in ("opens", "closes")
        ]

    def show_conflict(self, conflict: object) -> None:
        """Keep what was typed; the next save is deliberate."""
        stored: Mapping[str, object] = conflict.stored  # type: ignore[attr-defined]
        self.stale = True
        self.version.data = stored["version"]
        self.version.raw_data = None
        self.form_errors = [*self.form_errors, str(conflict)]


class ReasonForm(Form):
    """A step that needs a reason; `version` is the one that was on the page."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )
    reason = TextAreaField(
        _("Alasan"), filters=[stripped], validators=[InputRequired(_("Tuliskan alasannya."))]
    )


class UnlockForm(ReasonForm):
    """Asking for a locked period to be taken back."""


class DecisionForm(Form):
    """The second person's answer; declining needs a reason."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )
    reason = TextAreaField(
        _("Alasan"),
        description=_("Wajib bila permintaan ditolak."),
        filters=[stripped],
    )


def _name(stage: Stage) -> str:
    return stage.value.replace("-", "_")


def _local(moment: datetime | None, zone: str) -> datetime | None:
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _world(typed: datetime | None, zone: str) -> datetime | None:
    return None if typed is None else typed.replace(tzinfo=ZoneInfo(zone))
