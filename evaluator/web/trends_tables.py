"""The tables behind the pictures of trends: shown on the page and taken away as files."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from evaluator.documents.result_table import Column, ResultTable
from evaluator.scoring.rubric import Indicator, Section
from evaluator.services.trend_gains import medians_on_common, on_common
from evaluator.services.trend_heat import HeatTrack
from evaluator.services.trend_lines import Point, Track, UnitLine
from evaluator.web.language import day, label, translate, words


def city_table(tracks: Sequence[Track]) -> ResultTable:
    """One row a category: its median through the years."""
    labels = sorted({point.label for track in tracks for point in track.points})
    columns = [Column(_("Kategori")), *(Column(one, _places(tracks[0])) for one in labels)]
    rows = []
    for track in tracks:
        known = {point.label: point.declared(point.middle_of()) for point in track.points}
        rows.append([track.title, *(known.get(one) or "" for one in labels)])
    return ResultTable(_("Median tiap kategori"), (), columns, rows)


def category_table(track: Track) -> ResultTable:
    """One row an assessment: how many units, their median, and by which rubric."""
    changed = any(point.rubric_changed for point in track.points)
    columns = [
        Column(_("Tahun")),
        Column(_("Periode")),
        Column(_("Median"), _places(track)),
        *(_on_common_columns(track) if changed else ()),
        Column(_("Unit bernilai"), 0),
        Column(_("Tanpa nilai"), 0),
        Column(_("Rubrik")),
        Column(_("Keterangan")),
    ]
    rows = [
        [
            point.label,
            point.period,
            point.declared(point.middle_of()) or "",
            *(_medians_on_common(track, at) if changed else ()),
            str(point.ranked),
            str(point.silent),
            f"{point.rubric.code} {point.rubric.version}",
            state_of(point),
        ]
        for at, point in enumerate(track.points)
    ]
    return _table(_("%(title)s: median", title=track.title), track, columns, rows)


def _on_common_columns(track: Track) -> list[Column]:
    names = (_("Sebelumnya pada indikator yang sama"), _("Sekarang pada indikator yang sama"))
    return [Column(name, _places(track)) for name in names]


def _medians_on_common(track: Track, at: int) -> list[str]:
    """The medians of both years over what they ask alike; only where the rubric changed."""
    point = track.points[at]
    found = medians_on_common(track, at) if point.rubric_changed else None
    return [point.declared(value) or "" for value in found[:2]] if found else ["", ""]


def distribution_table(track: Track) -> ResultTable:
    """One row an assessment: how many units earned each predicate."""
    counted = [
        {words(name): count for name, count in track.predicates_at(at)}
        for at in range(len(track.points))
    ]
    names = list(dict.fromkeys(name for counts in counted for name in counts))
    columns = [
        Column(_("Tahun")),
        *(Column(name, 0) for name in names),
        Column(_("Tanpa nilai"), 0),
    ]
    rows = [
        [point.label, *(str(counts.get(name, "")) for name in names), str(point.silent)]
        for point, counts in zip(track.points, counted, strict=True)
    ]
    return ResultTable(_("%(title)s: predikat", title=track.title), _facts(track), columns, rows)


def section_table(track: Track) -> ResultTable:
    """One row a section or indicator of the newest rubric: its median through the years."""
    columns = [Column(_("Kode")), Column(_("Bagian")), *_of_points(track)]
    rows = []
    for node in _nodes(track):
        medians = [point.declared(point.middle_of(node.code)) or "" for point in track.points]
        rows.append([node.code, words(node.name), *medians])
    return ResultTable(_("%(title)s: bagian", title=track.title), _facts(track), columns, rows)


def units_table(track: Track) -> ResultTable:
    """One row a unit: its value through the years, and what its line must be read with."""
    columns = [Column(_("Unit")), *_of_points(track), Column(_("Keterangan"))]
    rows = [
        [
            line.name,
            *(mark.value or "" if mark else "" for mark in line.marks),
            remarks(track, line),
        ]
        for line in track.units
    ]
    return _table(_("%(title)s: unit", title=track.title), track, columns, rows)


def unit_table(track: Track, line: UnitLine) -> ResultTable:
    """One row an assessment of one unit: as published, and over what both years asked."""
    columns = [
        Column(_("Tahun")),
        Column(_("Nama waktu itu")),
        Column(_("Nilai terbit"), _places(track)),
        Column(_("Predikat")),
        *_on_common_columns(track),
        Column(_("Keterangan")),
    ]
    rows = []
    for at, point in enumerate(track.points):
        mark, both = line.marks[at], on_common(track, line, at)
        rows.append(
            [
                point.label,
                mark.name if mark else "",
                mark.value or "" if mark else "",
                words(mark.predicate) if mark else "",
                both.then_text if both else "",
                both.now_text if both else "",
                " ".join(part for part in (_gap(line, at), state_of(point)) if part),
            ]
        )
    return _table(line.name, track, columns, rows)


def unit_sections_table(track: Track, line: UnitLine) -> ResultTable:
    """One row a section or indicator: one unit's value through the years."""
    columns = [Column(_("Kode")), Column(_("Bagian")), *_of_points(track)]
    rows = []
    for node in _nodes(track):
        values = [(mark.value_of(node.code) or "") if mark else "" for mark in line.marks]
        rows.append([node.code, words(node.name), *values])
    return ResultTable(line.name, _facts(track), columns, rows)


