"""What the stage shows, slide after slide: computed from winners, settings and running order."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

from evaluator.storage.database import canonical_json

ON_ONE_SLIDE = 6
"""Recipients that a room can read at once; more are shown on several slides."""
NOTED = ("spoken", "caller", "picture")
"""What a note tells about a winner."""


@dataclass(frozen=True)
class Note:
    """What the stage needs about one winner beside the result.

    spoken : how the name is pronounced, "" where it is read as written
    caller : who walks up, such as "Kepala Dinas, Budi Santoso"
    picture : digest of a photograph or logo; None: initials are shown
    shared : the names of those of them that were entered for another award of the unit
    """

    spoken: str = ""
    caller: str = ""
    picture: str | None = None
    version: int = 0
    shared: tuple[str, ...] = ()

    @property
    def own(self) -> "Note":
        """Only what was entered for this award."""
        blank = Note()
        return replace(self, **{name: getattr(blank, name) for name in self.shared}, shared=())

    def completed(self, others: Iterable["Note"]) -> "Note":
        """This note, with what it lacks from the notes about the unit's other awards.

        others : the note that counts most comes first
        """
        found: dict[str, str] = {}
        for other in others:
            for name in NOTED:
                text = getattr(other, name)
                if text and not getattr(self, name):
                    found.setdefault(name, text)
        shared = tuple(name for name in NOTED if name in found)
        return replace(self, **found, shared=shared)  # type: ignore[arg-type]


@dataclass(frozen=True)
class StageWinner:
    """One award of one unit, as it is spoken of on the stage.

    award : the award's code, unique in its category
    place : counted from 1; equal places share a slide
    place_name : such as "Juara II (bersama)", "" for an award without places
    """

    winner_id: int
    category_id: int
    category: str
    award: str
    title: str
    place: int
    place_name: str
    name: str
    note: Note = Note()
    unit_id: int = 0


@dataclass(frozen=True)
class Item:
    """One award of one category, as a line of the running order."""

    category_id: int
    award: str
    category: str
    title: str
    recipients: int

    @property
    def key(self) -> str:
        """Names the line, such as "3/juara"."""
        return f"{self.category_id}/{self.award}"


@dataclass(frozen=True)
class Show:
    """The texts that are not results, and how the reveal goes.

    title_lines : what the opening says, the most important line first
    countdown : minutes before the first award; 0: no countdown
    suspense : whether a place is announced on a slide of its own before the name
    recap : whether each award with places ends with a slide of all of them
    fallback : what the safe slide says
    """

    title_lines: tuple[str, ...]
    theme: str = "nila"
    countdown: int = 0
    suspense: bool = True
    recap: bool = True
    fallback: str = ""
    closing: str = ""


@dataclass(frozen=True)
class Recipient:
    """One name on a slide."""

    winner_id: int
    name: str
    place: str
    note: Note

    @property
    def initials(self) -> str:
        """Two letters that stand where there is no picture."""
        words = [word for word in self.name.split() if word[:1].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or "–"


@dataclass(frozen=True)
class Slide:
    """One picture of the stage.

    key : stays the same when other slides come and go
    kind : "opening", "countdown", "category", "announce", "winner", "recap" or "closing"
    over : the small line above, title : the large one
    lines : further lines
    """

    key: str
    kind: str
    title: str
    over: str = ""
    place: str = ""
    lines: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()

    @property
    def size(self) -> str:
        """How large the longest name can be set: "s", "m", "l" or "xl" for the longest."""
        longest = max((len(one.name) for one in self.recipients), default=len(self.title))
        return next((size for most, size in _SIZES if longest <= most), "xl")


_SIZES = ((22, "s"), (42, "m"), (68, "l"))


def items_of(winners: Sequence[StageWinner], order: Sequence[str] = ()) -> tuple[Item, ...]:
    """The awards that are given, in the chosen order; what it does not name comes after.

    order : keys of lines; those that name no award any more are passed over
    """
    found: dict[str, Item] = {}
    for one in winners:
        item = Item(one.category_id, one.award, one.category, one.title, 1)
        known = found.get(item.key)
        found[item.key] = item if known is None else replace(known, recipients=known.recipients + 1)
    chosen = [key for key in dict.fromkeys(order) if key in found]
    return tuple(found[key] for key in [*chosen, *(key for key in found if key not in chosen)])


def slides_of(
    show: Show, winners: Sequence[StageWinner], order: Sequence[str] = ()
) -> tuple[Slide, ...]:
    """Every slide of the ceremony: opening, countdown, award by award from the last place, closing.

    A category is named whenever the running order comes to it. Units that share a
    place share a slide.
    """
    slides = [Slide("opening", "opening", show.title_lines[0], lines=show.title_lines[1:])]
    if show.countdown:
        slides.append(Slide("countdown", "countdown", show.title_lines[0]))
    for category_id, run in groupby(items_of(winners, order), key=lambda item: item.category_id):
        items = list(run)
        slides.append(_category_slide(items, slides))
        for item in items:
            mine = [w for w in winners if (w.category_id, w.award) == (category_id, item.award)]
            slides += _award_slides(show, item, mine)
    slides.append(Slide("closing", "closing", show.closing, lines=show.title_lines[:1]))
    return tuple(slides)


def digest_of_slides(show: Show, slides: Sequence[Slide]) -> str:
    """Names what a screen holds, so that it knows when to fetch it anew."""
    content = [asdict(show), *(asdict(slide) for slide in slides)]
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:16]


def place_of(slides: Sequence[Slide], key: str, otherwise: int) -> int:
    """Where the slide of a key stands now; else the nearest place to `otherwise`."""
    for number, slide in enumerate(slides):
        if slide.key == key:
            return number
    return min(max(otherwise, 0), len(slides) - 1)


def coming(slides: Sequence[Slide], position: int) -> Slide | None:
    """The next slide after a position that shows a name; None where no name comes any more."""
    return next((slide for slide in slides[position + 1 :] if slide.kind == "winner"), None)


def _category_slide(items: Sequence[Item], before: Sequence[Slide]) -> Slide:
    category = items[0]
    again = sum(slide.key.startswith(f"category:{category.category_id}:") for slide in before)
    titles = tuple(dict.fromkeys(item.title for item in items))
    key = f"category:{category.category_id}:{again}"
    return Slide(key, "category", category.category, lines=titles)


def _award_slides(show: Show, item: Item, winners: Sequence[StageWinner]) -> Iterator[Slide]:
    """From the last place to the first, then all of them together."""
    for place, sharing in reversed(_by_place(winners)):
        key = f"{item.key}/{place}"
        name = sharing[0].place_name
        if show.suspense:
            yield Slide(f"announce:{key}", "announce", item.title, item.category, name)
        for part, some in enumerate(_in_parts(sharing), start=1):
            yield Slide(
                f"winner:{key}:{part}", "winner", item.title, item.category, name,
                recipients=tuple(_recipient(one) for one in some),
            )  # fmt: skip
    placed = [one for one in winners if one.place_name]
    if show.recap and len({one.place for one in placed}) > 1:
        for part, some in enumerate(_in_parts(placed), start=1):
            yield Slide(
                f"recap:{item.key}:{part}", "recap", item.title, item.category,
                recipients=tuple(_recipient(one) for one in some),
            )  # fmt: skip


def _by_place(winners: Sequence[StageWinner]) -> list[tuple[int, list[StageWinner]]]:
    ordered = sorted(winners, key=lambda one: one.place)
    return [(place, list(run)) for place, run in groupby(ordered, key=lambda one: one.place)]


def _in_parts(winners: Sequence[StageWinner]) -> Iterable[Sequence[StageWinner]]:
    return (winners[n : n + ON_ONE_SLIDE] for n in range(0, len(winners), ON_ONE_SLIDE))


def _recipient(one: StageWinner) -> Recipient:
    return Recipient(one.winner_id, one.name, one.place_name, one.note)


_INVENTED = (
    "Dinas Percobaan Melati", "Badan Latihan Kenanga", "Kelurahan Contoh Cempaka",
    "Dinas Uji Coba Flamboyan", "Kecamatan Gladi Anggrek", "Badan Simulasi Teratai",
    "Kelurahan Latihan Sedap Malam", "Dinas Gladi Bersih Bugenvil",
)  # fmt: skip
_LONGEST = (
    "Dr. Ir. H. Nama Panjang Untuk Latihan Layar, S.ST., S.Kom., M.Si., M.Sc., Ph.D. (Contoh)"
)


def rehearsed(winners: Sequence[StageWinner]) -> list[StageWinner]:
    """The same awards and places with invented names: no real name, note or picture is left.

    One name is as long as names with degrees come, so that the screen is tried with it.
    """
    return [
        replace(
            one,
            winner_id=0,
            name=_LONGEST if number == 1 else _INVENTED[number % len(_INVENTED)],
            note=Note("na-ma per-co-ba-an", "Pemanggil Contoh"),
        )
        for number, one in enumerate(winners)
    ]
