"""Forms of growth plans: one action, its proof, and the review at mid-year."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from evaluator.scoring.rubric import Rubric
from evaluator.services.growing import ActionView, target_words, targets_of
from evaluator.services.growing_actions import Details
from evaluator.storage.growth import ActionStatus
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.language import label, words


class _DetailFields:
    text = TextAreaField(
        _("Apa yang dikerjakan"),
        description=_("Satu pekerjaan yang dapat dilihat selesainya, dengan kata Anda sendiri."),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan apa yang dikerjakan.")), Length(max=2000)],
    )
    owner = StringField(
        _("Penanggung jawab"),
        description=_("Nama atau jabatan."),
        filters=[stripped],
        validators=[Length(max=200)],
    )
    due = DateField(_("Batas waktu"), validators=[Optional()])
    training = StringField(_("Pelatihan terkait"), filters=[stripped], validators=[Length(max=500)])
    note = TextAreaField(_("Catatan"), filters=[stripped], validators=[Length(max=1000)])
    activity_id = SelectField(_("Kegiatan yang diikuti"), coerce=chosen_id, validate_choice=False)

    def details(self, target: str) -> Details:
        """What was typed of the action."""
        return Details(
            target,
            self.text.data or "",
            self.owner.data or "",
            self.due.data,
            self.training.data or "",
            self.note.data or "",
            self.activity_id.data,
        )


class ActionForm(_DetailFields, VersionedForm):
    """One action with how far it is and what proves it, saved together.

    The target is picked where the scale has levels, else typed.
    """

    status = RadioField(_("Sudah sejauh mana"), validate_choice=False)
    proof = TextAreaField(
        _("Bukti selesai"),
        description=_("Apa hasilnya dan di mana dapat dilihat."),
        filters=[stripped],
        validators=[Length(max=1000)],
    )
    link = StringField(
        _("Tautan"),
        description=_("Diawali https://."),
        filters=[stripped],
        validators=[Length(max=1000)],
    )
    upload = FileField(_("Berkas"))
    target = SelectField(_("Tingkat yang dituju"), validate_choice=False)
    target_text = StringField(
        _("Yang dituju"),
        description=_("Misalnya 95 persen, atau paling lambat pada batasnya."),
        filters=[stripped],
        validators=[Length(max=200)],
    )

    def offer(self, rubric: Rubric, one: ActionView, activities: Sequence[tuple[int, str]]) -> None:
        """Fill what can be chosen; without levels the target is typed."""
        indicator = one.indicator
        self.status.choices = [SelectChoice(str(s), label("plan_status", s)) for s in ActionStatus]
        there = {number for number, _title in activities}
        kept = [(one.activity_id, one.activity)] if one.activity_id not in {None, *there} else []
        named_ones = [SelectChoice(number, title) for number, title in (*activities, *kept)]
        self.activity_id.choices = [SelectChoice("", _("Belum ada")), *named_ones]
        levels = targets_of(rubric, indicator)
        named = [SelectChoice(one, words(target_words(rubric, indicator, one))) for one in levels]
        self.target.choices = [SelectChoice("", _("Belum ditentukan")), *named]
        self.picks = bool(levels)

    @property
    def aim(self) -> str:
        """The target as it was picked or typed."""
        return (self.target.data if self.picks else self.target_text.data) or ""


class NewActionForm(Form):
    """A new action; its target follows once the indicator is known."""

    indicator = SelectField(_("Indikator yang diperbaiki"), validate_choice=False)
    text = TextAreaField(
        _("Apa yang dikerjakan"),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan apa yang dikerjakan.")), Length(max=2000)],
    )
    owner = StringField(
        _("Penanggung jawab"),
        description=_("Nama atau jabatan."),
        filters=[stripped],
        validators=[Length(max=200)],
    )
    due = DateField(_("Batas waktu"), validators=[Optional()])

    def offer(self, rubric: Rubric) -> None:
        """Fill the choice of indicators."""
        named = [SelectChoice(i.code, f"{i.code} {words(i.name)}") for i in rubric.indicators]
        self.indicator.choices = named


class NoteForm(VersionedForm):
    note = TextAreaField(_("Catatan rencana"), filters=[stripped], validators=[Length(max=2000)])


class ReviewForm(VersionedForm):
    """The review of a whole plan; the fields of its actions stand beside it by their numbers."""

    whole = TextAreaField(
        _("Tinjauan keseluruhan"), filters=[stripped], validators=[Length(max=2000)]
    )


class ReviewDayForm(Form):
    day = DateField(_("Ditinjau paling lambat"), validators=[InputRequired(_("Pilih tanggal."))])
