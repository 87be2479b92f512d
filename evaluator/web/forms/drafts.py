"""Forms with which a draft begins, or is replaced by a file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from evaluator.web.forms import Form, stripped
from evaluator.web.forms.draft_pieces import CODE_HINT


class StartForm(Form):
    """How a draft begins."""

    source = RadioField(_("Mulai dari"), default="blank")
    code = StringField(_("Kode rubrik"), description=CODE_HINT, filters=[stripped])
    title = StringField(_("Judul rubrik"), filters=[stripped])
    shipped = SelectField(_("Rubrik bawaan"))
    rubric = SelectField(_("Rubrik terbit"))
    upload = FileField(
        _("Berkas"), description=_("Berkas .yaml atau .xlsx; yang belum lengkap boleh.")
    )

    def offer(
        self, shipped: Sequence[tuple[str, str]], published: Sequence[tuple[int, str]]
    ) -> None:
        """Fill the choices; a source without anything to choose is not offered."""
        sources = [("blank", _("Rubrik kosong"))]
        sources += [("shipped", _("Rubrik bawaan"))] if shipped else []
        sources += [("published", _("Versi baru dari rubrik terbit"))] if published else []
        sources += [("file", _("Berkas YAML atau Excel"))]
        self.source.choices = [SelectChoice(*one) for one in sources]
        self.shipped.choices = [SelectChoice(*one) for one in shipped]
        self.rubric.choices = [SelectChoice(str(number), name) for number, name in published]

    def validate(self, extra_validators: Any = None) -> bool:
        """Only what belongs to the chosen source has to be filled."""
        for name in ("shipped", "rubric"):
            self[name].validate_choice = bool(self[name].choices) and self._needs(name)
        if not super().validate(extra_validators):
            return False
        if self.source.data == "blank":
            for name, text in (
                ("code", gettext("Isi kodenya.")),
                ("title", gettext("Isi judulnya.")),
            ):
                if not self[name].data:
                    self[name].errors = [text]
        if self.source.data == "file" and not self.upload.data:
            self.upload.errors = [gettext("Pilih berkasnya dahulu.")]
        return not self.errors

    def _needs(self, name: str) -> bool:
        return bool(self.source.data == {"rubric": "published"}.get(name, name))

    @property
    def file(self) -> tuple[bytes, str]:
        """The content, and the name without folders that some browsers send."""
        name = (self.upload.data.filename or "").replace("\\", "/").rpartition("/")[2]
        return self.upload.data.read(), name


class ReplaceForm(Form):
    """A file that takes the place of the whole draft."""

    form_errors: list[str]
    upload = FileField(_("Berkas"), validators=[InputRequired(_("Pilih berkasnya dahulu."))])

    @property
    def file(self) -> tuple[bytes, str]:
        """The content, and the name without folders that some browsers send."""
        name = (self.upload.data.filename or "").replace("\\", "/").rpartition("/")[2]
        return self.upload.data.read(), name
