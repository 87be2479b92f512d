"""Rubrics put together by chance, with every kind of scale and the most awkward texts."""

from fractions import Fraction
from random import Random

from evaluator.scoring.rubric import Rubric
from evaluator.scoring.weights import to_hundred

AWKWARD = (
    *("=1+1", "+62 285", "-5", "@siapa", "'kutip", '"ganda"', "null", "~", "ya: tidak", "a #b"),
    *("# catatan", "- daftar", "1.0", "0x1F", "2025-01-01", "true", "NO", "{x: 1}", "[1, 2]"),
    *("&jangkar", "*alias", "!tag", "%20", "|", "> lipat", "a\nb", "a\n\nb: c\n- d", " tepi "),
    *("\tgaris", "titik dua:", "é ü 漢字 🎉", "a\u00a0b", "_x0041_", "<b>&amp;</b>", "\\n"),
    *("C:\\jalan", "x" * 300, "?", "-- ", "1/3", "http://bps.example/a", "a\n  b", "akhir\n", "…"),
    *("{{ 7*7 }}", "1e5", ".5", "0777", "https://x #y"),
)
KINDS = ("level", "points", "yes-no", "count", "ratio", "days-late")


def random_rubric(seed: int) -> Rubric:
    """The rubric that belongs to a number."""
    return Rubric.model_validate(_Maker(Random(seed)).rubric())


class _Maker:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0

    def rubric(self) -> dict[str, object]:
        kinds = self.random.sample(KINDS, self.random.randint(1, 6))
        self.scales = {f"skala-{kind}": self.scale(kind) for kind in kinds}
        self.codes: list[str] = []
        sections = self.sections(self.random.randint(0, 2))
        low = Fraction(self.random.randint(-2, 1))
        return {
            "format": "1",
            "code": self.code("r"),
            "version": ".".join(str(self.random.randint(0, 20)) for _ in range(3)),
            "title": self.words(),
            "legal_basis": self.words(),
            "units": self.random.sample(("opd", "kecamatan", "kelurahan", "mitra"), 2),
            "year": self.random.randint(1990, 2100),
            "note": self.maybe(self.words),
            "level_names": [self.words() for _ in range(self.random.randint(1, 4))],
            "result": {
                "name": self.words(),
                "low": low,
                "high": low + 5,
                "places": self.random.randint(0, 6),
                "panel": self.random.choice(("mean", "median", "trimmed-mean")),
                "missing": self.random.choice(("block", "lowest", "exclude")),
                "predicates": [
                    {"name": self.words(), "from": low + Fraction(n, 3)} for n in (5, 2, 0)
                ],
            },
            "evidence_rule": self.random.choice(("advise", "cap")),
            "evidence_years": self.random.randint(1, 9),
            "scales": self.scales,
            "ties": self.random.choice(
                ([], [{"by": "exact"}], [{"by": "node", "code": self.codes[0]}])
            )
            + self.random.choice(([], [{"by": "count", "at_least": Fraction(7, 3)}])),
            "awards": [self.award() for _ in range(self.random.randint(0, 3))],
            "sections": sections,
        }

    def code(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.random.choice(('', '.', '-', '_'))}{self.count}"

    def words(self) -> object:
        text = self.random.choice((*AWKWARD, "Tata kelola", "Standar data"))
        if self.random.random() < 0.6:
            return text if text.strip() == text else {"id": text}
        return {"id": text, "en": self.random.choice(AWKWARD)}

    def maybe(self, make):
        return make() if self.random.random() < 0.5 else None

    def weights(self, count: int) -> list[Fraction]:
        if self.random.random() < 0.2:
            return [Fraction(100, count)] * count
        return to_hundred([Fraction(self.random.randint(1, 9)) for _ in range(count)])

    def sections(self, depth: int) -> list[dict[str, object]]:
        return [self.section(weight, depth) for weight in self.weights(self.random.randint(1, 3))]

    def section(self, weight: Fraction, depth: int) -> dict[str, object]:
        code = self.code("S")
        self.codes.append(code)
        own = {"code": code, "name": self.words(), "weight": weight}
        if depth:
            return {**own, "sections": self.sections(depth - 1)}
        weights = self.weights(self.random.randint(1, 4))
        return {**own, "indicators": [self.indicator(one) for one in weights]}

    def indicator(self, weight: Fraction) -> dict[str, object]:
        code, scale = self.code("i"), self.random.choice(list(self.scales))
        self.codes.append(code)
        answers = self.answers(scale)
        return {
            "code": code,
            "name": self.words(),
            "weight": weight,
            "concept": self.words(),
            "definition": self.words(),
            "method": self.words(),
            "scale": scale,
            "answered_by": self.random.choice(("self-assessed", "assessor", "measured")),
            "not_applicable": self.random.choice(("allowed", "refused")),
            "levels": {answer: self.words() for answer in answers},
            "evidence": {
                answer: [self.proof() for _ in range(self.random.randint(0, 2))]
                for answer in answers
                if self.random.random() < 0.6
            },
            "training": self.maybe(self.words),
            "effort": (None, "low", "medium", "high")[self.count % 4],
            "verified": self.random.random() < 0.7,
            "note": self.maybe(self.words),
        }

    def proof(self) -> object:
        text = self.words()
        kind = self.random.choice((None, "administrasi", "kebijakan"))
        return {"kind": kind, "text": text}

    def answers(self, scale: str) -> list[str]:
        kind = scale.removeprefix("skala-")
        if kind == "level":
            return [str(step["value"]) for step in self.scales[scale]["levels"]]
        known = {"points": ["0", "50"], "yes-no": ["ya", "tidak"], "ratio": ["1/1", "0/3"]}
        return known.get(kind, ["0", "3"])

    def scale(self, kind: str) -> dict[str, object]:
        made: dict[str, object] = {"kind": kind}
        bands = [{"from": 9, "share": 100}, {"from": Fraction(7, 3), "share": "33.3"}]
        if kind == "level":
            steps = range(1, self.random.randint(3, 13))
            made["levels"] = [{"value": n, "name": self.words()} for n in steps]
        if kind == "count":
            made["cap"] = self.random.randint(1, 99)
        if kind == "ratio":
            made["minimum_exposure"] = self.random.randint(1, 9)
        if kind == "days-late":
            made["bands"] = [{"up_to": 0, "share": 100}, {"up_to": 7, "share": 50}]
            made["beyond"] = self.random.randint(0, 50)
        elif kind != "yes-no" and kind != "level" and self.random.random() < 0.5:
            made["bands"] = bands
        if kind != "days-late":
            made["direction"] = self.random.choice(("up", "down"))
        return made

    def award(self) -> dict[str, object]:
        places = self.random.randint(1, 3)
        indicator = next(code for code in self.codes if code.startswith("i"))
        return {
            "code": self.code("a"),
            "title": self.words(),
            "places": places,
            "place_names": self.maybe(lambda: [self.words() for _ in range(places)]) or [],
            "by": self.maybe(lambda: self.random.choice((*self.codes, "improvement"))),
            "main": self.random.choice((True, False)),
            "eligibility": {
                "coverage": self.random.randint(0, 100),
                "minimum": self.maybe(lambda: Fraction(1, 3)),
                "exposure": self.maybe(lambda: [{"indicator": indicator, "at_least": 5}]) or [],
                "indicators": self.maybe(lambda: {indicator: Fraction(7, 3)}) or {},
            },
        }
