"""What print jobs are worked with: drawing, joining and packing papers."""

from collections.abc import Iterable, Sequence
from typing import IO

from evaluator.documents.archive import ascii_name, pack_into
from evaluator.documents.drawing import certificates, drawer
from evaluator.documents.merging import merge
from evaluator.documents.print_sheets import finished
from evaluator.services.print_files import Bound
from evaluator.services.print_jobs import PrintOptions
from evaluator.services.print_work import Press
from evaluator.storage.files import Files


def press(files: Files) -> Press:
    """A press that draws with an installation's logos and pictures."""

    def bind(papers: Sequence[Bound], options: PrintOptions, together: bool) -> bytes:
        if together:
            pages = certificates([paper.face for paper in papers], files)
        else:
            pages = merge([paper.read() for paper in papers])
        return finished(pages, marks=options.marks, back=options.back)

    return Press(drawer(files), bind, _pack)


def _pack(papers: Iterable[tuple[str, bytes]], whole: IO[bytes]) -> None:
    pack_into(whole, ((ascii_name(name), content) for name, content in papers))
