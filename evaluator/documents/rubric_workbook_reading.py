"""Reads a rubric back from its workbook; what is wrong is named with sheet and cell."""

from dataclasses import dataclass, field
from typing import Any

from evaluator.documents.rubric_rows import SheetRow, check_size, read_rows
from evaluator.documents.rubric_sheets import (
    AWARDS,
    BANDS,
    FACTS,
    INDICATORS,
    LAYERS,
    LEVELS,
    NEEDS,
    PLACES,
    PREDICATES,
    PROOFS,
    RUBRIC,
    SCALES,
    SECTIONS,
    SHEETS,
    STEPS,
    TIES,
    Sheet,
)
from evaluator.documents.table_faults import shown
from evaluator.scoring.messages import Message, says
from evaluator.scoring.rubric_plain import Plain, is_code, misshapen, tidied
from evaluator.storage.rubric_drafts import draft_faults
from evaluator.storage.rubric_files import Fault, RubricProblem

_MOST_FAULTS = 100
_MAIN = {"ya": "true", "tidak": "false"}
_SAID = {"ya": "", "tidak": "false"}
"""What a rubric's file says for it; a criterion counts as verified where nothing is said."""


def read_workbook(content: bytes, name: str) -> Plain:
    """Read a workbook as a rubric that may still be incomplete.

    Raises
    ------
    RubricProblem
        With sheet and cell of everything that cannot be taken over.
    """
    reading = _Reading(name)
    tree = reading.tree(content)
    reading.stop_if_faulty()
    return tree


def check_workbook(content: bytes, name: str) -> Plain:
    """Read a workbook as a rubric that must be complete; every fault names its cell."""
    reading = _Reading(name)
    tree = reading.tree(content)
    reading.stop_if_faulty()
    for place, message in draft_faults(tree):
        reading.faults.append(Fault(name, 0, reading.cell_of(place), message))
    reading.stop_if_faulty()
    return tree


