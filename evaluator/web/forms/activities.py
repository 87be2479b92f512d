"""Forms of activities: planning, inviting, the door, materials, minutes and what was agreed."""

from collections import Counter
from collections.abc import Collection, Iterable

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from evaluator.services.activity_invitations import Choices
from evaluator.services.activity_minutes import Agreed
from evaluator.services.activity_planning import Plan
from evaluator.services.activity_views import InvitedView
from evaluator.services.activity_words import KINDS, LEVELS
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_people import CheckboxesField
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.forms.assess import one_line_ends
from evaluator.web.language import label

HostChoices = Iterable[tuple[int, str, str]]


def asked_levels() -> list[SelectChoice]:
    """The job levels that can be asked for, anybody first."""
    return [SelectChoice(one, label("activity_level", one)) for one in ("", *LEVELS)]


def _offer_units(field: SelectField, first: str, units: HostChoices) -> None:
    """Fill a choice of one unit; `first` stands for none of them."""
    named = [SelectChoice(str(key), f"{name} ({label('kind', kind)})") for key, name, kind in units]
    field.choices = [SelectChoice("", first), *named]


class ActivityForm(VersionedForm):
    title = StringField(
        _("Nama kegiatan"),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama kegiatannya.")), Length(max=150)],
    )
    kind = SelectField(_("Jenis kegiatan"))
    held_on = DateField(_("Tanggal"), validators=[InputRequired(_("Isi tanggalnya."))])
    starts_at = StringField(
        _("Jam mulai"),
        filters=[stripped],
        render_kw={"type": "time"},
        validators=[InputRequired(_("Isi jam mulai."))],
    )
    ends_at = StringField(
        _("Jam selesai"),
        filters=[stripped],
        render_kw={"type": "time"},
        validators=[InputRequired(_("Isi jam selesai."))],
    )
    hours = StringField(
        _("Jam yang dihitung"),
        description=_(
            "Bagi yang hadir, misalnya 6 bila ada jeda. Kosong: dari mulai sampai selesai."
        ),
        filters=[stripped],
        render_kw={"inputmode": "decimal"},
    )
    place = StringField(
        _("Tempat"),
        filters=[stripped],
        validators=[InputRequired(_("Isi tempatnya.")), Length(max=200)],
    )
    host_id = SelectField(
        _("Penyelenggara"),
        description=_("Kegiatan yang diselenggarakan unit dihitung sebagai kegiatan unit itu."),
        coerce=chosen_id,
    )
    topic = StringField(
        _("Topik atau survei"),
        description=_("Misalnya Metadata kegiatan, atau SE2026."),
        filters=[stripped],
        validators=[Length(max=200)],
    )
    level = SelectField(
        _("Jenjang yang diminta"),
        description=_(
            "Yang hadir pada jenjang ini atau lebih tinggi dihitung sesuai undangan. Dapat "
            "dibedakan per unit."
        ),
    )
    audience = TextAreaField(
        _("Yang boleh datang"),
        description=_("Misalnya: kepala subbagian perencanaan dan seorang pengelola data."),
        filters=[one_line_ends],
        validators=[Length(max=500)],
    )

    known_locked = HiddenField()

    def warn_locked(self, period: str) -> None:
        """Say that the day is locked; saving once more with the same day is then deliberate."""
        self.known_locked.data = self.plan.held_on.isoformat()
        said = _(
            "Periode “%(period)s” sudah dikunci dan memakai catatan hari itu: kegiatan ini dapat "
            "dicatat, tetapi unit tidak dapat diundang dan kehadirannya tidak dapat dicatat. "
            "Periksa tanggalnya, atau simpan sekali lagi bila memang hanya untuk arsip.",
            period=period,
        )
        self.held_on.errors = [*self.held_on.errors, said]

    def offer(self, office: str, hosts: HostChoices) -> None:
        """Fill the choices: kinds, levels, and who can hold it."""
        self.kind.choices = [SelectChoice(one, label("activity_kind", one)) for one in KINDS]
        self.level.choices = asked_levels()
        _offer_units(self.host_id, office, hosts)

    @property
    def plan(self) -> Plan:
        """What was typed."""
        return Plan(
            kind=self.kind.data or "",
            title=self.title.data or "",
            held_on=self.held_on.data,
            starts_at=self.starts_at.data or "",
            ends_at=self.ends_at.data or "",
            place=self.place.data or "",
            hours=self.hours.data or "",
            host_id=self.host_id.data,
            topic=self.topic.data or "",
            audience=self.audience.data or "",
            level=self.level.data or "",
        )


class ReasonForm(Form):
    reason = TextAreaField(
        _("Alasan"),
        filters=[one_line_ends],
        validators=[InputRequired(_("Tuliskan alasannya.")), Length(max=500)],
    )


class InviteForm(Form):
    level = SelectField(
        _("Jenjang yang diminta"), description=_("Dari unit yang diundang sekarang.")
    )
    kinds = CheckboxesField(_("Semua unit sejenis"))
    group_ids = CheckboxesField(_("Kelompok"), coerce=int)
    unit_ids = CheckboxesField(_("Unit satu per satu"), coerce=int)

    def offer(self, choices: Choices) -> None:
        """Fill the choices with whom one can still invite."""
        self.level.choices = asked_levels()
        self.kinds.choices = [
            SelectChoice(kind, _("%(kind)s: %(count)s unit", kind=label("kind", kind), count=count))
            for kind, count in choices.kinds.items()
        ]
        self.group_ids.choices = [
            SelectChoice(one.id, _("%(name)s: %(count)s unit", name=one.name, count=one.left))
            for one in choices.groups
            if one.left
        ]
        self.unit_ids.choices = [
            SelectChoice(one.unit_id, one.name) for one in choices.units if not one.invited
        ]


