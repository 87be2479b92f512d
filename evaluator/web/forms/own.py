"""Forms of a unit's own assessment and its evidence."""

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from evaluator.services.evidence_changes import Details
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm


class StepForm(Form):
    """A step of the whole assessment; `version` is the one that was seen."""

    version = IntegerField(
        widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, 2**31 - 1)]
    )


class ReturnForm(StepForm):
    reason = TextAreaField(
        _("Apa yang perlu diperbaiki"),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan apa yang perlu diperbaiki.")), Length(max=1000)],
    )


class DetailsForm(VersionedForm):
    title = StringField(
        _("Judul"),
        filters=[stripped],
        validators=[Length(max=200)],
    )
    kind = SelectField(_("Jenis bukti"))
    dated = DateField(
        _("Tanggal dokumen"),
        description=_("Yang tertulis pada dokumennya, bukan tanggal unggah."),
        validators=[Optional()],
    )

    def offer(self, kinds: tuple[str, ...]) -> None:
        """Fill the choice of kinds with those that the rubric names."""
        named = [SelectChoice(kind, kind.capitalize()) for kind in kinds]
        self.kind.choices = [*named, SelectChoice("", _("Lainnya"))]

    @property
    def details(self) -> Details:
        """What was typed of the piece of evidence."""
        dated: date | None = self.dated.data
        return Details(self.title.data or "", self.kind.data or "", dated)


class _SourceFields:
    """Where evidence comes from: a file or a link."""

    upload = FileField(_("Berkas"))
    link = StringField(
        _("Atau tautan"),
        description=_("Diawali https://. Pastikan penilai dapat membukanya tanpa masuk akun."),
        filters=[stripped],
        validators=[Length(max=1000)],
    )
    note = StringField(_("Keterangan"), filters=[stripped], validators=[Length(max=1000)])

    def validate_link(self, field: StringField) -> None:
        if bool(field.data) == bool(self.upload.data):
            raise ValidationError(
                _("Pilih berkas atau isi tautan, salah satu saja.")
                if field.data
                else _("Pilih berkas, atau isi tautan.")
            )


class EvidenceForm(_SourceFields, DetailsForm):
    """A new piece of evidence."""

    page = StringField(
        _("Halaman"),
        description=_("Di mana penilai melihat, misalnya hlm. 4-6 atau lampiran II."),
        filters=[stripped],
        validators=[Length(max=100)],
    )


class ReplaceForm(_SourceFields, VersionedForm):
    """A newer file or link in the place of one that is there."""

    dated = DateField(_("Tanggal dokumen yang baru"), id="replace-dated", validators=[Optional()])


class LiftForm(Form):
    reason = TextAreaField(
        _("Alasan"),
        description=_("Dibaca unit. Sebutkan bukti apa yang Anda lihat dan di mana."),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan alasannya.")), Length(max=1000)],
    )
