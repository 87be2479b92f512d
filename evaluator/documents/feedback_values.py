"""What one feedback report shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SectionRow:
    """One section of the rubric; `depth` is 0 for the topmost.

    `value`, `middle` (of the category) and `last` (year) are texts as declared, such as "3,25";
    None where there is none. The positions, 0.0-1.0 on the rubric's range, are for drawing only.
    `quartiles` is "2,80–3,60", and `band` the same two for drawing; None where too few units
    have a value.
    """

    code: str
    name: str
    depth: int
    weight: str | None
    value: str | None
    position: float | None
    middle: str | None
    middle_position: float | None
    last: str | None
    last_position: float | None
    quartiles: str | None = None
    band: tuple[float, float] | None = None


@dataclass(frozen=True)
class MeasuredRow:
    """What a measured indicator was counted from: its name, the formula, and the facts in words."""

    name: str
    formula: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator: its settled level and that level's text, and the assessors' notes.

    `level` is "3 Terdefinisi", "Tidak berlaku" or "Belum dinilai"; `value` None where not scored.
    `own` is what the unit handed in, `verified` what the panel answered, both "" where there is
    nothing. `next` is the way up, None at the best.
    """

    code: str
    name: str
    section_code: str
    weight: str
    value: str | None
    level: str
    text: str
    notes: tuple[str, ...] = ()
    own: str = ""
    verified: str = ""
    next: "Step | None" = None
    measured: MeasuredRow | None = None


@dataclass(frozen=True)
class Step:
    """One improvement: from `now` to `target` ("3 → 4 Terpadu dan Terukur"), worth `gain`.

    `text` is the next level's text; `evidence` what that level expects to be shown, `lacks`
    what of it was missing; `holds`: the answer cannot rise before that is there.
    """

    code: str
    name: str
    now: str
    target: str
    gain: str
    text: str
    evidence: tuple[str, ...] = ()
    training: str | None = None
    lacks: tuple[str, ...] = ()
    holds: bool = False

    @property
    def change(self) -> str:
        return self.target if "→" in self.target or not self.now else f"{self.now} → {self.target}"


@dataclass(frozen=True)
class WayItem:
    """The steps of a way on one indicator: `change` is "3 → 5 Optimum"; `steps` how many."""

    code: str
    name: str
    change: str
    steps: int
    lacks: tuple[str, ...] = ()
    holds: bool = False


@dataclass(frozen=True)
class Way:
    """A smallest set of steps: what it leads to, in one sentence, and the steps by indicator."""

    outcome: str
    items: tuple[WayItem, ...]


@dataclass(frozen=True)
class Report:
    """Everything that one unit's feedback report shows, as it is to be read.

    `value` None means not ranked, and `summary` says why. `steps` come in order of gain. The
    digests are hexadecimal; their first 16 digits are printed. `language` is "id" or "en", for
    the fixed words only. `years` are sentences on the change since the last result; `ways` the
    shortest ways to the next predicate, `place_way` the one to stand one place higher;
    `contact` whom to ask.
    """

    office: str
    logo: bytes | None
    unit: str
    unit_kind: str
    category: str
    period: str
    year: int
    rubric_title: str
    rubric_version: str
    rubric_digest: str
    legal_basis: str
    result_digest: str
    value: str | None
    range_text: str
    predicate: str | None
    place: str | None
    summary: str
    sections: tuple[SectionRow, ...]
    indicators: tuple[IndicatorRow, ...]
    strengths: tuple[str, ...]
    steps: tuple[Step, ...]
    next_predicate: str | None
    printed_on: str
    mark: str | None = None
    language: str = "id"
    years: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()
    place_way: Way | None = None
    contact: str = ""

    @property
    def headline(self) -> str:
        """The one sentence to read first: what lacks for more, else how the unit stands."""
        return self.next_predicate or self.summary
