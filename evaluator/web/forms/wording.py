"""What WTForms says of itself, in the languages of the office."""

from flask_babel import gettext

from evaluator.scoring.messages import N_

SENTENCES = {
    "CSRF failed.": N_("Kiriman ini tidak dikenal. Muat ulang halaman, lalu ulangi."),
    "CSRF token expired.": N_("Halaman ini sudah lama terbuka. Muat ulang, lalu ulangi."),
    "CSRF token missing.": N_("Kiriman ini tidak dikenal. Muat ulang halaman, lalu ulangi."),
    "Date must be at least %(min)s.": N_("Tanggalnya paling awal %(min)s."),
    "Date must be at most %(max)s.": N_("Tanggalnya paling akhir %(max)s."),
    "Date must be between %(min)s and %(max)s.": N_("Tanggalnya antara %(min)s dan %(max)s."),
    "Field cannot be longer than %(max)d characters.": N_(
        "Terlalu panjang: paling banyak %(max)d huruf."
    ),
    "Field must be at least %(min)d characters long.": N_(
        "Terlalu pendek: paling sedikit %(min)d huruf."
    ),
    "Field must be between %(min)d and %(max)d characters long.": N_(
        "Panjangnya %(min)d sampai %(max)d huruf."
    ),
    "Field must be equal to %(other_name)s.": N_("Isinya harus sama dengan %(other_name)s."),
    "Field must be exactly %(max)d characters long.": N_("Panjangnya tepat %(max)d huruf."),
    "File does not have an approved extension.": N_("Jenis berkas ini tidak diterima."),
    "Invalid CSRF Token.": N_("Kiriman ini tidak dikenal. Muat ulang halaman, lalu ulangi."),
    "Invalid Choice: could not coerce.": N_("Pilihan itu tidak ada. Pilih yang tersedia."),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_(
        "Ada pilihan yang tidak ada. Pilih yang tersedia."
    ),
    "Invalid email address.": N_("Tulis alamat surel seperti nama@contoh.go.id."),
    "Invalid input.": N_("Isian ini tidak dapat dipakai. Periksa lagi."),
    "Invalid value, can't be any of: %(values)s.": N_("Isinya tidak boleh: %(values)s."),
    "Invalid value, must be one of: %(values)s.": N_("Isinya salah satu dari: %(values)s."),
    "Not a valid choice.": N_("Pilihan itu tidak ada. Pilih yang tersedia."),
    "Not a valid date value.": N_("Tulis tanggal yang ada di kalender."),
    "Not a valid datetime value.": N_("Tulis tanggal dan jam."),
    "Not a valid decimal value.": N_("Tulis angka."),
    "Not a valid float value.": N_("Tulis angka."),
    "Not a valid integer value.": N_("Tulis angka bulat."),
    "Not a valid time value.": N_("Tulis jam, misalnya 09.30."),
    "Number must be at least %(min)s.": N_("Paling sedikit %(min)s."),
    "Number must be at most %(max)s.": N_("Paling banyak %(max)s."),
    "Number must be between %(min)s and %(max)s.": N_("Antara %(min)s dan %(max)s."),
    "This field cannot be edited.": N_("Isian ini tidak dapat diubah."),
    "This field is disabled and cannot have a value.": N_("Isian ini tidak dipakai."),
    "This field is required.": N_("Isian ini tidak boleh kosong."),
    "'%(value)s' are not valid choices for this field.": N_(
        "%(value)s tidak ada di pilihan. Pilih yang tersedia."
    ),
}
"""By what WTForms says itself; of several forms of a sentence, that for many."""


class Wording:
    """Answers WTForms in place of the catalogues that it brings; those know no Indonesian."""

    def gettext(self, sentence: str) -> str:
        """One of its sentences in the language of the request, gaps left open."""
        known = SENTENCES.get(sentence)
        return sentence if known is None else str(gettext(known))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The same; Indonesian has one form for any number."""
        return self.gettext(many)
