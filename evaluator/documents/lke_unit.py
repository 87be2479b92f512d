"""One unit's sheet in a workbook: questions, cells to fill, and formulas that follow them."""

from collections.abc import Mapping
from typing import Any

from evaluator.documents import lke_texts as texts
from evaluator.documents.lke_formulas import (
    first_formula,
    quoted,
    second_formula,
    text_formula,
)
from evaluator.documents.lke_layout import (
    ANSWER,
    CODE,
    DONE_ROW,
    FIRST,
    HEAD_ROW,
    HIDDEN,
    KEY,
    LEVELS,
    NAME,
    NOTE,
    OWN,
    PARENT,
    PROOFS,
    SAVED,
    SECOND,
    STATE,
    TEXT,
    VALUE,
    VALUE_ROW,
    WEIGHT,
)
from evaluator.documents.lke_plan import FIRST_ROW, Plan
from evaluator.documents.lke_values import (
    cached,
    declared,
    predicate_formula,
    rounded,
    write_sections,
)
from evaluator.scoring.aggregate import NOT_APPLICABLE, Answer, Evaluation, answer_of, evaluate
from evaluator.scoring.rubric import Indicator, Rubric
from evaluator.scoring.scales import RatioScale
from evaluator.services.exchange import Lke, LkeSheet
from evaluator.services.exchange_marks import key_text

_STATES = {"": "Belum dinilai", "?": "Periksa jawaban", "TB": "Tidak berlaku"}
_GIVEN = "Terisi"


def write_unit(sheet: Any, formats: Mapping[str, Any], plan: Plan, lke: Lke, one: LkeSheet) -> None:
    """Fill one worksheet."""
    answers = {code: answer_of(plan.rubric, code, text) for code, text in one.answers.items()}
    evaluation = _standing(plan.rubric, answers)
    _set_up(sheet, formats, plan, one)
    _write_head(sheet, formats, plan, lke, one, evaluation)
    for indicator in plan.rubric.indicators:
        _write_texts(sheet, formats, plan, one, indicator)
        _write_input(sheet, formats, plan, one, indicator)
        _write_workings(sheet, formats, plan, one, indicator, answers.get(indicator.code))
    write_sections(sheet, formats, plan, evaluation)


def _standing(rubric: Rubric, answers: Mapping[str, Answer]) -> Evaluation:
    """The value over what is answered: what is missing lends its weight."""
    filled: dict[str, Answer] = dict.fromkeys(rubric.indicator, NOT_APPLICABLE)
    filled |= {code: answer for code, answer in answers.items() if answer is not None}
    return evaluate(rubric, filled)


def _set_up(sheet: Any, formats: Mapping[str, Any], plan: Plan, one: LkeSheet) -> None:
    columns = plan.columns
    for place, title in enumerate(columns.titles):
        hidden = {"hidden": True} if title == KEY or title in HIDDEN else {}
        sheet.set_column(place, place, columns.width(title), None, hidden)
    for place, title in enumerate(columns.titles):
        sheet.write_string(HEAD_ROW, place, title, formats["head"])
    sheet.freeze_panes(HEAD_ROW + 1, columns[NAME] + 1)
    sheet.autofilter(HEAD_ROW, columns[CODE], plan.last, columns[columns.seen[-1]])
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(0, columns[CODE], plan.rows[""], columns[STATE])
    marked = f"{columns.at(CODE, FIRST_ROW)}:{columns.at(columns.seen[-1], plan.last)}"
    sheet.ignore_errors({"number_stored_as_text": marked.replace("$", "")})
    state = (HEAD_ROW + 1, columns[STATE], plan.last, columns[STATE])
    for word, style in ((_STATES["?"], "wrong"), (_STATES[""], "open")):
        rule = {"type": "cell", "criteria": "==", "value": quoted(word), "format": formats[style]}
        sheet.conditional_format(*state, rule)


def _write_head(
    sheet: Any,
    formats: Mapping[str, Any],
    plan: Plan,
    lke: Lke,
    one: LkeSheet,
    evaluation: Evaluation,
) -> None:
    """The unit, its provisional value and its progress above the questions."""
    columns, rubric = plan.columns, plan.rubric
    left, right = columns[CODE], columns[LEVELS]
    sheet.write_string(0, left, one.unit, formats["title"])
    sheet.write_string(1, left, f"{lke.category} – {lke.period}")
    reminder = "Isi hanya sel kuning." if one.writable else texts.READ_ONLY
    sheet.write_string(HEAD_ROW - 2, left, reminder)
    sheet.write_string(VALUE_ROW, left, "Nilai sementara", formats["bold"])
    sheet.write_string(DONE_ROW, left, "Sudah dinilai", formats["bold"])
    whole = columns.at(VALUE, plan.rows[""])
    value = declared(rubric, evaluation.exact)
    shown = f'=IF({whole}="","",{rounded(whole, rubric)})'
    sheet.write_formula(VALUE_ROW, right, shown, formats["value"], value)
    here = columns.at(LEVELS, VALUE_ROW)
    predicate = evaluation.predicate.id if evaluation.predicate else ""
    sheet.write_formula(
        VALUE_ROW, right + 1, predicate_formula(rubric, here), formats["bold"], predicate
    )
    values = columns.span(VALUE, FIRST_ROW, plan.last)
    done = sum(bool(cell.answer) for cell in one.cells.values())
    counted = f'=SUMPRODUCT(({values}<>"")*({values}<>"?"))'
    if one.measured:
        counted += f"-{len(one.measured)}"  # nobody is asked for these
    sheet.write_formula(DONE_ROW, right, counted, formats["count"], done)
    sheet.write_string(DONE_ROW, right + 1, f"dari {len(rubric.asked)}")


