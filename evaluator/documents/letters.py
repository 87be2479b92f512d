"""Letters that hand an account to a unit: one page each, with a link that works once."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from evaluator.documents import qr, style
from evaluator.documents.images import picture
from evaluator.documents.prose import one_line, paragraph
from evaluator.documents.typesetting import fitted, shortened, width
from evaluator.scoring.messages import N_

NOTHING = N_("Tidak ada surat untuk dicetak.")

_SIDE = 62.0
_ROOM = A4[0] - 2 * _SIDE
_LOGO = 46.0
_QR = 138.0
_LINES = 5  # at most, of a name or an address; the longest name that is kept has room


@dataclass(frozen=True)
class Letter:
    """What one letter says; every text as it is printed.

    recipient : whom the letter is for, such as "Dinas Kesehatan"
    person : whose account it is, "" where it is the unit's own
    link : where a password is chosen, printed as a QR code
    home : where one signs in, and where the code can be typed
    until : when the link ends, in words
    mark : printed at the foot, for instance of a demonstration
    """

    office: str
    address: str
    logo: bytes | None
    place_and_date: str
    recipient: str
    city: str
    person: str
    username: str
    link: str
    home: str
    code: str
    until: str
    mark: str | None = None


def draw(letters: Sequence[Letter]) -> bytes:
    """Print letters, one A4 page each, in the order given.

    The same letters give the same bytes. Anything typed is shown as it was
    typed; what the fonts lack is named in brackets.

    Raises
    ------
    Refused
        If there is nothing to print.
    """
    if not letters:
        raise style.Refused(NOTHING)
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pagesize=A4, invariant=1, pageCompression=1, lang="id-ID",
        initialFontName=style.SERIF,
    )  # fmt: skip
    canvas.setTitle("Surat undangan masuk")
    canvas.setAuthor(one_line(letters[0].office, style.SANS))
    for letter in letters:
        y = _letterhead(canvas, letter)
        y = _address(canvas, letter, y)
        y = _opening(canvas, letter, y)
        y = _access(canvas, letter, y)
        _closing(canvas, letter, y)
        _foot(canvas, letter)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _letterhead(canvas: Canvas, letter: Letter) -> float:
    """Logo, office and address over a double rule; gives the height at which they end."""
    top, left = A4[1] - 52, _SIDE
    if letter.logo is not None:
        canvas.drawImage(
            picture(letter.logo), left, top - _LOGO, _LOGO, _LOGO,
            mask="auto", preserveAspectRatio=True, anchor="c",
        )  # fmt: skip
        left += _LOGO + 14
    room = A4[0] - _SIDE - left
    y = top - 15
    y = _lines(canvas, letter.office, style.SERIF_BOLD, (15, 13, 11, 9), left, y, room)
    if letter.address:
        y = _lines(canvas, letter.address, style.SANS, (9, 8, 7), left, y, room, style.QUIET_INK)
    y = min(y, top - _LOGO - 4)
    canvas.setStrokeColor(style.INK)
    for offset, thickness in ((0, 1.6), (3.2, 0.5)):
        canvas.setLineWidth(thickness)
        canvas.line(_SIDE, y - offset, A4[0] - _SIDE, y - offset)
    return float(y - 28)


def _address(canvas: Canvas, letter: Letter, y: float) -> float:
    canvas.setFillColor(style.INK)
    canvas.setFont(style.SERIF, 10.5)
    canvas.drawRightString(A4[0] - _SIDE, y, one_line(letter.place_and_date, style.SERIF))
    y -= 30
    canvas.drawString(_SIDE, y, "Yth. Pimpinan")
    y = _lines(
        canvas, letter.recipient, style.SERIF_BOLD, (12, 11, 10, 9), _SIDE, y - 15, _ROOM * 0.72
    )
    canvas.setFont(style.SERIF, 10.5)
    canvas.setFillColor(style.INK)
    canvas.drawString(_SIDE, y, f"di {one_line(letter.city, style.SERIF)}")
    return y - 28


def _opening(canvas: Canvas, letter: Letter, y: float) -> float:
    owner = f" atas nama {letter.person}" if letter.person else ""
    y = _say(canvas, "Hal: akun untuk penilaian kerja sama statistik", y, "letter-bold")
    text = (
        f"Dengan hormat, bersama surat ini kami sampaikan akun{owner} untuk {letter.recipient} "
        f"pada aplikasi penilaian kerja sama statistik {letter.office}. Lewat akun ini unit Anda "
        "mengikuti tahap penilaian dan membaca umpan baliknya. Kata sandi dipilih sendiri oleh "
        "pemegang akun; kami tidak mengetahuinya."
    )
    return _say(canvas, text, y - 4) - 10


def _access(canvas: Canvas, letter: Letter, y: float) -> float:
    """The box that is cut out or scanned: QR code, address, username, code."""
    high = _QR + 24
    bottom = y - high
    canvas.setFillColor(style.TINT)
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.8)
    canvas.roundRect(_SIDE, bottom, _ROOM, high, 5, stroke=1, fill=1)
    qr.draw(canvas, letter.link, _SIDE + 12, bottom + 12, _QR, style.INK)
    left = _SIDE + _QR + 28
    room = A4[0] - _SIDE - 14 - left
    rows = (
        ("Alamat", letter.home, style.SANS_BOLD),
        ("Nama pengguna", letter.username, style.SANS_BOLD),
        ("Kode undangan", letter.code, style.SANS_BOLD),
        ("Berlaku sampai", letter.until, style.SANS),
    )
    y = y - 22
    for label, text, font in rows:
        canvas.setFillColor(style.QUIET_INK)
        canvas.setFont(style.SANS, 8)
        canvas.drawString(left, y, label)
        y = _lines(canvas, text, font, (11, 10, 9, 8, 7), left, y - 13, room) - 6
    return bottom - 20


def _closing(canvas: Canvas, letter: Letter, y: float) -> None:
    y = _say(canvas, "Cara masuk pertama kali", y, "letter-bold")
    steps = (
        "Pindai kode QR dengan kamera telepon; atau buka alamat di atas, lalu ketik kode "
        "undangannya.",
        "Pilih kata sandi sedikitnya 10 huruf yang tidak dipakai di tempat lain.",
        f"Masuk dengan nama pengguna {letter.username} dan kata sandi itu.",
    )
    for number, step in enumerate(steps, start=1):
        y = _say(canvas, step, y, "letter-step", f"{number}.")
    warning = (
        "Surat ini rahasia: serahkan langsung kepada pemegang akun. Kodenya hanya dapat dipakai "
        "satu kali. Bila halaman mengatakan undangan tidak berlaku padahal Anda belum pernah "
        f"memakainya, segera hubungi admin {letter.office} dan mintalah yang baru."
    )
    _say(canvas, warning, y - 6)


def _foot(canvas: Canvas, letter: Letter) -> None:
    canvas.setStrokeColor(style.RULE)
    canvas.setLineWidth(0.6)
    canvas.line(_SIDE, 52, A4[0] - _SIDE, 52)
    canvas.setFillColor(style.QUIET_INK)
    canvas.setFont(style.SANS, 7.5)
    mark = f"{one_line(letter.mark, style.SANS)} – bukan surat resmi" if letter.mark else ""
    room = _ROOM - width(mark, style.SANS, 7.5) - 20
    text = shortened(one_line(letter.recipient, style.SANS), style.SANS, 7.5, room)
    canvas.drawString(_SIDE, 40, text)
    canvas.drawRightString(A4[0] - _SIDE, 40, mark)


def _say(
    canvas: Canvas, text: str, y: float, kind: str = "letter", bullet: str | None = None
) -> float:
    """Set a paragraph below `y`; gives the height at which it ends."""
    said: Paragraph = paragraph(text, kind, bullet)
    _, high = said.wrapOn(canvas, _ROOM, A4[1])
    said.drawOn(canvas, _SIDE, y - high)
    return float(y - high - 5)


def _lines(
    canvas: Canvas,
    text: str,
    font: str,
    sizes: Sequence[float],
    x: float,
    y: float,
    room: float,
    colour: str = style.INK,
) -> float:
    """Set a name or an address in a few lines; gives the baseline of the next line.

    What has no room at the smallest size is cut with an ellipsis: it is typed
    elsewhere in full, and a letter must stay one page.
    """
    shown = " ".join(one_line(line, font) for line in text.splitlines())
    setting = fitted(shown, font, sizes, room, _LINES)
    size = setting.size if setting else sizes[-1]
    lines = setting.lines if setting else (shortened(shown, font, size, room),)
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= size * 1.3
    return y
