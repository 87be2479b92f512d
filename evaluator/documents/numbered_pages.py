"""Pages that say how many they are: each is held back until the last one is made."""

from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

Finish = Callable[[Canvas, int, int], None]
"""Draws what a page lacks, knowing its number from 1 and how many pages there are."""


def numbered(finish: Finish) -> Callable[..., Canvas]:
    """What a ReportLab document makes its canvas with, so that `finish` ends every page."""

    def make(*arguments: Any, **settings: Any) -> Canvas:
        return _NumberedCanvas(finish, *arguments, **settings)

    return make


class _NumberedCanvas(Canvas):  # type: ignore[misc]
    def __init__(self, finish: Finish, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._finish = finish
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        held = self._held
        for number, page in enumerate(held, start=1):
            self.__dict__.update(page)
            self._finish(self, number, len(held))
            super().showPage()
        super().save()
