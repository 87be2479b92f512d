"""The parts of a design as plain data: sheet, colours, and each kind of element, in millimetres.

What is read here is strict: an unknown key, a field that is not on the list, or a number
that no sheet has room for is refused by name.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from evaluator.documents import style
from evaluator.documents.names import unprintable
from evaluator.documents.paper_fields import (
    FIELDS,
    MOST_SIGNATORIES,
    checked_template,
    fields_of,
    fixed_part,
    signatory_field,
)
from evaluator.documents.paper_pages import SIZES, Direction, sheet
from evaluator.scoring.messages import N_, Message, fault, says

MOST_PARAGRAPHS = 12
SMALLEST_SHEET, LARGEST_SHEET = 40.0, 500.0
FONTS = {
    "display": style.DISPLAY,
    "serif": style.SERIF,
    "serif-bold": style.SERIF_BOLD,
    "serif-italic": style.SERIF_ITALIC,
    "sans": style.SANS,
    "sans-bold": style.SANS_BOLD,
}
PALETTE = ("ink", "accent", "tint", "paper")

NO_ROOM = N_("Tepi isi lebih besar dari kertasnya.")
SIZES_TURNED = N_("Ukuran huruf terkecil lebih besar dari yang terbesar.")
NO_FIELD = N_("Syarat “{name}” bukan isian yang dikenal.")

Millimetres = Annotated[float, Field(ge=0, le=LARGEST_SHEET), AfterValidator(lambda v: round(v, 2))]
Length = Annotated[float, Field(gt=0, le=LARGEST_SHEET), AfterValidator(lambda v: round(v, 2))]
Points = Annotated[float, Field(ge=4, le=200)]
Colour = Annotated[str, StringConstraints(pattern=r"^(#[0-9a-f]{6}|ink|accent|tint|paper)$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,29}$")]
Template = Annotated[str, Field(max_length=400), AfterValidator(checked_template)]
Condition = Annotated[str, Field(max_length=40)]
FontName = Literal["display", "serif", "serif-bold", "serif-italic", "sans", "sans-bold"]
Side = Literal["left", "centre", "right"]


class Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class Palette(Part):
    """The colours that elements name instead of repeating them."""

    ink: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#17304f"
    accent: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#a07a22"
    tint: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#f3ecdf"
    paper: Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")] = "#ffffff"


class Page(Part):
    """The sheet; left, top, right and bottom leave the room for text free of ornament.

    width, height : as it lies before the reader; only for the size "own"
    """

    size: Literal["A5", "A4", "F4", "A3", "own"] = "A4"
    direction: Direction = "landscape"
    width: Millimetres = 0.0
    height: Millimetres = 0.0
    left: Millimetres = 20.0
    top: Millimetres = 20.0
    right: Millimetres = 20.0
    bottom: Millimetres = 20.0

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        wide, high = self.extent
        if not all(SMALLEST_SHEET <= side <= LARGEST_SHEET for side in (wide, high)):
            raise fault(
                N_("Panjang sisi kertas antara {least} dan {most} mm."),
                least=int(SMALLEST_SHEET),
                most=int(LARGEST_SHEET),
            )
        if self.left + self.right >= wide - 10 or self.top + self.bottom >= high - 10:
            raise fault(NO_ROOM)
        return self

    @property
    def extent(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        if self.size in SIZES:
            return sheet(self.size, self.direction)
        return self.width, self.height


class Element(Part):
    """A box on the sheet: x to the right and y down from the upper left corner."""

    name: Name
    x: Millimetres
    y: Millimetres
    width: Length
    height: Length


class Paragraph(Part):
    """A text of one look in a text box.

    en : the English text, "" where it is the same or not wanted
    language : "document" follows the paper, "both" prints one under the other
    size, smallest, lines : it wraps up to `lines`, then shrinks to `smallest`, then is refused
    gap : millimetres above it; leading : line height as a part of the size
    when, unless : fields that must be filled, or empty, for it to be printed
    anywhere : may break within a word, for addresses
    divider : length in millimetres of a rule with a lozenge below it, 0 for none
    """

    id: Template
    en: Template = ""
    language: Literal["document", "both", "id", "en"] = "document"
    font: FontName = "serif"
    size: Points = 12.0
    smallest: Points = 9.0
    lines: Annotated[int, Field(ge=1, le=20)] = 2
    gap: Annotated[float, Field(ge=0, le=100)] = 0.0
    leading: Annotated[float, Field(ge=0.9, le=3)] = 1.24
    colour: Colour = "ink"
    tracking: Annotated[float, Field(ge=0, le=30)] = 0.0
    when: Condition = ""
    unless: Condition = ""
    anywhere: bool = False
    divider: Annotated[float, Field(ge=0, le=LARGEST_SHEET)] = 0.0

    @field_validator("when", "unless")
    @classmethod
    def _names_a_field(cls, name: str) -> str:
        if name and name not in FIELDS:
            raise fault(NO_FIELD, name=name)
        return name

    @model_validator(mode="after")
    def _can_be_set(self) -> Self:
        if self.smallest > self.size:
            raise fault(SIZES_TURNED)
        for text in (self.id, self.en):
            if obstacle := unprintable(fixed_part(text), FONTS[self.font]):
                said = {**obstacle.values, "field": says("Teks")}
                raise fault("{problem}", problem=Message(obstacle.template, said))
        return self

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The fields that its text asks for, in order."""
        return tuple(dict.fromkeys((*fields_of(self.id), *fields_of(self.en))))

    def fields(self) -> Iterator[str]:
        """Every field that decides what it prints."""
        yield from self.asked
        yield from (name for name in (self.when, self.unless) if name)


