"""A design of a paper: a sheet, its colours, and the elements on it."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from evaluator.documents.paper_elements import (
    PALETTE,
    AnyElement,
    Digest,
    Page,
    Palette,
    Part,
    Picture,
    Signature,
    Text,
)
from evaluator.scoring.messages import N_, fault

Kind = Literal["certificate", "attendance", "thanks", "name-tag", "table-card", "plaque", "other"]
MOST_ELEMENTS = 60
MOST_PICTURES = 20
MOST_TEXTS = 150
"""Paragraphs of all its texts together: setting one takes time on every page."""
OFF_SHEET = N_("Unsur ini keluar dari kertas; geser ke dalam atau kecilkan.")
TEXTS = N_("Terlalu banyak paragraf: {count}; paling banyak {most} dalam satu rancangan.")
NAME_TWICE = N_("Dua unsur bernama “{name}”; setiap unsur mempunyai nama sendiri.")


class Design(Part):
    """A sheet, its colours, and its elements from the lowest to the topmost.

    library : the stored pictures that it may show
    """

    title: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Kind = "certificate"
    page: Page = Page()
    palette: Palette = Palette()
    elements: Annotated[tuple[AnyElement, ...], Field(max_length=MOST_ELEMENTS)] = ()
    library: Annotated[tuple[Digest, ...], Field(max_length=MOST_PICTURES)] = ()

    @model_validator(mode="after")
    def _on_the_sheet(self) -> Self:
        wide, high = self.page.extent
        texts = sum(len(one.paragraphs) for one in self.elements if isinstance(one, Text))
        if texts > MOST_TEXTS:
            raise fault(TEXTS, "elements", count=texts, most=MOST_TEXTS)
        seen: set[str] = set()
        for number, one in enumerate(self.elements):
            if one.name in seen:
                raise fault(NAME_TWICE, f"elements.{number}", name=one.name)
            seen.add(one.name)
            if one.x + one.width > wide + 0.1 or one.y + one.height > high + 0.1:
                raise fault(OFF_SHEET, f"elements.{number}")
        return self

    def colour(self, name: str) -> str:
        """A colour as "#rrggbb", whether named by the palette or given as such."""
        return str(getattr(self.palette, name)) if name in PALETTE else name

    def pictures(self) -> set[str]:
        """The digests of the stored pictures that it shows."""
        found = set()
        for one in self.elements:
            if isinstance(one, Picture) and one.source != "logo":
                found.add(one.source)
            if isinstance(one, Signature):
                found |= {one.picture, one.stamp} - {""}
        return found

    def plain(self) -> dict[str, Any]:
        """The design as plain values, fit for storing; `read_design` takes it back."""
        return self.model_dump(mode="json")
