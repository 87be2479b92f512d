"""Forms of objections: what a unit writes, and how the office answers and decides."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from evaluator.services.objection_decisions import Ruling
from evaluator.services.objection_people import Person
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm
from evaluator.web.forms.assess import one_line_ends


class SeenForm(Form):
    """One press about an objection; `version` is the one that was on the page."""

    form_errors: list[str]
    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )


class _AnswerFields:
    """An answer as a sheet would write it; it may stay empty."""

    answer: StringField
    not_applicable = BooleanField(_("Tidak berlaku (TB)"))

    @property
    def given(self) -> str:
        """The answer that was meant: typed, chosen, "TB", or "" for none."""
        return "TB" if self.not_applicable.data else self.answer.data or ""


class WriteForm(_AnswerFields, VersionedForm):
    """What a unit holds against one indicator."""

    text = TextAreaField(
        _("Mengapa nilainya menurut Anda keliru"),
        description=_("Sebutkan apa yang terlewat dan di dokumen mana penilai dapat melihatnya."),
        filters=[one_line_ends],
    )
    answer = StringField(_("Jawaban yang menurut Anda benar"), filters=[one_line_ends])
    upload = MultipleFileField(_("Berkas pendukung"))


class AssignForm(SeenForm):
    assessor_id = SelectField(_("Dijawab oleh"), coerce=int)

    def offer(self, people: list[Person]) -> None:
        """Fill the choice with assessors, saying who scored the unit and who has most to do."""
        self.assessor_id.choices = [
            SelectChoice(one.account_id, _said(one)) for one in people if one.assesses
        ]


class AnswerForm(_AnswerFields, SeenForm):
    """What the assessor found."""

    reply = TextAreaField(
        _("Jawaban"),
        description=_("Unit membacanya bersama keputusan, tanpa nama penjawab."),
        filters=[one_line_ends],
    )
    change = RadioField(
        _("Usul"),
        choices=[
            SelectChoice("keep", _("Nilai tetap")),
            SelectChoice("change", _("Diubah menjadi jawaban di bawah ini")),
        ],
        default="keep",
    )
    answer = StringField(_("Jawaban yang diusulkan"), filters=[one_line_ends])

    @property
    def proposal(self) -> str:
        """The answer that should count; "" where the value should stay."""
        return self.given if self.change.data == "change" else ""


class DecideForm(_AnswerFields, SeenForm):
    """What the panel decides."""

    verdict = RadioField(
        _("Keputusan"),
        choices=[
            SelectChoice("accept", _("Terima: nilai diubah")),
            SelectChoice("reject", _("Tolak: nilai tetap")),
        ],
        validators=[InputRequired(_("Pilih diterima atau ditolak."))],
    )
    answer = StringField(_("Nilai yang diputuskan"), filters=[one_line_ends])
    reason = TextAreaField(
        _("Alasan"),
        description=_("Unit membacanya."),
        filters=[one_line_ends],
    )
    members = SelectMultipleField(
        _("Yang ikut memutuskan"),
        description=_("Nama Anda tercatat dengan sendirinya."),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    others = TextAreaField(
        _("Peserta lain"),
        description=_("Satu nama sebaris, misalnya dari walidata."),
        filters=[one_line_ends],
    )

    def offer(self, people: list[Person], own: int | None) -> None:
        """Fill the choice of those who took part."""
        self.members.choices = [
            SelectChoice(one.account_id, one.name) for one in people if one.account_id != own
        ]

    @property
    def ruling(self) -> Ruling:
        """What was decided, as it was typed."""
        return Ruling(
            accept=self.verdict.data == "accept",
            answer=self.given,
            reason=self.reason.data or "",
            members=tuple(self.members.data or ()),
            others=self.others.data or "",
        )


class GiveBackForm(SeenForm):
    reason = TextAreaField(
        _("Apa yang perlu diputuskan lagi"), filters=[stripped], id="give-back-reason"
    )


class ExtendForm(VersionedForm):
    closes_at = DateTimeLocalField(
        _("Batas waktu yang baru"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[InputRequired(_("Isi tanggal dan jamnya."))],
    )
    reason = TextAreaField(
        _("Alasan"),
        description=_("Dibaca semua unit."),
        filters=[stripped],
    )

    def moment(self, zone: str) -> datetime:
        """What was typed, as a moment in the office's zone."""
        typed: datetime = self.closes_at.data
        return typed.replace(tzinfo=ZoneInfo(zone))


class PublishForm(SeenForm):
    """Publishing the accepted objections of a period."""

    later = SelectMultipleField(coerce=int, validators=[Optional()], validate_choice=False)


def _said(one: Person) -> str:
    notes = [str(_("menilai unit ini"))] if one.scored else []
    if one.load:
        notes.append(str(_("%(count)s keberatan lain", count=one.load)))
    return f"{one.name} ({', '.join(notes)})" if notes else one.name