def _write_texts(
    sheet: Any, formats: Mapping[str, Any], plan: Plan, one: LkeSheet, indicator: Indicator
) -> None:
    """Everything of a row that is only read."""
    code, columns = indicator.code, plan.columns
    row, cell, own = plan.rows[code], one.cells.get(code), one.own.get(code)
    given = {
        **plan.fixed[code],
        SAVED: texts.answer_shown(one.answers.get(code, "")),
        OWN: texts.own_answer(own),
        PROOFS: texts.proofs(own),
    }
    if indicator.measure is None:  # what is measured is not read back
        given[KEY] = key_text(one.id, code)
    notes = [(cell.note, columns.width(NOTE))] if cell else []
    seen = [(given.get(title, ""), columns.width(title)) for title in columns.seen]
    sheet.set_row(row, texts.height_of(seen + notes))
    for place, title in enumerate(columns.titles):
        text = given.get(title)
        if text is not None:
            sheet.write_string(row, place, text, formats["text"])


def _write_input(
    sheet: Any, formats: Mapping[str, Any], plan: Plan, one: LkeSheet, indicator: Indicator
) -> None:
    """The two cells to fill, and the list to pick from."""
    row, columns = plan.rows[indicator.code], plan.columns
    cell = one.cells.get(indicator.code)
    writable = one.writable and indicator.measure is None
    style = formats["input" if writable else "text"]
    answer = texts.answer_shown(cell.answer) if cell else ""
    for title, text in ((ANSWER, answer), (NOTE, texts.unix_lines(cell.note) if cell else "")):
        if text:
            sheet.write_string(row, columns[title], text, style)
        else:
            sheet.write_blank(row, columns[title], None, style)
    if writable:
        sheet.data_validation(row, columns[ANSWER], row, columns[ANSWER], _rule(plan, indicator))


def _rule(plan: Plan, indicator: Indicator) -> dict[str, Any]:
    offered = texts.picks(plan.rubric, indicator)
    if offered and len(",".join(offered)) <= 255:
        return {
            "validate": "list",
            "source": offered,
            "error_title": "Bukan pilihan",
            "error_message": f"Pilih salah satu: {'; '.join(offered)}."[:255],
        }
    hint = texts.expected(plan.rubric.scale_of(indicator.code))
    return {"validate": "any", "input_title": "Jawaban", "input_message": hint[:255]}


def _write_workings(
    sheet: Any,
    formats: Mapping[str, Any],
    plan: Plan,
    one: LkeSheet,
    indicator: Indicator,
    answer: Answer,
) -> None:
    """The state that people see, and the hidden cells it comes from."""
    code, columns = indicator.code, plan.columns
    row, at = plan.rows[code], columns.hidden(plan.rows[code])
    text = one.answers.get(code, "")
    ratio = isinstance(plan.rubric.scale_of(code), RatioScale)
    value = columns.at(VALUE, row)
    known = cached(answer)
    first, second = _numbers(text, ratio=ratio)
    state = f'=IF({value}="","{_STATES[""]}",IF({value}="?","{_STATES["?"]}",'
    state += f'IF({value}="TB","{_STATES["TB"]}","{_GIVEN}")))'
    word = _STATES.get(known, _GIVEN) if isinstance(known, str) else _GIVEN
    sheet.write_formula(row, columns[STATE], state, formats["text"], word)
    if indicator.measure is None:
        sheet.write_formula(row, columns[TEXT], text_formula(at), None, text.upper())
    else:
        sheet.write_string(row, columns[TEXT], text.upper())
    sheet.write_formula(row, columns[FIRST], first_formula(at, ratio=ratio), None, first)
    if ratio:
        sheet.write_formula(row, columns[SECOND], second_formula(at), None, second)
    sheet.write_formula(row, columns[VALUE], plan.formulas[code], None, known)
    sheet.write_string(row, columns[PARENT], plan.parents[code])
    sheet.write_number(row, columns[WEIGHT], plan.weights[code])


def _numbers(text: str, *, ratio: bool) -> tuple[float | str, float | str]:
    parts = text.split("/") if ratio else [text]
    found = [float(part) if _is_number(part) else "?" for part in parts]
    return found[0], found[1] if len(found) > 1 else "?"


def _is_number(text: str) -> bool:
    return bool(text) and text.lstrip("-").replace(".", "", 1).isdigit()
