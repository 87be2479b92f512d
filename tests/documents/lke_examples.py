"""Workbooks of sheets (LKE) made from plain answers, and LibreOffice to compute them anew."""

import shutil
import subprocess

import pytest

from evaluator.scoring.rubric import Rubric
from evaluator.services.cells import Cell
from evaluator.services.exchange import Lke, LkeSheet
from evaluator.services.exchange_marks import Base, Mark, sealed
from tests.scoring.builders import SCALES, rubric_data

SECRET = b"rahasia uji"
_ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def bands(*pairs):
    """Bands of a scale, from the highest start down."""
    return [{"from": start, "share": share} for start, share in pairs]


EVERY_SCALE = {
    **SCALES,
    "turun": {"kind": "points", "minimum": -5, "maximum": "12.5", "direction": "down"},
    "pita": {"kind": "points", "bands": bands((90, 100), ("60.5", 40))},
    "sedikit": {"kind": "count", "cap": 7, "direction": "down"},
    "banyak": {"kind": "count", "cap": 9, "bands": bands((6, 100), (2, 35))},
    "lalai": {"kind": "ratio", "direction": "down"},
    "bagian": {"kind": "ratio", "bands": bands(("33.33", 100), (10, "1/3"))},
    "salah": {"kind": "yes-no", "direction": "down"},
    "separuh": {"kind": "level", "direction": "down",
                "levels": [{"value": v, "name": f"T{v}"} for v in ("0.5", "1", "2.5")]},
}  # fmt: skip
"""One scale of every kind, with every direction and with bands."""


def every_scale():
    """A rubric three levels deep with one indicator for every scale; all but a few take "TB"."""
    codes = list(EVERY_SCALE)
    share, count = divmod(100, len(codes[:-4]))
    weights = [share + (n < count) for n in range(len(codes[:-4]))]
    left = {f"i.{code}": (w, code) for w, code in zip(weights, codes[:-4], strict=True)}
    right = {f"2.{n}": (25, code) for n, code in enumerate(codes[-4:])}
    tree = {
        "A": ("33.4", {"1.10": ("66.6", left), "1.1": ("33.4", right)}),
        "B": ("66.6", {"b": ("12.5", "nilai"), "c": ("87.5", "nilai")}),
    }
    data = rubric_data(tree, scales=EVERY_SCALE)
    (uneven,) = [i for i in data["sections"][0]["sections"][1]["indicators"] if i["code"] == "2.3"]
    uneven["levels"] = {"0.5": "Setengah", "1": "Satu", "2.5": "Dua setengah"}
    return Rubric.model_validate(data)


def lke_of(rubric, *units, notes=None, writable=True, self_assesses=False, own=None):
    """What a workbook is written from: one unit for every dictionary of answers."""
    notes = notes or {}
    sheets = [
        LkeSheet(
            number,
            f"Unit {number}",
            writable,
            {
                code: Cell(number, code, answers.get(code, ""), notes.get(code, ""), 1)
                for code in {**answers, **notes}
            },
            own or {},
        )
        for number, answers in enumerate(units, start=1)
    ]
    bases = {
        (sheet.id, code): Base(cell.version, cell.answer, cell.note)
        for sheet in sheets
        for code in rubric.indicator
        for cell in [sheet.cells.get(code) or Cell(sheet.id, code)]
    }
    mark = sealed(Mark(1, 1, 1, "contoh 1.0", "0" * 64, bases), SECRET)
    return Lke("Penilaian 2025", "OPD", rubric, self_assesses, tuple(sheets), mark)


def saved_by_libreoffice(content, folder):
    """The workbook as LibreOffice saves it, with every formula computed anew."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile, given, taken = folder / "profile", folder / "lke.xlsx", folder / "saved"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_COMPUTE)
    given.write_bytes(content)
    subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(taken), str(given)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (taken / "lke.xlsx").read_bytes()
