"""A report puts findings where people look for them: by criterion of the rubric, and by repo."""

from dataclasses import replace

from hackathon.editions.rules import ArtefactKind, Criterion, Rubric, RubricGroup, Severity, Text
from hackathon.hub.types import RepoType
from submissions.audit.changes import compare
from submissions.audit.findings import Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.reports import Place, SeenRepo, Shown, make_report

CORPUS = SeenRepo(ArtefactKind.CORPUS, RepoType.DATASET, "somosnlp/recetas", 1)
MODEL = SeenRepo(ArtefactKind.MODEL, RepoType.MODEL, "somosnlp/recetas", 2)
WORDS = Text((("es", "Palabras"),))


def criterion(key: str, *checks: str) -> Criterion:
    return Criterion(key, WORDS, checks=checks)


def group(key: str, artefact: ArtefactKind | None, *criteria: Criterion) -> RubricGroup:
    return RubricGroup(key, WORDS, 1, artefact, criteria)


RUBRIC = Rubric(
    0,
    4,
    (
        group("corpus", ArtefactKind.CORPUS, criterion("c-rows", "dataset.*"), criterion("c-card", "card.yaml")),
        group("model", ArtefactKind.MODEL, criterion("m-card", "card.yaml")),
        group("demo", ArtefactKind.DEMO, criterion("d-ux", "demo.*")),
        group("all", None, criterion("impact", "card.yaml", "card.sdgs"), criterion("talk")),
    ),
    absent_group="zero",
)


def of(repo: SeenRepo | None, check: str, finding: Finding) -> Finding:
    return replace(
        finding,
        check=check,
        repo_id=repo.repo_id if repo else None,
        repo_type=repo.repo_type if repo else None,
        kind=repo.kind if repo else None,
    )


def report(*findings: Finding, **more):
    return make_report(rubric=RUBRIC, repos=(CORPUS, MODEL), findings=findings, **more)


def names(findings) -> list[tuple[str, int | None]]:
    return [(one.check_id, one.repo.number if one.repo else None) for one in findings]


def test_a_criterion_has_the_findings_of_its_checks_about_repos_of_its_part():
    found = report(
        of(CORPUS, "card.yaml", failed()), of(MODEL, "card.yaml", passed()), of(CORPUS, "dataset.size", passed())
    )
    assert names(found.criteria["c-rows"].findings) == [("dataset.size", 1)]
    assert names(found.criteria["c-card"].findings) == [("card.yaml", 1)]
    assert names(found.criteria["m-card"].findings) == [("card.yaml", 2)]
    assert names(found.criteria["impact"].findings) == [("card.yaml", 1), ("card.yaml", 2)]
    assert [found.criteria[key].readiness.percent for key in ("c-card", "m-card", "impact", "talk")] == [
        0,
        100,
        50,
        None,
    ]


def test_a_finding_about_the_whole_project_speaks_for_every_part():
    found = report(of(None, "card.yaml", failed()))
    assert [key for key, one in found.criteria.items() if one.findings] == ["c-card", "m-card", "impact"]
    assert names(found.project) == [("card.yaml", None)]


def test_a_criterion_whose_repo_could_not_be_opened_is_not_one_with_nothing_to_check():
    found = report(
        of(CORPUS, "dataset.size", not_applicable(why="repo_private")),
        of(MODEL, "card.yaml", not_applicable(why="no_card")),
    )
    assert [key for key, one in found.criteria.items() if one.shut] == ["c-rows"]


def test_a_sentence_stands_once_under_the_first_criterion_that_it_speaks_for():
    found = report(
        of(CORPUS, "card.yaml", failed()), of(MODEL, "card.yaml", failed()), of(CORPUS, "card.sdgs", warned())
    )
    assert names(found.criteria["c-card"].own) == [("card.yaml", 1)]
    assert names(found.criteria["m-card"].own) == [("card.yaml", 2)]
    assert names(found.criteria["impact"].own) == [("card.sdgs", 1)]
    assert names(found.criteria["impact"].elsewhere) == [("card.yaml", 1), ("card.yaml", 2)]


def test_a_group_whose_part_the_project_has_not_does_not_apply():
    assert [(one.group.key, one.applies, len(one.criteria)) for one in report().groups] == [
        ("corpus", True, 2),
        ("model", True, 1),
        ("demo", False, 0),
        ("all", True, 2),
    ]


