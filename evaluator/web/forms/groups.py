"""The form of a group of units."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from evaluator.services.unit_groups import Member
from evaluator.web.forms import stripped
from evaluator.web.forms.admin_people import CheckboxesField
from evaluator.web.forms.admin_saving import VersionedForm


class GroupForm(VersionedForm):
    name = StringField(
        _("Nama kelompok"),
        description=_("Misalnya nama kecamatan, atau FGD 1."),
        filters=[stripped],
        validators=[InputRequired(_("Isi nama kelompok."))],
    )
    note = StringField(_("Catatan"), filters=[stripped])
    unit_ids = CheckboxesField(_("Anggota"), coerce=int)

    def offer(self, members: Iterable[Member]) -> None:
        """Fill the choices: every unit that is still assessed."""
        self.unit_ids.choices = [SelectChoice(one.unit_id, one.name) for one in members]
