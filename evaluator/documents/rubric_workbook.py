"""A rubric as an Excel workbook: one sheet a kind of thing, every text a text.

What is read back is what was written; formulas stand only where the program put them.
"""

import io
from collections.abc import Iterator, Mapping
from typing import Any

from evaluator.documents.rubric_sheets import (
    ABOUT,
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
    SUM,
    TIES,
    Column,
    Sheet,
    heads,
)
from evaluator.scoring.rubric_plain import Plain, spots, words_pair

Cells = Mapping[str, Any]
_SPARE = 60
"""Rows below the last one that offer the same choices."""


def rubric_workbook(tree: Plain) -> bytes:
    """Write a rubric, finished or not, as a workbook that `read_workbook` reads back."""
    from xlsxwriter import Workbook

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as book:
        for sheet in SHEETS:
            _write_sheet(book, sheet, list(_ROWS[sheet.name](tree)))
        _write_about(book)
        book.get_worksheet_by_name(RUBRIC.name).activate()
    return target.getvalue()


def _facts(tree: Plain) -> Iterator[Cells]:
    for key, about in FACTS.items():
        head, _, rest = key.partition(".")
        value = (tree.get(head) or {}).get(rest) if rest else tree.get(key)
        if key == "units":
            value = ", ".join(value or ())
        yield {"key": key, "value": value, "about": about}


def _sections(tree: Plain) -> Iterator[Cells]:
    for spot in spots(tree):
        if not spot.is_indicator:
            yield {**spot.node, "parent": spot.parent}


def _indicators(tree: Plain) -> Iterator[Cells]:
    said = {"true": "ya", "false": "tidak"}
    for spot in spots(tree):
        if spot.is_indicator:
            verified = spot.node.get("verified", "true")
            kept = {"parent": spot.parent, "verified": said.get(verified, verified)}
            yield {**spot.node, **kept}


def _levels(tree: Plain) -> Iterator[Cells]:
    for spot in spots(tree):
        for answer, text in (spot.node.get("levels") or {}).items():
            yield {"indicator": spot.code, "answer": answer, "text": text}


def _proofs(tree: Plain) -> Iterator[Cells]:
    """One row a proof; an answer that declares it needs none has a row without text."""
    for spot in spots(tree):
        for answer, proofs in (spot.node.get("evidence") or {}).items():
            for proof in proofs or [""]:
                kind, text = (
                    (proof.get("kind", ""), proof.get("text", ""))
                    if isinstance(proof, dict)
                    else ("", proof)
                )
                yield {"indicator": spot.code, "answer": answer, "kind": kind, "text": text}


def _scales(tree: Plain) -> Iterator[Cells]:
    for code, scale in (tree.get("scales") or {}).items():
        yield {**scale, "code": code}


def _below_scales(tree: Plain, key: str) -> Iterator[Cells]:
    for code, scale in (tree.get("scales") or {}).items():
        for one in scale.get(key) or ():
            yield {**one, "scale": code}


def _awards(tree: Plain) -> Iterator[Cells]:
    for award in tree.get("awards") or ():
        needs = award.get("eligibility") or {}
        main = {"true": "ya", "false": "tidak"}.get(award.get("main", ""), award.get("main"))
        yield {
            **award,
            "main": main,
            "coverage": needs.get("coverage"),
            "minimum": needs.get("minimum"),
        }


def _place_names(tree: Plain) -> Iterator[Cells]:
    for award in tree.get("awards") or ():
        for name in award.get("place_names") or ():
            yield {"award": award.get("code", ""), "name": name}


def _needs(tree: Plain) -> Iterator[Cells]:
    for award in tree.get("awards") or ():
        for need in (award.get("eligibility") or {}).get("exposure") or ():
            yield {**need, "award": award.get("code", "")}
        for indicator, least in _least(award).items():
            yield {"indicator": indicator, "least": least, "award": award.get("code", "")}


def _least(award: Plain) -> Plain:
    found: Plain = (award.get("eligibility") or {}).get("indicators") or {}
    return found


_ROWS = {
    RUBRIC.name: _facts,
    LAYERS.name: lambda tree: ({"name": name} for name in tree.get("level_names") or ()),
    SECTIONS.name: _sections,
    INDICATORS.name: _indicators,
    LEVELS.name: _levels,
    PROOFS.name: _proofs,
    SCALES.name: _scales,
    STEPS.name: lambda tree: _below_scales(tree, "levels"),
    BANDS.name: lambda tree: _below_scales(tree, "bands"),
    PREDICATES.name: lambda tree: (tree.get("result") or {}).get("predicates") or (),
    TIES.name: lambda tree: tree.get("ties") or (),
    AWARDS.name: _awards,
    PLACES.name: _place_names,
    NEEDS.name: _needs,
}


def _write_sheet(book: Any, sheet: Sheet, rows: list[Cells]) -> None:
    page = book.add_worksheet(sheet.name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    at = 0
    for column in sheet.columns:
        for title, language in heads(column):
            page.set_column(at, at, column.width, plain if column.number else body)
            page.write_string(0, at, title, head)
            for number, row in enumerate(rows, start=1):
                _write_cell(page, number, at, column, _cell(row, column, language), body)
            at += 1
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "ignore_blank": True}
            page.data_validation(1, at - 1, len(rows) + _SPARE, at - 1, rule)
    if any(column.number for column in sheet.columns):
        _write_sums(page, sheet, rows, at, head)
    page.freeze_panes(1, 1)


def _cell(row: Cells, column: Column, language: str) -> str:
    indonesian, english = words_pair(row.get(column.key))
    return english if language == "en" else indonesian


def _write_cell(page: Any, row: int, at: int, column: Column, text: str, body: Any) -> None:
    if column.number and _is_excel_number(text):
        page.write_number(row, at, float(text))
    elif text:
        page.write_string(row, at, text, body)


def _is_excel_number(text: str) -> bool:
    """Whether a spreadsheet keeps exactly this text as a number."""
    try:
        value = float(text)
    except ValueError:
        return False
    return text in (repr(value), str(int(value)) if value.is_integer() else "") and "e" not in text


def _write_sums(page: Any, sheet: Sheet, rows: list[Cells], at: int, head: Any) -> None:
    """Beside each weight the sum of its siblings', as Excel works it out anew."""
    titles = sheet.titles
    parent, weight = titles.index(sheet.columns[1].title), titles.index("Bobot")
    page.write_string(0, at, SUM, head)
    last = len(rows) + _SPARE
    parents, weights = (f"${_letters(c)}$2:${_letters(c)}${last}" for c in (parent, weight))
    for number, row in enumerate(rows, start=2):
        own = row.get("parent", "")
        total = sum(
            float(one["weight"])
            for one in rows
            if one.get("parent", "") == own and _is_excel_number(str(one.get("weight", "")))
        )
        formula = f"=SUMPRODUCT(EXACT({parents},${_letters(parent)}{number})*1,{weights})"
        page.write_formula(number - 1, at, formula, None, round(total, 9))


def _letters(column: int) -> str:
    return chr(ord("A") + column)


def _write_about(book: Any) -> None:
    page = book.add_worksheet(ABOUT)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 90, wrap)
    lines = (
        ("Lembar", "Isi"),
        *((sheet.name, sheet.about) for sheet in SHEETS),
        ("", "Judul kolom dan nama lembar jangan diubah. Baris boleh ditambah dan diurutkan."),
        ("", "Bobot pecahan seperti 1/3 ditulis sebagai teks."),
    )
    for number, (name, text) in enumerate(lines):
        page.write_string(number, 0, name, bold)
        page.write_string(number, 1, text, bold if not number else wrap)