@dataclass
class _Reading:
    """One workbook being read: its faults, and in which cell each place of the rubric stands."""

    name: str
    faults: list[Fault] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    nodes: dict[str, tuple[Plain, str]] = field(default_factory=dict)

    def tree(self, content: bytes) -> Plain:
        check_size(content, self.name)
        for sheet in SHEETS:
            self.rows[sheet.name] = read_rows(content, self.name, sheet, self.faults)
        self.stop_if_faulty()
        tree = self._facts()
        tree["level_names"] = self._listed(LAYERS, "level_names")
        tree["scales"] = self._scales()
        tree["ties"] = self._plain_rows(TIES, "ties")
        tree["awards"] = self._awards()
        tree["sections"] = self._sections()
        self._indicators()
        self._answers()
        for place, message in misshapen(tree):
            self.refuse(self.cell_of(place), message)
        kept: Plain = tidied(tree)
        return kept

    def refuse(self, cell: str, message: Message) -> None:
        self.faults.append(Fault(self.name, 0, cell, message))

    def stop_if_faulty(self) -> None:
        if self.faults:
            raise RubricProblem(self.faults[:_MOST_FAULTS])

    def cell_of(self, place: str) -> str:
        """The cell of a dotted place, or of the nearest one above it."""
        while place and place not in self.cells:
            place = place.rpartition(".")[0]
        return self.cells.get(place, RUBRIC.name)

    def _facts(self) -> Plain:
        tree: Plain = {"result": {"predicates": self._plain_rows(PREDICATES, "result.predicates")}}
        for row in self.rows[RUBRIC.name]:
            key = row.text("key")
            if key not in FACTS:
                self.refuse(row.cell("key"), says('isian "{key}" tidak dikenal', key=shown(key)))
                continue
            head, _, rest = key.partition(".")
            holder, last = (tree["result"], rest) if rest else (tree, head)
            self.cells[key] = row.cell("value")
            holder[last] = row.words("value") if key in _WORDY else row.text("value")
            if key == "units":
                holder[last] = [kind.strip() for kind in holder[last].split(",") if kind.strip()]
        return tree

    def _listed(self, sheet: Sheet, place: str) -> list[Any]:
        rows = self.rows[sheet.name]
        self.cells |= {f"{place}.{n}": row.cell("name") for n, row in enumerate(rows)}
        return [row.words("name") for row in rows]

    def _plain_rows(self, sheet: Sheet, place: str) -> list[Plain]:
        return [
            self._values(sheet, row, f"{place}.{number}", ())
            for number, row in enumerate(self.rows[sheet.name])
        ]

    def _values(self, sheet: Sheet, row: SheetRow, place: str, skipped: tuple[str, ...]) -> Plain:
        """The values of a row by key, each with its cell noted."""
        values: Plain = {}
        for column in sheet.columns:
            if column.key in skipped:
                continue
            self.cells[f"{place}.{column.key}"] = row.cell(column.key)
            value = row.words(column.key) if column.words else row.text(column.key)
            if value:
                values[column.key] = value
        self.cells[place] = row.cell(sheet.columns[0].key)
        return values

    def _scales(self) -> Plain:
        scales: Plain = {}
        for row in self.rows[SCALES.name]:
            code = row.text("code")
            if not is_code(code) or code in scales:
                self.refuse(row.cell("code"), _bad_code(code))
                continue
            scales[code] = self._values(SCALES, row, f"scales.{code}", ("code",))
        for sheet, key in ((STEPS, "levels"), (BANDS, "bands")):
            for row in self.rows[sheet.name]:
                scale = self._owner(scales, row, "scale")
                if scale is not None:
                    below = scale.setdefault(key, [])
                    place = f"scales.{row.text('scale')}.{key}.{len(below)}"
                    below.append(self._values(sheet, row, place, ("scale",)))
        return scales

    def _awards(self) -> list[Plain]:
        awards: dict[str, Plain] = {}
        for number, row in enumerate(self.rows[AWARDS.name]):
            place, code = f"awards.{number}", row.text("code")
            if code in awards:
                self.refuse(row.cell("code"), _bad_code(code))
            award = self._values(AWARDS, row, place, ("coverage", "minimum"))
            if "main" in award:
                award["main"] = _MAIN.get(award["main"].casefold(), award["main"])
            award["eligibility"] = self._eligibility(row, place)
            awards[code] = award
        for row in self.rows[PLACES.name]:
            owner = self._owner(awards, row, "award")
            if owner is not None:
                owner.setdefault("place_names", []).append(row.words("name"))
        for row in self.rows[NEEDS.name]:
            owner = self._owner(awards, row, "award")
            if owner is not None:
                place = f"awards.{list(awards).index(row.text('award'))}.eligibility"
                self._need(owner["eligibility"], row, place)
        return list(awards.values())

    def _need(self, needs: Plain, row: SheetRow, place: str) -> None:
        """A row asks for a least exposure, for a least value, or for both."""
        least, indicator = row.text("least"), row.text("indicator")
        if least:
            known = needs.setdefault("indicators", {})
            if indicator in known:
                sentence = says('jawaban "{text}" sudah ada', text=shown(indicator))
                self.refuse(row.cell("indicator"), sentence)
            known[indicator] = least
            self.cells[f"{place}.indicators.{indicator}"] = row.cell("least")
        if row.text("at_least") or not least:
            asked = needs.setdefault("exposure", [])
            here = f"{place}.exposure.{len(asked)}"
            asked.append(self._values(NEEDS, row, here, ("award", "least")))

    def _eligibility(self, row: SheetRow, place: str) -> Plain:
        keys = ("coverage", "minimum")
        self.cells |= {f"{place}.eligibility.{key}": row.cell(key) for key in keys}
        return {key: row.text(key) for key in keys if row.text(key)}

    def _sections(self) -> list[Plain]:
        top: list[Plain] = []
        rows = self.rows[SECTIONS.name]
        held = {row.text("code") for row in rows}
        waiting = rows
        while waiting:
            later = [row for row in waiting if not self._add_section(top, row)]
            if len(later) == len(waiting):
                for row in later:
                    self._refuse_parent(row, held)
                break
            waiting = later
        return top

    def _add_section(self, top: list[Plain], row: SheetRow) -> bool:
        """Hang a section below its parent; False where the parent does not stand yet."""
        code, parent = row.text("code"), row.text("parent")
        if parent and parent not in self.nodes:
            return False
        if not is_code(code) or code in self.nodes:
            self.refuse(row.cell("code"), _bad_code(code))
            return True
        above, place = self.nodes[parent] if parent else ({"sections": top}, "")
        below = above.setdefault("sections", [])
        here = f"{place}.sections.{len(below)}".lstrip(".")
        node = self._values(SECTIONS, row, here, ("parent",))
        below.append(node)
        self.nodes[code] = (node, here)
        return True

    def _refuse_parent(self, row: SheetRow, held: set[str]) -> None:
        parent = row.text("parent")
        sentence = (
            says('bagian "{parent}" berada di dalam dirinya sendiri', parent=shown(parent))
            if parent in held
            else says('bagian "{parent}" tidak ada', parent=shown(parent))
        )
        self.refuse(row.cell("parent"), sentence)

    def _indicators(self) -> None:
        sections = dict(self.nodes)
        for row in self.rows[INDICATORS.name]:
            code, parent = row.text("code"), row.text("parent")
            if not is_code(code) or code in self.nodes:
                self.refuse(row.cell("code"), _bad_code(code))
                continue
            if parent not in sections:
                sentence = says('bagian "{parent}" tidak ada', parent=shown(parent))
                self.refuse(row.cell("parent"), sentence)
                continue
            above, place = sections[parent]
            below = above.setdefault("indicators", [])
            here = f"{place}.indicators.{len(below)}"
            node = self._values(INDICATORS, row, here, ("parent",))
            if node.get("verified") in _SAID:
                node["verified"] = _SAID[node["verified"]]
            below.append(node)
            self.nodes[code] = (node, here)

    def _answers(self) -> None:
        """Hang level texts and proofs to their indicators."""
        for row in self.rows[LEVELS.name]:
            node = self._owner_node(row)
            if node is not None:
                texts = node[0].setdefault("levels", {})
                answer = self._answer(row, texts, f"{node[1]}.levels")
                texts[answer] = row.words("text")
        for row in self.rows[PROOFS.name]:
            node = self._owner_node(row)
            if node is not None:
                answer = self._answer(row, {}, f"{node[1]}.evidence")
                proofs = node[0].setdefault("evidence", {}).setdefault(answer, [])
                kind, text = row.text("kind"), row.words("text")
                if kind or text:
                    self.cells[f"{node[1]}.evidence.{answer}.{len(proofs)}"] = row.cell("text")
                    proofs.append(tidied({"kind": kind, "text": text}, "proof"))

    def _answer(self, row: SheetRow, taken: Plain, place: str) -> str:
        answer = row.text("answer")
        self.cells[f"{place}.{answer}"] = row.cell("answer")
        if not answer:
            self.refuse(row.cell("answer"), says("sebutkan jawabannya, misalnya 3 atau ya"))
        elif answer in taken:
            self.refuse(row.cell("answer"), says('jawaban "{text}" sudah ada', text=shown(answer)))
        return answer

    def _owner_node(self, row: SheetRow) -> tuple[Plain, str] | None:
        indicators = {c: one for c, one in self.nodes.items() if ".indicators." in one[1]}
        found: tuple[Plain, str] | None = self._owner(indicators, row, "indicator")
        return found

    def _owner(self, known: dict[str, Any], row: SheetRow, key: str) -> Any:
        code = row.text(key)
        if code not in known:
            self.refuse(row.cell(key), says('kode "{code}" tidak ada', code=shown(code)))
        return known.get(code)


_WORDY = {"title", "legal_basis", "note", "result.name"}


def _bad_code(code: str) -> Message:
    if is_code(code):
        return says('kode "{code}" sudah dipakai di rubrik ini', code=code)
    return says(
        'kode "{code}" tidak dapat dipakai; pakai huruf, angka, titik, atau garis',
        code=shown(code),
    )
