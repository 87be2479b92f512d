"""Forms of the units."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from evaluator.services.units import KINDS, UnitView
from evaluator.web.forms import stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.language import label


class UnitForm(VersionedForm):
    kind = SelectField(_("Jenis"))
    name = StringField(
        _("Nama lengkap"),
        description=_("Persis seperti yang akan dicetak pada piagam."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama unit."))],
    )
    short_name = StringField(
        _("Nama singkat"),
        description=_("Dipakai di tabel dan grafik, misalnya Dindik."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama singkat unit."))],
    )
    bps_code = StringField(
        _("Kode BPS"),
        description=_("2, 4, 7, atau 10 angka; kecamatan 7, kelurahan 10."),
        filters=[stripped],
    )
    kemendagri_code = StringField(
        _("Kode Kemendagri"),
        description=_("Seperti 33.75.01.1002; berbeda dari kode BPS, isi keduanya bila ada."),
        filters=[stripped],
    )
    parent_id = SelectField(
        _("Induk"), description=_("Misalnya kecamatan dari sebuah kelurahan."), coerce=chosen_id
    )
    note = TextAreaField(_("Catatan"), filters=[stripped])

    def offer(self, units: list[UnitView], own_id: int = 0) -> None:
        """Fill the choices: kinds, and the units that can stand above this one."""
        self.kind.choices = [SelectChoice(kind, label("kind", kind)) for kind in KINDS]
        above = [
            SelectChoice(str(unit.id), f"{unit.name} ({label('kind', unit.kind)})")
            for unit in units
            if unit.id != own_id
        ]
        self.parent_id.choices = [SelectChoice("", _("Tidak ada")), *above]


class RenameForm(VersionedForm):
    name = StringField(
        _("Nama lengkap yang baru"),
        description=_("Persis seperti pada dasar hukumnya; tercetak pada piagam."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama unit."))],
    )
    short_name = StringField(
        _("Nama singkat yang baru"),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama singkat unit."))],
    )
    valid_from = DateField(
        _("Berlaku sejak"),
        description=_("Boleh tanggal yang akan datang; nama berganti sendiri pada hari itu."),
        validators=[InputRequired(_("Isi tanggal mulai berlakunya."))],
    )
    reason = StringField(
        _("Dasar"), description=_("Misalnya nomor perda atau SK."), filters=[stripped]
    )


class EndingForm(VersionedForm):
    successor_id = SelectField(
        _("Diteruskan oleh"),
        description=_("Pilih unit penerusnya bila unit ini bergabung; biarkan bila berakhir saja."),
        coerce=chosen_id,
    )
    ended_on = DateField(
        _("Sejak tanggal"), validators=[InputRequired(_("Isi tanggal berakhirnya."))]
    )
    reason = StringField(
        _("Dasar"),
        description=_("Misalnya nomor perda atau SK."),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan dasarnya."))],
    )

    def offer(self, successors: list[tuple[int, str]]) -> None:
        """Fill the choice: the units of the same kind that are still assessed."""
        there = [SelectChoice(str(number), name) for number, name in successors]
        self.successor_id.choices = [SelectChoice("", _("Tidak ada (berakhir saja)")), *there]