def test_what_speaks_for_no_criterion_is_of_the_project_in_general():
    assert names(report(of(MODEL, "repo.exists", passed())).general) == [("repo.exists", 2)]


def test_what_wants_doing_stands_first_and_what_does_not_apply_nowhere():
    informs = replace(warned(), severity=Severity.INFORMATIVE)
    found = report(
        of(CORPUS, "dataset.a", passed()),
        of(CORPUS, "dataset.b", informs),
        of(CORPUS, "dataset.c", unknown()),
        of(CORPUS, "dataset.d", not_applicable()),
        of(CORPUS, "dataset.e", warned()),
        of(CORPUS, "dataset.f", failed()),
    )
    assert [one.check_id[-1] for one in found.findings] == ["f", "e", "c", "b", "a"]
    assert dict(found.counts) == {"fail": 1, "warn": 1, "unknown": 1, "info": 1, "pass": 1}
    rows = found.repos[0].findings
    assert [[one.check_id[-1] for one in part] for part in (rows.to_do, rows.unknown, rows.info, rows.passed)] == [
        ["f", "e"],
        ["c"],
        ["b"],
        ["a"],
    ]


def test_all_is_well_only_where_everything_was_seen():
    informs = replace(warned(), severity=Severity.INFORMATIVE)
    well = [report(of(CORPUS, "card.yaml", one)).findings.all_well for one in (passed(), informs, unknown(), warned())]
    assert well == [True, True, False, False]


def test_two_repos_of_one_name_keep_their_own():
    found = report(of(CORPUS, "card.yaml", failed()), of(MODEL, "card.yaml", passed()))
    assert [names(one.findings) for one in found.repos] == [[("card.yaml", 1)], [("card.yaml", 2)]]
    assert [one.readiness.percent for one in found.repos] == [0, 100]


def test_what_changed_is_told_mended_first():
    before = [of(CORPUS, "card.yaml", failed()), of(CORPUS, "card.sdgs", passed()), of(MODEL, "card.yaml", passed())]
    now = [of(CORPUS, "card.yaml", passed()), of(CORPUS, "card.sdgs", failed()), of(MODEL, "card.yaml", passed())]
    found = report(*now, changes=compare(before, now))
    assert [(one.check_id, one.change) for one in found.changed] == [("card.yaml", "mended"), ("card.sdgs", "worse")]


def test_a_finding_names_the_files_that_its_facts_speak_of_once_and_at_most_five():
    facts = {"path": "README.md", "line": 7, "more": [{"path": "README.md", "line": 7}, {"path": 3}, {"path": ""}]}
    shown = Shown(failed(**facts, rows=[{"path": f"datos/{n}.csv", "line": None} for n in range(9)]), 1)
    assert shown.places == (Place("README.md", 7), *(Place(f"datos/{n}.csv") for n in range(4)))


def test_a_finding_leads_to_what_wants_doing_in_the_order_of_the_file():
    facts = {
        "thin": [
            {"path": "README.md", "line": 40},
            {"path": "README.md", "line": 9},
            {"path": "README.md", "line": 21},
        ],
        "filled": [{"path": "README.md", "line": 3}],
        "missing": [{"path": None, "line": None}],
    }
    places = [[place.line for place in Shown(make(**facts), 1).places] for make in (failed, passed)]
    assert places == [[9, 21, 40], [3, 9, 21, 40]]


def test_a_report_leads_over_three_things_that_fail_and_what_lies_open_before_them():
    fails = [of(CORPUS, f"card.{name}", failed()) for name in ("yaml", "sections", "team")]
    found = report(of(CORPUS, "card.sdgs", warned()), *fails, of(MODEL, "safety.secrets", failed()))
    assert names(found.first) == [("safety.secrets", 2), ("card.yaml", 1), ("card.sections", 1)]
    assert report(of(CORPUS, "card.sdgs", warned())).first == []


def test_files_come_by_name_and_by_line():
    facts = {str(line): {"path": "README.md", "line": line} for line in (40, 9, 31, 2, 17)}
    found = report(of(CORPUS, "card.yaml", failed(**facts))).findings[0]
    assert [place.line for place in found.places] == [2, 9, 17, 31, 40]


def test_what_there_is_none_of_is_not_counted():
    assert dict(report(of(CORPUS, "card.yaml", failed())).counts) == {"fail": 1}
