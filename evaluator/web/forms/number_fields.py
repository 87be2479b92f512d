"""The fields that say how papers are numbered: the office's own and those of each plan."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Optional

from evaluator.services.numbering import NumberScheme
from evaluator.web.forms import stripped
from evaluator.web.forms.admin_saving import VersionedForm


class NumberedForm(VersionedForm):
    """A form that ends with them."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        # In the order of the page, so that its list of mistakes has it too.
        for name in [name for name in self._fields if name.startswith("number_")]:
            self._fields[name] = self._fields.pop(name)

    number_pattern = StringField(
        _("Pola nomor piagam"),
        filters=[stripped],
        validators=[InputRequired(_("Isi pola nomornya."))],
    )
    number_unit = StringField(
        _("Kode unit kerja"), description=_("Mengisi {unit}."), filters=[stripped]
    )
    number_class = StringField(
        _("Kode klasifikasi"), description=_("Mengisi {class}."), filters=[stripped]
    )
    number_start = IntegerField(
        _("Nomor urut pertama dalam setahun"),
        description=_("Berlaku untuk tahun yang belum punya piagam."),
        validators=[InputRequired(_("Isi nomor urut pertama, misalnya 1."))],
        default=1,
    )
    number_digits = IntegerField(
        _("Banyak angka nomor urut"),
        description=_("3 menulis 007; 0 menulis 7."),
        validators=[Optional()],
        filters=[lambda typed: typed or 0],
        default=0,
    )

    @property
    def scheme(self) -> NumberScheme:
        return NumberScheme(
            self.number_pattern.data or "",
            self.number_unit.data or "",
            self.number_class.data or "",
            self.number_start.data or 0,
            self.number_digits.data or 0,
        )
