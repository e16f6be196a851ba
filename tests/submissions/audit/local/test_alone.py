"""A repo without a project around it: what needs one is not asked, and what only the Hub knows is not asked of a folder."""

from dataclasses import replace

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Status
from submissions.audit.findings import Finding, Outcome, failed, passed, unknown, warned
from submissions.audit.local.alone import counted, judge_alone, kind_of
from tests.factories.evidence import RULES, find, make_repo

CARD = "---\nlanguage: es\nlicense: apache-2.0\n---\n# Recetas\n\nDe la abuela.\n"


def why(findings: tuple[Finding, ...], check: str) -> tuple[str, str]:
    """The outcome, and why where it does not apply."""
    found = next(one for one in findings if one.check == check)
    return str(found.outcome), found.facts.get("why", "")


def test_what_needs_the_whole_project_does_not_apply_to_one_repo():
    findings = judge_alone(RULES, make_repo("model", readme=CARD))
    project = {
        one.check: why(findings, one.check) for one in findings if one.check.split(".")[0] in ("links", "project")
    }
    assert "links.model_to_corpus" in project
    assert "project.artefacts" in project
    assert set(project.values()) == {("not_applicable", "lone_repo")}


def test_a_check_that_misses_another_part_says_that_it_was_not_looked_for():
    findings = judge_alone(RULES, make_repo(readme=CARD))
    assert why(findings, "card.training_data") == ("not_applicable", "lone_repo")


def test_a_repo_of_the_hub_is_asked_what_the_hub_knows_and_a_folder_is_not():
    repo = make_repo(readme=CARD, repo_id="otra/recetas", hub_repo_id="otra/recetas")
    on_hub, local = judge_alone(RULES, repo), judge_alone(RULES, repo, on_hub=False)
    assert why(on_hub, "repo.exists")[0] == "pass"
    assert why(on_hub, "repo.organisation")[0] in ("warn", "fail")
    for check in ("repo.exists", "repo.organisation"):
        assert why(local, check) == ("not_applicable", "local_folder")
    assert why(local, "card.yaml") == why(on_hub, "card.yaml")


def test_a_demo_in_a_folder_need_not_run():
    repo = make_repo("demo", readme="---\nsdk: gradio\n---\n# Demo\n", sdk="gradio")
    local = judge_alone(RULES, repo, on_hub=False)
    assert {why(local, check) for check in ("demo.running", "demo.answers", "demo.hardware", "demo.build")} == {
        ("not_applicable", "local_folder")
    }
    assert why(local, "demo.sdk")[0] == "pass"


def test_who_it_is_about_and_how_severe_it_is_stays():
    findings = judge_alone(RULES, make_repo(readme=CARD), on_hub=False)
    exists = next(one for one in findings if one.check == "repo.exists")
    assert (exists.repo_id, exists.repo_type, exists.kind) == (
        "somosnlp/recetas",
        RepoType.DATASET,
        ArtefactKind.CORPUS,
    )
    assert judge_alone(RULES, make_repo(status=Status.MISSING))[0].outcome == Outcome.FAIL


def test_a_repo_of_a_type_that_the_edition_does_not_ask_for_is_judged_all_the_same():
    others = tuple(one for one in RULES.submission.artefacts if one.kind != ArtefactKind.DEMO)
    rules = replace(RULES, submission=replace(RULES.submission, artefacts=others))
    repo = make_repo("demo", readme="---\nsdk: gradio\n---\n# Demo\n", sdk="gradio")
    assert find("repo.right_type", repo, rules=rules).facts == {"why": "not_asked"}
    findings = judge_alone(rules, repo)
    assert why(findings, "repo.right_type") == ("not_applicable", "lone_repo")
    assert [one.check for one in findings if one.facts.get("why") == "check_broke"] == []


def test_a_repo_is_taken_as_the_part_that_the_edition_asks_of_its_type():
    assert [kind_of(RULES, one) for one in RepoType] == [ArtefactKind.CORPUS, ArtefactKind.MODEL, ArtefactKind.DEMO]
    other = replace(RULES.submission.artefacts[0], kind=ArtefactKind.DEMO)
    only = replace(RULES, submission=replace(RULES.submission, artefacts=(other,)))
    assert kind_of(only, RepoType(other.repo_type)) == ArtefactKind.DEMO
    assert kind_of(only, RepoType.MODEL) == ArtefactKind.MODEL


def test_the_worst_outcomes_are_counted_first_and_those_without_findings_not_at_all():
    found = counted([passed(), warned(), failed(), unknown(), failed()])
    assert list(found.items()) == [(Outcome.FAIL, 2), (Outcome.WARN, 1), (Outcome.UNKNOWN, 1), (Outcome.PASS, 1)]
