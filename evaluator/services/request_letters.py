"""What a reminder of late tables says: which tables, since when, and where to go on."""

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from evaluator.services.offices import OfficeView
from evaluator.services.request_tables import TableView

_MOST_LISTED = 30


def late_subject(title: str, count: int) -> str:
    """The subject of a unit's reminder."""
    return f"Pengingat {title}: {count} tabel lewat batas waktu"


def late_body(
    office: OfficeView,
    sender: str,
    name: str,
    title: str,
    tables: Sequence[TableView],
    link: str,
    extra: str = "",
) -> str:
    """A unit's reminder of all its tables that are late.

    extra : what the sender adds in own words; "" for nothing
    """
    lines = [_line(one) for one in tables[:_MOST_LISTED]]
    if len(tables) > _MOST_LISTED:
        lines.append(f"- dan {len(tables) - _MOST_LISTED} tabel lain")
    paragraphs = [
        f"Yth. {name},",
        f"{title} di {office.name}. Tabel {tables[0].unit} yang belum kami terima: {len(tables)}.",
        "\n".join(lines),
        extra,
        "Bila sudah dikirim, beri tahu kami tanggal pengirimannya. Daftar lengkapnya ada di "
        f"{link}",
        f"Terima kasih,\n{sender}\n{office.name}",
    ]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _line(one: TableView) -> str:
    sent = one.sent_on and f"; menurut Anda dikirim {day_in_words(one.sent_on)}"
    due = day_in_words(one.due)
    return f"- Tabel {one.number} {one.title}: batas {due}, terlambat {one.days} hari{sent or ''}"


def day_in_words(day: date) -> str:
    """A date such as 17 Agustus 2026."""
    return str(format_date(day, "d MMMM y", locale="id"))
