"""Forms of the accounts."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.services.units import KINDS, UnitView
from evaluator.storage.actor import Role
from evaluator.web.forms import stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.language import label


class CheckboxesField(SelectMultipleField):
    """Several choices, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PersonForm(VersionedForm):
    name = StringField(
        _("Nama beserta gelar"),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama orangnya."))],
    )
    nip = StringField(
        _("NIP"), description=_("18 angka, dengan atau tanpa spasi."), filters=[stripped]
    )
    roles = CheckboxesField(_("Peran"), validators=[InputRequired(_("Pilih satu peran."))])
    unit_id = SelectField(
        _("Unit"),
        description=_("Hanya untuk peran “Unit yang dinilai”."),
        coerce=chosen_id,
    )
    active = BooleanField(
        _("Boleh masuk"),
        description=_("Lepas tanda ini untuk menutup akun; sesinya langsung berakhir."),
    )

    def offer(self, units: Iterable[UnitView]) -> None:
        """Fill the choices: roles, and the units that are still assessed."""
        self.roles.choices = [SelectChoice(role.value, label("role", role)) for role in Role]
        there = [
            SelectChoice(str(unit.id), f"{unit.name} ({label('kind', unit.kind)})")
            for unit in units
            if not unit.retired or unit.id == self.unit_id.data
        ]
        self.unit_id.choices = [SelectChoice("", _("Tidak ada")), *there]

    @property
    def given_roles(self) -> list[Role]:
        return [Role(role) for role in self.roles.data or ()]


class NewPersonForm(PersonForm):
    username = StringField(
        _("Nama pengguna"),
        description=_("Huruf, angka, titik, garis bawah, atau tanda hubung; tidak berubah lagi."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama pengguna."))],
    )


class UnitAccountsForm(FlaskForm):
    kinds = CheckboxesField(
        _("Untuk unit"), validators=[InputRequired(_("Pilih paling sedikit satu jenis unit."))]
    )

    def offer(self, counts: dict[str, int]) -> None:
        """Fill the choices: kinds with units that have no account yet, and how many."""
        self.kinds.choices = [
            SelectChoice(
                kind,
                _("%(kind)s: %(count)s unit", kind=label("kind", kind), count=counts[kind]),
            )
            for kind in KINDS
            if counts.get(kind)
        ]