class WithdrawForm(Form):
    invited_ids = CheckboxesField(_("Undangan yang ditarik"), coerce=int)
    kinds = CheckboxesField(
        _("Semua unit sejenis"),
        description=_("Selain yang sudah mempunyai izin atau hasil; yang itu dipilih sendiri."),
    )

    def offer(self, left: Iterable[InvitedView]) -> None:
        """Fill the choices with invitations for which nobody was noted."""
        rows = list(left)
        self.invited_ids.choices = [SelectChoice(one.id, one.unit) for one in rows]
        counts = Counter(one.kind for one in rows if one.bare)
        self.kinds.choices = [
            SelectChoice(kind, _("%(kind)s: %(count)s unit", kind=label("kind", kind), count=count))
            for kind, count in counts.items()
        ]


class InvitedForm(VersionedForm):
    level = SelectField(_("Jenjang yang diminta"))
    excuse = TextAreaField(
        _("Izin tidak hadir"),
        description=_(
            "Alasan yang diterima panitia. Undangan dengan izin tidak dihitung, baik sebagai "
            "hadir maupun tidak hadir. Kosongkan bila tidak ada izin."
        ),
        filters=[one_line_ends],
        validators=[Length(max=500)],
    )
    outcome = TextAreaField(
        _("Hasil untuk unit ini"),
        description=_("Dibaca unit itu saja. Misalnya: metadata dua survei sudah lengkap."),
        filters=[one_line_ends],
        validators=[Length(max=2000)],
    )

    def offer(self) -> None:
        """Fill the choice of levels."""
        self.level.choices = asked_levels()


class LettersForm(Form):
    extra = TextAreaField(
        _("Tambahan"),
        description=_("Misalnya apa yang perlu dibawa."),
        filters=[one_line_ends],
        validators=[Length(max=500)],
    )
    again = BooleanField(
        _("Kirim juga kepada yang sudah dikabari, misalnya karena harinya berubah")
    )


class MaterialForm(Form):
    title = StringField(
        _("Judul"),
        description=_("Kosong: nama berkasnya."),
        filters=[stripped],
        validators=[Length(max=150)],
    )
    upload = FileField(_("Berkas"))
    link = StringField(
        _("Atau tautan"),
        description=_("Diawali https://. Pastikan unit dapat membukanya tanpa masuk akun."),
        filters=[stripped],
        validators=[Length(max=1000)],
    )

    def validate_link(self, field: StringField) -> None:
        if bool(field.data) == bool(self.upload.data):
            raise ValidationError(
                _("Pilih berkas atau isi tautan, salah satu saja.")
                if field.data
                else _("Pilih berkas, atau isi tautan.")
            )


class MinutesForm(VersionedForm):
    minutes = TextAreaField(
        _("Notulen"),
        description=_("Dibaca semua unit yang diundang. Jangan menulis nilai unit di sini."),
        filters=[one_line_ends],
        validators=[Length(max=20_000)],
    )


class FollowUpForm(VersionedForm):
    what = TextAreaField(
        _("Apa yang disepakati"),
        filters=[one_line_ends],
        validators=[InputRequired(_("Isi apa yang disepakati.")), Length(max=500)],
    )
    unit_id = SelectField(_("Dikerjakan oleh"), coerce=chosen_id)
    due = DateField(_("Paling lambat"), validators=[Optional()])
    done_on = DateField(
        _("Selesai pada"), description=_("Kosong: belum selesai."), validators=[Optional()]
    )
    done_note = StringField(
        _("Keterangan selesai"), filters=[stripped], validators=[Length(max=500)]
    )

    def offer(self, office: str, units: HostChoices, invited: Collection[int]) -> None:
        """Fill the choice of who does it, the invited units first."""
        _offer_units(self.unit_id, office, sorted(units, key=lambda one: one[0] not in invited))

    @property
    def agreed(self) -> Agreed:
        """What was typed."""
        return Agreed(
            self.what.data or "",
            self.unit_id.data,
            self.due.data,
            self.done_on.data,
            self.done_note.data or "",
        )


class DoorForm(Form):
    invited_id = SelectField(
        _("Unit Anda"),
        coerce=chosen_id,
        validators=[InputRequired(_("Pilih unit Anda dari daftar."))],
    )
    name = StringField(
        _("Nama lengkap"),
        description=_("Beserta gelar, seperti akan tertulis di sertifikat."),
        filters=[stripped],
        render_kw={"autocomplete": "name"},
        validators=[InputRequired(_("Isi nama Anda.")), Length(max=150)],
    )
    position = StringField(
        _("Jabatan"),
        filters=[stripped],
        render_kw={"autocomplete": "organization-title"},
        validators=[InputRequired(_("Isi jabatan Anda.")), Length(max=150)],
    )
    level = RadioField(
        _("Jenjang jabatan"), validators=[InputRequired(_("Pilih jenjang jabatan Anda."))]
    )

    def offer(self, units: Iterable[tuple[int, str]]) -> None:
        """Fill the choices: the invited units, and the levels."""
        named = [SelectChoice(str(key), name) for key, name in units]
        self.invited_id.choices = (
            named if len(named) == 1 else [SelectChoice("", _("Pilih unit Anda")), *named]
        )
        self.level.choices = [SelectChoice(one, label("activity_level", one)) for one in LEVELS]
