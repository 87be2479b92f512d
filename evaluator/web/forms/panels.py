"""Forms about who assesses whom."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from evaluator.services.allotting import Wish
from evaluator.services.interests import KINDS
from evaluator.services.panel_boards import Person
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_people import CheckboxesField
from evaluator.web.language import label

_MOST = 10_000


def _people(people: Iterable[Person]) -> list[SelectChoice]:
    """Choices of assessors; a guest is named with the office that they come from."""
    return [
        SelectChoice(str(one.id), f"{one.name} ({one.office})" if one.office else one.name)
        for one in people
    ]


class BoardForm(Form):
    """A form whose boxes stand in the page's own table."""


class GroupForm(Form):
    group = SelectField(
        _("Kelompok"), coerce=int, validators=[InputRequired(_("Pilih kelompoknya."))]
    )
    assessors = CheckboxesField(
        _("Penilai"), coerce=int, validators=[InputRequired(_("Pilih penilainya."))]
    )
    adds = BooleanField(_("Penilai yang sekarang tetap menilai"))

    def offer(self, groups: Iterable[tuple[int, str]], people: Iterable[Person]) -> None:
        """Fill the choices."""
        self.group.choices = [SelectChoice(str(id), name) for id, name in groups]
        self.assessors.choices = _people(people)


class WishForm(Form):
    """What panels are to be like; it travels in the address, so it carries no token."""

    class Meta:
        csrf = False

    form_errors: list[str]

    mode = RadioField(_("Cara"), default="mend")
    assessors = CheckboxesField(
        _("Penilai"), coerce=int, validators=[InputRequired(_("Pilih penilainya."))]
    )
    each = IntegerField(
        _("Penilai per unit"),
        validators=[
            InputRequired(_("Isi banyaknya penilai per unit.")),
            NumberRange(1, 20, _("Isi angka antara 1 dan 20.")),
        ],
    )
    cap = IntegerField(
        _("Paling banyak unit per penilai"),
        description=_("Dikosongkan bila tidak dibatasi."),
        validators=[Optional(), NumberRange(0, _MOST, _("Isi angka 0 atau lebih."))],
    )

    def __init__(self, given: Any = None, **kwargs: Any) -> None:
        super().__init__(given, **kwargs)
        self.given = given or {}

    def offer(self, people: Iterable[Person]) -> None:
        """Fill the choices."""
        self.mode.choices = [
            SelectChoice("mend", _("Perbaiki: panel yang ada tetap, yang kurang diisi")),
            SelectChoice("anew", _("Bagi ulang: beban dibuat rata")),
        ]
        self.assessors.choices = _people(people)

    @property
    def typed_caps(self) -> dict[int, str]:
        """The cap that was typed for each person, from fields such as "batas-7"."""
        return {
            who: text.strip()
            for name, text in self.given.items()
            if name.startswith("batas-") and (who := _number(name[6:])) is not None and text.strip()
        }

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if any(_number(text) is None for text in self.typed_caps.values()):
            self.form_errors = [
                *self.form_errors,
                gettext("Batas seorang penilai diisi angka, misalnya 5, atau dikosongkan."),
            ]
            return False
        return valid

    @property
    def wish(self) -> Wish:
        """What was asked for; a cap of one person goes before the cap of all."""
        chosen = tuple(self.assessors.data or ())
        caps = {} if self.cap.data is None else dict.fromkeys(chosen, self.cap.data)
        own = {who: int(text) for who, text in self.typed_caps.items() if who in chosen}
        return Wish(chosen, self.each.data or 0, caps | own, self.mode.data != "anew")


class InterestForm(Form):
    unit_id = SelectField(_("Unit"), coerce=int, validators=[InputRequired(_("Pilih unitnya."))])
    kind = SelectField(_("Jenis konflik"), validators=[InputRequired(_("Pilih jenisnya."))])
    reason = TextAreaField(
        _("Keterangan"),
        description=_("Satu kalimat sudah cukup, misalnya: kepala dinas kakak kandung saya."),
        filters=[stripped],
        validators=[InputRequired(_("Tuliskan keterangannya."))],
    )

    def offer(self, units: Iterable[tuple[int, str]]) -> None:
        """Fill the choices."""
        self.unit_id.choices = [SelectChoice(str(id), name) for id, name in units]
        self.kind.choices = [SelectChoice(kind, label("interest", kind)) for kind in KINDS]


class OthersInterestForm(InterestForm):
    account_id = SelectField(
        _("Penilai"), coerce=int, validators=[InputRequired(_("Pilih penilainya."))]
    )

    def offer_people(self, people: Iterable[tuple[int, str]]) -> None:
        """Fill the choice of assessors."""
        self.account_id.choices = [SelectChoice(str(id), name) for id, name in people]


class ReasonForm(Form):
    reason = TextAreaField(
        _("Alasan"), filters=[stripped], validators=[InputRequired(_("Tuliskan alasannya."))]
    )


class GuestForm(Form):
    username = StringField(
        _("Nama pengguna penilai"),
        description=_("Akun penilai di kantor lain pada pemasangan ini."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama penggunanya."))],
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
