"""Forms of the units."""

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, SelectField, StringField, TextAreaField
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
    bps_code = StringField(_("Kode BPS"), filters=[stripped])
    kemendagri_code = StringField(
        _("Kode Kemendagri"),
        description=_("Berbeda dari kode BPS; isi keduanya bila ada."),
        filters=[stripped],
    )
    parent_id = SelectField(
        _("Induk"), description=_("Misalnya kecamatan dari sebuah kelurahan."), coerce=chosen_id
    )
    note = TextAreaField(_("Catatan"), filters=[stripped])
    retired = BooleanField(
        _("Sudah tidak dinilai lagi (pensiun)"),
        description=_("Unit tidak dihapus: periode dan piagam lama tetap memuat namanya."),
    )

    def offer(self, units: list[UnitView], own_id: int = 0) -> None:
        """Fill the choices: kinds, and the units that can stand above this one."""
        self.kind.choices = [SelectChoice(kind, label("kind", kind)) for kind in KINDS]
        above = [
            SelectChoice(str(unit.id), f"{unit.name} ({label('kind', unit.kind)})")
            for unit in units
            if unit.id != own_id
        ]
        self.parent_id.choices = [SelectChoice("", _("Tidak ada")), *above]
