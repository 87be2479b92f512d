"""Forms of the accounts."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.services.account_rules import DUTIES
from evaluator.services.accounts import Person
from evaluator.services.invitations import LASTS
from evaluator.services.units import KINDS, UnitView
from evaluator.storage.actor import Role
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.language import label


class CheckboxesField(SelectMultipleField):
    """Several choices, each with its own box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def chosen_duty(value: Any) -> str | None:
    """The duty behind a choice; None for all of them."""
    return str(value) if value not in (None, "", "None") else None


def lasting() -> SelectField:
    """How long an invitation lasts."""
    return SelectField(_("Tautannya berlaku"), default="week")


def offer_lasting(field: SelectField) -> None:
    """Fill the choice of how long an invitation lasts."""
    field.choices = [SelectChoice(one, label("lasts", one)) for one in LASTS]


class PersonForm(VersionedForm):
    name = StringField(
        _("Nama beserta gelar"),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama orangnya."))],
    )
    nip = StringField(
        _("NIP"), description=_("18 angka, dengan atau tanpa spasi."), filters=[stripped]
    )
    email = StringField(
        _("Alamat surel"),
        description=_("Untuk undangan dan pengingat."),
        filters=[stripped],
    )
    roles = CheckboxesField(_("Peran"), validators=[InputRequired(_("Pilih satu peran."))])
    unit_id = SelectField(
        _("Unit"),
        description=_("Hanya untuk peran “Unit yang dinilai”."),
        coerce=chosen_id,
    )
    duty = SelectField(
        _("Tugas di unitnya"),
        description=_(
            "Dalam penilaian mandiri: operator mengisi, supervisor memeriksa, kepala mengirim."
        ),
        coerce=chosen_duty,
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
        duties = [SelectChoice(duty, label("duty", duty)) for duty in DUTIES]
        self.duty.choices = [SelectChoice("", _("Semua tugas")), *duties]

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

    way = RadioField(
        _("Cara masuk pertama kali"),
        choices=[
            SelectChoice("link", _("Tautan sekali pakai: orangnya memilih kata sandi sendiri")),
            SelectChoice("password", _("Kata sandi pertama dibuat program, tampil satu kali")),
        ],
        default="link",
    )


class InviteForm(Form):
    lasts = lasting()
    by = RadioField(_("Cara menyampaikan"), default="show")

    def offer(self, email: str | None) -> None:
        """Fill the choices: by mail only where there is an address."""
        offer_lasting(self.lasts)
        ways = [SelectChoice("show", _("Tampilkan tautannya, saya sampaikan sendiri"))]
        if email:
            ways.append(SelectChoice("mail", _("Antrekan surel ke %(email)s", email=email)))
        self.by.choices = ways


class LettersForm(Form):
    lasts = lasting()
    account_ids = CheckboxesField(
        _("Untuk akun"),
        coerce=int,
        validators=[InputRequired(_("Pilih paling sedikit satu akun."))],
    )

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the choices: the accounts of units that are open."""
        offer_lasting(self.lasts)
        self.account_ids.choices = [SelectChoice(one.id, one.username) for one in people]


class UnitAccountsForm(Form):
    way = RadioField(
        _("Cara menyampaikan"),
        choices=[
            SelectChoice("letter", _("Surat untuk setiap unit (PDF), dengan tautan sekali pakai")),
            SelectChoice("list", _("Satu daftar nama pengguna dan kata sandi pertama")),
        ],
        default="letter",
    )
    lasts = lasting()
    kinds = CheckboxesField(
        _("Untuk unit"), validators=[InputRequired(_("Pilih paling sedikit satu jenis unit."))]
    )

    def offer(self, counts: dict[str, int]) -> None:
        """Fill the choices: kinds with units that have no account yet, and how many."""
        offer_lasting(self.lasts)
        self.kinds.choices = [
            SelectChoice(
                kind,
                _("%(kind)s: %(count)s unit", kind=label("kind", kind), count=counts[kind]),
            )
            for kind in KINDS
            if counts.get(kind)
        ]
