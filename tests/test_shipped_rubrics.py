"""The rubrics that ship load, add up, and explain themselves; the guide tells the truth."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from evaluator.scoring.aggregate import answer_of, evaluate
from evaluator.scoring.rubric import Rubric
from evaluator.scoring.scales import LevelScale, Part, YesNoScale
from evaluator.storage.rubric_files import RubricProblem, load_rubric, read_rubric

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "rubrics").glob("*.yaml"))
GUIDE = (ROOT / "docs" / "rubrik.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)
EXAMPLE = next(block for block in BLOCKS if block.startswith("format:"))
SCALE_EXAMPLES = [block for block in BLOCKS if block.startswith("scales:")]

MEASURED = [path for path in FILES if path.stem.endswith("-terukur")]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def rubric(file: Path) -> Rubric:
    return load_rubric(file)


@pytest.fixture(scope="module")
def epss() -> Rubric:
    return load_rubric(ROOT / "rubrics" / "epss-2022.yaml")


def test_each_rubric_ships_under_its_own_code_and_some_once_more_as_measured():
    codes = {path.stem: load_rubric(path).code for path in FILES}

    assert codes == {stem: stem.removesuffix("-terukur") for stem in codes}
    assert {code for stem, code in codes.items() if stem == code} == {
        *("epss-2022", "opd-kerja-sama", "kelurahan", "kelurahan-cantik", "mitra", "responden")
    }


@pytest.mark.parametrize("path", MEASURED, ids=[path.stem for path in MEASURED])
def test_the_measured_rubric_weighs_and_ranks_as_the_one_that_people_count(path: Path):
    measured = load_rubric(path)
    counted = load_rubric(path.with_name(f"{measured.code}.yaml"))

    assert measured.measured and not counted.measured
    assert measured.effective_weights == counted.effective_weights
    assert (measured.awards, measured.ties, measured.scales, measured.result) == (
        *(counted.awards, counted.ties, counted.scales, counted.result),
    )
    assert measured.version > counted.version


def test_effective_weights_of_the_indicators_add_up_to_exactly_100(rubric: Rubric):
    assert sum(rubric.effective_weights[i.code] for i in rubric.indicators) == 100


def test_every_indicator_says_why_what_and_how(rubric: Rubric):
    unexplained = [
        indicator.code
        for indicator in rubric.indicators
        if min(len(str(text)) for text in (indicator.concept, indicator.definition)) < 20
        or len(str(indicator.method)) < 20
    ]

    assert unexplained == []


def test_every_indicator_names_evidence_for_its_best_answer(rubric: Rubric):
    without = [i.code for i in rubric.indicators if not i.evidence]
    lacking = [
        i.code
        for i in rubric.indicators
        if isinstance(rubric.scale_of(i.code), LevelScale)
        and list(i.evidence) != list(i.levels)[1:]
    ]

    assert (without, lacking) == ([], [])


def test_every_answer_that_can_be_chosen_is_explained(rubric: Rubric):
    """Level scales are checked on loading; here yes and no, and the anchors of the others."""
    for indicator in rubric.indicators:
        if isinstance(rubric.scale_of(indicator.code), YesNoScale):
            assert list(indicator.levels) == ["ya", "tidak"], indicator.code
        assert indicator.levels, indicator.code


def test_the_best_explained_answer_reaches_the_top_of_the_range(rubric: Rubric):
    best = {
        indicator.code: max(
            rubric.scale_of(indicator.code).read(answer).share or Fraction(0)
            for answer in indicator.levels
        )
        for indicator in rubric.indicators
        if indicator.scale not in {"dokumen", "kunjungan", "periode"}  # 1/1 is too few for these
    }

    assert set(best.values()) == {1}


def test_titles_and_names_are_there_in_english_too(rubric: Rubric):
    names = [node.name for node in rubric.node.values()]
    names += [rubric.title, rubric.result.name, *rubric.level_names]
    names += [predicate.name for predicate in rubric.result.predicates]
    names += [award.title for award in rubric.awards]

    assert [str(name) for name in names if name.en is None] == []


def test_no_scale_is_declared_in_vain(rubric: Rubric):
    assert {indicator.scale for indicator in rubric.indicators} == set(rubric.scales)


def test_local_rubrics_say_that_their_weights_are_a_proposal(rubric: Rubric):
    if rubric.code == "epss-2022":
        assert "bukan kutipan peraturan" in str(rubric.note)
    else:
        assert "usulan" in str(rubric.note)


def test_epss_has_5_domains_19_aspects_and_38_indicators(epss: Rubric):
    depths = [depth for depth, _ in epss.walk()]

    assert (depths.count(0), depths.count(1), len(epss.indicators)) == (5, 19, 38)
    assert [str(name) for name in epss.level_names] == ["Domain", "Aspek", "Indikator"]


def test_epss_weights_multiply_down_the_tree(epss: Rubric):
    """28 % x 25 % x 100 % = 7; 24 % x 21 % x 60 % = 3.024."""
    weights = epss.effective_weights

    assert [int(weights[str(domain)]) for domain in range(1, 6)] == [28, 24, 19, 17, 12]
    assert weights["10101"] == 7
    assert weights["20101"] == Fraction("3.024")


def test_epss_evidence_grows_from_papers_to_policy_to_review_to_renewal(epss: Rubric):
    kinds = {
        (level, evidence.kind)
        for indicator in epss.indicators
        for level, wanted in indicator.evidence.items()
        for evidence in wanted
    }

    assert kinds == {
        ("2", "administrasi"),
        ("3", "kebijakan"),
        ("4", "reviu"),
        ("5", "pemutakhiran"),
    }


def test_epss_marks_the_13_indicators_whose_criteria_are_unverified(epss: Rubric):
    unverified = [i.code for i in epss.indicators if not i.verified]

    assert unverified == [
        "30401",
        *("40201", "40202", "40301", "40302", "40303", "40304"),
        *("50101", "50102", "50201", "50301", "50302", "50303"),
    ]
    assert all(epss.indicator[code].note for code in unverified)


@pytest.mark.parametrize(
    ("value", "predicate"),
    [
        ("5", "Memuaskan"),
        ("4.20", "Memuaskan"),
        ("4.19", "Sangat Baik"),
        ("3.50", "Sangat Baik"),
        ("2.60", "Baik"),
        ("1.80", "Cukup"),
        ("1.79", "Kurang"),
        ("1", "Kurang"),
    ],
)
def test_epss_value_on_a_limit_earns_the_better_predicate(epss: Rubric, value: str, predicate: str):
    assert str(epss.predicate_of(Fraction(value))) == predicate


def test_agency_without_surveys_may_answer_not_applicable_on_romantik_and_metadata():
    rubric = load_rubric(ROOT / "rubrics" / "opd-kerja-sama.yaml")
    refusing = [
        indicator.code
        for code in ("B", "C")
        for indicator in rubric.node[code].children
        if indicator.not_applicable == "refused"
    ]

    assert refusing == []


def test_partner_with_few_documents_is_not_judged_on_their_quality():
    rubric = load_rubric(ROOT / "rubrics" / "mitra.yaml")

    assert rubric.read("A1", "9/9").share is None
    assert rubric.read("A1", "9/10").share == Fraction(9, 10)


def test_example_in_the_guide_loads_and_scores_as_the_guide_says():
    """A: 90; B: (50 x 100 + 50 x 50) / 100 = 75; (60 x 90 + 40 x 75) / 100 = 84."""
    rubric = read_rubric(EXAMPLE.encode(), "docs/rubrik.md")
    given = {"A1": "18/20", "B1": "ya", "B2": "2"}

    result = evaluate(rubric, {code: answer_of(rubric, code, text) for code, text in given.items()})

    assert {i.code: rubric.effective_weights[i.code] for i in rubric.indicators} == {
        "A1": 60,
        "B1": 20,
        "B2": 20,
    }
    assert (result.nodes["A"], result.nodes["B"], result.value) == (90, 75, 84)
    assert str(result.predicate) == "Baik"
    assert "**84,00**, predikat Baik" in GUIDE


def test_guide_shows_a_loadable_example_of_every_kind_of_scale():
    scales = "\n".join(block.removeprefix("scales:\n") for block in SCALE_EXAMPLES)
    before, after = EXAMPLE.split("scales:\n")
    rest = after[after.index("\nties:") :]
    own = "  bagian:\n    kind: ratio\n"
    whole = f"{before}scales:\n{own}{scales}{rest}"

    rubric = read_rubric(whole.encode(), "docs/rubrik.md")

    assert {scale.kind for scale in rubric.scales.values()} == {
        *("level", "points", "yes-no", "count", "ratio", "days-late")
    }
    assert rubric.scales["pelanggaran"].read("ya").share == 0
    assert rubric.scales["kunjungan"].read("3/3").share is None
    assert [rubric.scales["kehadiran"].read(text).share for text in ("9/10", "7/10", "4/10")] == [
        1,
        Fraction(1, 2),
        0,
    ]
    assert [rubric.scales["hari-terlambat"].read(t).share for t in ("-2", "3", "4", "8")] == [
        1,
        Fraction(4, 5),
        Fraction(3, 5),
        0,
    ]


def test_guide_explains_every_key_of_the_format():
    keys = {
        field.alias or name
        for part in Part.__subclasses__()
        if part.__module__.startswith("evaluator.scoring.")
        for name, field in part.model_fields.items()
    }

    assert [key for key in sorted(keys) if f"`{key}`" not in GUIDE] == []


def test_faults_look_as_the_guide_shows_them():
    shown = re.search(r"^```text\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)
    spoilt = [
        EXAMPLE.replace("weight: 100", "weight: 60"),
        EXAMPLE.replace("weight: 100", "weigth: 100"),
        EXAMPLE.replace("scale: bagian", "scale: rasio"),
    ]

    assert shown is not None
    for sentence, text in zip(shown[1].splitlines(), spoilt, strict=True):
        with pytest.raises(RubricProblem) as problem:
            read_rubric(text.encode(), "data-opd.yaml")
        assert sentence in str(problem.value).splitlines()