class Text(Element):
    """Paragraphs below each other in a box; "spread" loosens them to fill its height."""

    kind: Literal["text"] = "text"
    align: Side = "centre"
    vertical: Literal["top", "middle", "bottom", "spread"] = "top"
    paragraphs: Annotated[tuple[Paragraph, ...], Field(min_length=1, max_length=MOST_PARAGRAPHS)]


class Picture(Element):
    """A picture that keeps its shape inside the box; "logo" is the office's own."""

    kind: Literal["picture"] = "picture"
    source: Literal["logo"] | Digest = "logo"


class Ornament(Element):
    """A batik motif as a frame along the box, a band that fills it, or its corners.

    size : width of the frame, side of a tile, or reach of a corner, in millimetres
    """

    kind: Literal["ornament"] = "ornament"
    motif: Literal["plain", "kawung", "parang", "truntum", "jlamprang"] = "kawung"
    shape: Literal["frame", "band", "corners"] = "frame"
    size: Annotated[float, Field(ge=1, le=100)] = 9.5
    ground: Colour = "tint"
    ink: Colour = "ink"
    accent: Colour = "accent"
    edge: bool = True


class Line(Element):
    """A rule along the longer side of its box."""

    kind: Literal["line"] = "line"
    colour: Colour = "accent"
    thickness: Annotated[float, Field(gt=0, le=20)] = 0.8


class Rectangle(Element):
    """A filled or outlined rectangle; "" for no fill, thickness 0 for no outline."""

    kind: Literal["rectangle"] = "rectangle"
    fill: Colour | Literal[""] = ""
    colour: Colour = "ink"
    thickness: Annotated[float, Field(ge=0, le=20)] = 0.8
    radius: Annotated[float, Field(ge=0, le=50)] = 0.0


class Divider(Element):
    """A rule with a lozenge in its middle."""

    kind: Literal["divider"] = "divider"
    colour: Colour = "accent"


class Qr(Element):
    """The code that leads to the check page, in the largest square of its box."""

    kind: Literal["qr"] = "qr"
    colour: Colour = "ink"


class Signature(Element):
    """Who signs: place and date if `dated`, position, room to sign, name underlined, NIP.

    It stands on the bottom of its box. picture, stamp : stored pictures laid over the
    room to sign; an `optional` one is left out where a paper has no such signatory.
    """

    kind: Literal["signature"] = "signature"
    signatory: Annotated[int, Field(ge=1, le=MOST_SIGNATORIES)] = 1
    dated: bool = True
    optional: bool = False
    align: Side = "centre"
    font: Literal["serif", "sans"] = "serif"
    size: Points = 11.0
    room: Annotated[float, Field(ge=5, le=80)] = 18.0
    colour: Colour = "ink"
    picture: Digest | Literal[""] = ""
    stamp: Digest | Literal[""] = ""

    def fields(self) -> Iterator[str]:
        """Every field that it prints."""
        if self.dated:
            yield "place_and_date"
        for part in ("position", "name", "nip"):
            yield signatory_field(self.signatory, part)


AnyElement = Annotated[
    Text | Picture | Ornament | Line | Rectangle | Divider | Qr | Signature,
    Field(discriminator="kind"),
]
