"""The form with which the admin hands in a file."""

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired

from evaluator.web.forms import Form


class UploadForm(Form):
    upload = FileField(_("Berkas"), validators=[FileRequired(_("Pilih berkasnya dahulu."))])

    @property
    def file(self) -> tuple[bytes, str]:
        """The content, and the name without folders that some browsers send."""
        name = (self.upload.data.filename or "").replace("\\", "/").rpartition("/")[2]
        return self.upload.data.read(), name
