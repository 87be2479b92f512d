"""Forms of requests for data, registers and tasks; what is typed is read by the services."""

from collections.abc import Container, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from evaluator.services.fact_units import UnitChoice
from evaluator.web.forms import Form, stripped
from evaluator.web.forms.admin_saving import VersionedForm, chosen_id
from evaluator.web.forms.assess import one_line_ends
from evaluator.web.language import label


def _wanted(sentence: Any) -> list[Any]:
    # Data rather than input: an edit in a list sends only a part of the fields.
    return [DataRequired(sentence)]


def _text(word: Any, description: Any = "", wanted: Any = None) -> Any:
    return StringField(
        word,
        description=description,
        filters=[stripped],
        validators=_wanted(wanted) if wanted else [],
    )


class FactForm(VersionedForm):
    """A form over one recorded row.

    days, wholes : fields that are dates, and whole numbers
    """

    days: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    unit_id = SelectField(_("Unit"), coerce=chosen_id)

    def offer(self, units: list[UnitChoice]) -> None:
        """Fill the choice of units."""
        self.unit_id.choices = [
            SelectChoice("", _("Pilih unit")),
            *(
                SelectChoice(str(one.id), f"{one.name} ({label('kind', one.kind)})")
                for one in units
            ),
        ]

    def settle_unit(self, unit_id: int, name: str) -> None:
        """Whose row it is does not change any more."""
        self.unit_id.choices = [SelectChoice(str(unit_id), name)]
        self.unit_id.data, self.unit_id.raw_data = unit_id, None

    def given(self, names: Container[str], sent: Mapping[str, Any]) -> dict[str, str]:
        """The texts that were sent, of these fields."""
        return {
            name: str(field.data or "")
            for name, field in self._fields.items()
            if name in names and name in sent
        }


class RoundForm(FactForm):
    unit_id = None
    days = ("asked_on",)
    wholes = ("year",)
    title = _text(
        _("Judul"), _("Misalnya Kota Pekalongan Dalam Angka 2026."), _("Isi judul permintaannya.")
    )
    year = _text(_("Tahun"), wanted=_("Isi tahunnya, misalnya 2026."))
    publication = _text(_("Publikasi"), _("Untuk apa datanya dipakai."))
    asked_on = _text(_("Tanggal surat permintaan"), _("Tidak ada yang dapat diterima sebelumnya."))


class TableForm(FactForm):
    days = ("due", "received_on", "complete_on")
    wholes = ("cells", "filled", "corrected")
    number = _text(_("Nomor tabel"), _("Misalnya 4.1.2."), _("Isi nomor tabelnya."))
    title = _text(_("Judul tabel"), wanted=_("Isi judul tabelnya."))
    cells = _text(
        _("Rincian yang diminta"),
        _("Banyaknya sel isian pada tabel itu."),
        _("Isi banyaknya rincian."),
    )
    due = _text(_("Batas waktu"), wanted=_("Isi batas waktunya."))
    received_on = _text(_("Diterima pada"), _("Saat pertama diterima kantor."))
    filled = _text(_("Terisi saat pertama diterima"))
    passed = SelectField(_("Lulus pemeriksaan pertama"), default="")
    corrected = _text(_("Rincian yang dibetulkan"))
    complete_on = _text(
        _("Lengkap pada"), _("Kosongkan bila belum; terisi sendiri bila langsung lengkap.")
    )
    note = TextAreaField(
        _("Catatan"), filters=[one_line_ends], description=_("Terbaca juga oleh unitnya.")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.passed.choices = [
            SelectChoice("", _("Belum diperiksa")),
            SelectChoice("ya", _("Ya")),
            SelectChoice("tidak", _("Tidak")),
        ]


class SentForm(Form):
    """What a unit says of a table that it sent."""

    form_errors: list[str]
    sent_on = _text(_("Dikirim pada"), wanted=_("Isi tanggal pengirimannya."))
    sent_note = _text(_("Catatan"), _("Misalnya lewat apa dikirim."))


class EntryForm(FactForm):
    days = ("day", "due", "done_on", "until")
    wholes = ("target", "done")
    day = _text(_("Tanggal"), wanted=_("Isi tanggalnya."))
    title = _text(_("Judul"), wanted=_("Isi judulnya."))
    number = _text(_("Nomor"))
    target = _text(_("Target"))
    done = _text(_("Terlaksana"))
    due = _text(_("Batas waktu"))
    done_on = _text(_("Tercapai pada"))
    until = _text(_("Berlaku sampai"))
    contact = _text(_("Narahubung"), _("Nama dan jabatan; jangan menulis NIK."))
    phone = _text(_("Telepon narahubung"))
    note = TextAreaField(
        _("Catatan"), filters=[one_line_ends], description=_("Terbaca juga oleh unitnya.")
    )


class TaskForm(FactForm):
    days = ("given_on", "due", "done_on")
    wholes = ("target", "done", "refused", "checked", "clean")
    survey = _text(
        _("Survei atau kegiatan"),
        _("Misalnya Sakernas Februari 2026."),
        _("Isi nama surveinya."),
    )
    place = _text(_("Tempat"), _("Kelurahan atau blok; jangan menulis alamat responden."))
    given_on = _text(_("Diberikan pada"))
    due = _text(_("Batas waktu"), wanted=_("Isi batas waktunya."))
    target = _text(_("Target"), _("Banyaknya dokumen atau responden."), _("Isi targetnya."))
    done = _text(_("Selesai"))
    refused = _text(_("Menolak"))
    done_on = _text(_("Selesai pada"), _("Saat tugas diserahkan seluruhnya."))
    checked = _text(_("Diperiksa"))
    clean = _text(_("Bersih saat diperiksa"))
    note = TextAreaField(
        _("Catatan"),
        filters=[one_line_ends],
        description=_("Terbaca juga oleh unitnya; jangan menulis jawaban responden."),
    )