def heat_table(found: HeatTrack) -> ResultTable:
    """One row a unit, one column an indicator."""
    rubric = found.point.rubric
    kinds = {
        "not-applicable": _("Tidak berlaku"),
        "missing": _("Belum dinilai"),
        "absent": _("Ditarik dari penilaian"),
    }
    columns = [Column(_("Unit"))]
    columns += [
        Column(f"{indicator.code} {words(indicator.name)}", rubric.result.places)
        for indicator in rubric.indicators
    ]
    rows = []
    for line in found.units:
        cells = [
            kinds.get(found.kind(line, code)) or found.mark(line).value_of(code) or ""
            for code in rubric.indicator
        ]
        rows.append([line.name, *cells])
    title = _("%(title)s %(year)s: peta", title=found.track.title, year=found.point.label)
    return ResultTable(title, _facts(found.track), columns, rows)


TABLES: dict[str, Callable[[Track], ResultTable]] = {
    "kategori": category_table,
    "sebaran": distribution_table,
    "bagian": section_table,
    "unit": units_table,
}
"""The tables of a whole category, by the names that addresses use."""


def remarks(track: Track, line: UnitLine) -> str:
    """What a unit's line must be read with: names, unions, endings, gaps."""
    said = []
    if line.former_names:
        said.append(_("Dahulu %(names)s.", names=", ".join(line.former_names)))
    for one in line.forerunners:
        said.append(
            _(
                "%(unit)s bergabung sejak %(when)s; garis mulai lagi.",
                unit=one.unit,
                when=day(one.day),
            )
        )
    said.append(ending(line))
    said += [f"{point.label}: {gap}" for at, point in enumerate(track.points)
             if (gap := _gap(line, at))]  # fmt: skip
    return " ".join(part for part in said if part)


def ending(line: UnitLine) -> str:
    """How a unit ended; "" where it did not."""
    if line.ended is None:
        return ""
    when = day(line.ended.day)
    if line.ended.other is None:
        return _("Berakhir sejak %(when)s.", when=when)
    return _("Bergabung ke %(unit)s sejak %(when)s.", unit=line.ended.other, when=when)


def state_of(point: Point) -> str:
    """What must be known of an assessment before its values are set beside others."""
    said = []
    if point.rubric_changed:
        said.append(_("Rubrik berubah sejak sebelumnya."))
    if not point.released:
        said.append(_("Terkunci, belum dirilis."))
    elif point.under_revision:
        said.append(_("Sedang ditinjau kembali."))
    return " ".join(said)


def _gap(line: UnitLine, at: int) -> str:
    """Why there is no value; "" where there is one, or the unit was no more."""
    mark = line.marks[at]
    if mark is None:
        over = line.ended is not None and line.last is not None and at > line.last
        return "" if over else _("tidak ikut.")
    if mark.value is not None:
        return ""
    reason = translate(mark.reason)
    return f"{reason}." if reason else _("tidak diperingkat.")


def _table(title: str, track: Track, columns: list[Column], rows: list[list[str]]) -> ResultTable:
    """A table whose last column, of remarks, is left out where nothing is remarked."""
    if not any(row[-1] for row in rows):
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return ResultTable(title, _facts(track), columns, rows)


def _nodes(track: Track) -> list[Section | Indicator]:
    """Every section of the newest rubric, each followed by its indicators."""
    found: list[Section | Indicator] = []
    for _depth, section in track.newest.rubric.walk():
        found += [section, *section.indicators]
    return found


def _of_points(track: Track) -> list[Column]:
    return [Column(point.label, point.rubric.result.places) for point in track.points]


def _places(track: Track) -> int:
    return track.newest.rubric.result.places


def _facts(track: Track) -> tuple[str, ...]:
    return (label("kind", track.unit_kind), f"{track.points[0].label}–{track.newest.label}")
