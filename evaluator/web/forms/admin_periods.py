"""Forms of the periods."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from evaluator.services.categories import RubricChoice
from evaluator.services.periods import FactDays, Plan
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm
from evaluator.web.language import label


class PeriodForm(VersionedForm):
    title = StringField(
        _("Judul"),
        description=_("Misalnya Penilaian Kerja Sama Statistik 2026."),
        filters=[stripped],
        validators=[InputRequired(_("Isi judul periode."))],
    )
    event = StringField(
        _("Acara penyerahan"),
        description=_("Tercetak pada piagam, misalnya Hari Statistik Nasional 2026."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama acaranya."))],
    )
    theme = StringField(_("Tema acara"), filters=[stripped])
    event_date = DateField(
        _("Tanggal acara"),
        description=_("Tanggal piagam; penanda tangan pada hari itu yang tercetak."),
        validators=[InputRequired(_("Isi tanggal acara."))],
    )
    shows_places = BooleanField(
        _("Tampilkan peringkat kepada unit"),
        description=_("Bila tidak, unit hanya membaca nilai dan umpan baliknya sendiri."),
        default=True,
    )
    self_assesses = BooleanField(
        _("Unit menilai diri sendiri dahulu"),
        description=_("Unit mengisi tingkat, penjelasan, dan bukti dukung sebelum penilai mulai."),
    )
    blind = BooleanField(
        _("Penilai tidak membaca nama unit"),
        description=_("Sampai hasil dirilis, penilai membaca nomor unit sebagai ganti namanya."),
    )
    confirms = BooleanField(
        _("Kesepakatan disahkan orang kedua"),
        description=_("Setiap nilai yang diputuskan ketua tim baru berlaku setelah disahkan."),
    )

    facts_from = DateField(
        _("Catatan dihitung dari"),
        description=_("Untuk indikator terukur. Bila kosong: 1 Januari tahun periode."),
        validators=[Optional()],
    )
    facts_until = DateField(
        _("Catatan dihitung sampai"),
        description=_("Bila kosong: 31 Desember. Hasil dapat dikunci mulai sehari sesudahnya."),
        validators=[Optional()],
    )

    @property
    def fact_days(self) -> FactDays:
        """From when until when recorded facts count."""
        return FactDays(self.facts_from.data, self.facts_until.data)

    @property
    def plan(self) -> Plan:
        """How the period is to be run."""
        return Plan(self.self_assesses.data, self.blind.data, self.confirms.data)


class NewPeriodForm(PeriodForm):
    year = IntegerField(
        _("Tahun"),
        validators=[
            InputRequired(_("Isi tahunnya.")),
            NumberRange(2000, 2100, _("Isi tahun antara 2000 dan 2100.")),
        ],
    )


class CategoryForm(Form):
    title = StringField(
        _("Nama kategori"),
        description=_("Misalnya OPD, atau Kelurahan."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama kategori."))],
    )
    rubric = SelectField(
        _("Rubrik dan jenis unit"), validators=[InputRequired(_("Pilih rubriknya."))]
    )
    units = RadioField(_("Peserta"), default="all")

    def offer(self, choices: Sequence[RubricChoice]) -> None:
        """Fill the choices: each rubric with each kind of unit that it is for."""
        self.rubric.choices = [
            SelectChoice(
                f"{choice.rubric_id}:{choice.unit_kind}",
                _(
                    "%(title)s, versi %(version)s, untuk %(kind)s",
                    title=choice.title,
                    version=choice.version,
                    kind=label("kind", choice.unit_kind),
                ),
            )
            for choice in choices
        ]
        self.units.choices = [
            SelectChoice("all", _("Semua unit jenis itu")),
            SelectChoice("chosen", _("Saya pilih sendiri sesudah ini")),
        ]

    @property
    def rubric_id(self) -> int:
        return int(self.rubric.data.partition(":")[0])

    @property
    def unit_kind(self) -> str:
        return str(self.rubric.data.partition(":")[2])


class BoxesForm(Form):
    """A form whose boxes stand in the page's own list or table."""


class StageForm(VersionedForm):
    """Only the version of the period that was seen."""
