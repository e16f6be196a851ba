"""Checks of the repo itself and of the project."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import ArtefactKind, CheckRule, Severity
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Part, Status, Unread
from submissions.audit.findings import Outcome
from submissions.speaking import speak
from tests.factories.evidence import RULES, find, make_repo


def test_a_repo_that_is_there_exists():
    assert find("repo.exists", make_repo()).outcome == Outcome.PASS


def test_a_missing_repo_fails_and_says_as_what_else_it_is_there():
    finding = find("repo.exists", make_repo(status=Status.MISSING, found_as=RepoType.MODEL))
    assert finding.outcome == Outcome.FAIL
    assert finding.facts == {
        "why": "missing",
        "repo_id": "somosnlp/recetas",
        "repo_type": "dataset",
        "found_as": "model",
    }


def test_a_closed_repo_fails():
    finding = find("repo.exists", make_repo(status=Status.FORBIDDEN, hub_id=None))
    assert (finding.outcome, finding.facts["why"]) == (Outcome.FAIL, "forbidden")


def test_a_repo_that_the_hub_has_closed_is_told_apart_from_one_that_its_team_keeps_closed():
    finding = find("repo.exists", make_repo(status=Status.FORBIDDEN))
    assert (finding.outcome, finding.facts["why"]) == (Outcome.FAIL, "disabled")


def test_a_silent_hub_makes_it_unknown():
    repo = make_repo(status=Status.SILENT, unread=(Unread(Part.REPO, "rate_limited", 30.0),))
    finding = find("repo.exists", repo)
    assert (finding.outcome, finding.facts) == (
        Outcome.UNKNOWN,
        {"why": "rate_limited", "part": "repo", "retry_after": 30.0},
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"gated": True}, "gated"), ({"hub_repo_id": "somosnlp/otro"}, "renamed")],
)
def test_a_repo_that_not_all_can_open_or_find_is_a_warning(changes, why):
    finding = find("repo.exists", make_repo(**changes))
    assert (finding.outcome, finding.facts["why"]) == (Outcome.WARN, why)


def test_a_private_repo_fails_and_nothing_else_is_held_against_it():
    repo = make_repo(status=Status.PRIVATE, private=True, hub_id=None, hub_repo_id=None, sha=None)
    finding = find("repo.exists", repo)
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {"why": "private", "repo_id": "somosnlp/recetas", "repo_type": "dataset"},
    )
    for check in ("repo.organisation", "card.readable", "dataset.readable", "dataset.lengths"):
        assert (find(check, repo).outcome, find(check, repo).facts["why"]) == (Outcome.NOT_APPLICABLE, "repo_private")


def test_where_an_edition_only_recommends_it_the_words_are_the_same():
    checks = (CheckRule("repo.exists", Severity.RECOMMENDED),)
    rules = replace(RULES, audit=replace(RULES.audit, checks=checks))
    finding = find("repo.exists", make_repo(private=True), rules=rules)
    assert (finding.outcome, finding.facts["why"]) == (Outcome.WARN, "private")
    softened, strict = speak(finding, rules=rules), speak(replace(finding, outcome=Outcome.FAIL), rules=rules)
    assert (softened.details, softened.fix) == (strict.details, strict.fix)
    assert "Es privado" in softened.details


def test_case_in_a_name_is_no_rename():
    assert find("repo.exists", make_repo(hub_repo_id="SomosNLP/Recetas")).outcome == Outcome.PASS


def test_a_model_handed_in_as_corpus_is_of_the_wrong_type():
    finding = find("repo.right_type", make_repo("corpus", repo_type=RepoType.MODEL))
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {"kind": "corpus", "expected": "dataset", "given": "model"},
    )


def test_what_was_handed_in_is_of_the_right_type_even_if_the_hub_is_silent():
    assert find("repo.right_type", make_repo("model", "a/m")).outcome == Outcome.PASS
    silent = make_repo("demo", "a/d", status=Status.SILENT, unread=(Unread(Part.REPO, "unreachable"),))
    assert find("repo.right_type", silent).outcome == Outcome.PASS


def test_a_kind_that_the_edition_does_not_ask_for_has_no_right_type():
    asked = tuple(one for one in RULES.submission.artefacts if one.kind != ArtefactKind.DEMO)
    rules = replace(RULES, submission=replace(RULES.submission, artefacts=asked))
    finding = find("repo.right_type", make_repo("demo", "a/d"), rules=rules)
    assert (finding.outcome, finding.facts) == (Outcome.NOT_APPLICABLE, {"why": "not_asked"})


def test_a_repo_elsewhere_is_a_warning_and_case_does_not_matter():
    assert find("repo.organisation", make_repo("corpus", "SomosNLP/x")).outcome == Outcome.PASS
    typed = replace(RULES, hub=replace(RULES.hub, organisations=("SomosNLP",)))
    assert find("repo.organisation", make_repo("corpus", "somosnlp/x"), rules=typed).outcome == Outcome.PASS
    finding = find("repo.organisation", make_repo("corpus", "alicia/recetas"))
    assert (finding.outcome, finding.facts) == (
        Outcome.WARN,
        {"owner": "alicia", "organisations": ["somosnlp"], "repo_id": "alicia/recetas"},
    )


def test_a_renamed_repo_is_judged_by_where_it_lives_now():
    repo = make_repo("corpus", "alicia/recetas", hub_repo_id="somosnlp/recetas")
    assert find("repo.organisation", repo).outcome == Outcome.PASS


def test_an_owner_that_only_begins_like_the_organisation_is_another():
    assert find("repo.organisation", make_repo("corpus", "somosnlp-2/recetas")).outcome == Outcome.WARN


def test_where_a_repo_lives_is_unknown_while_the_hub_is_silent():
    silent = make_repo(status=Status.SILENT, unread=(Unread(Part.REPO, "unreachable"),))
    finding = find("repo.organisation", silent)
    assert (finding.outcome, finding.facts["why"]) == (Outcome.UNKNOWN, "unreachable")


def test_a_corpus_alone_is_taken_and_a_model_alone_is_not():
    alone = find("project.artefacts", make_repo())
    assert (alone.outcome, alone.facts) == (Outcome.PASS, {"complete": False, "missing": ["demo", "model"]})
    model = find("project.artefacts", make_repo("model", "a/m"))
    assert (model.outcome, model.facts) == (Outcome.FAIL, {"missing": ["corpus", "demo"]})
    whole = find("project.artefacts", make_repo(), make_repo("model", "a/m"), make_repo("demo", "a/d"))
    assert (whole.outcome, whole.facts) == (Outcome.PASS, {"complete": True})


def test_a_project_is_complete_by_what_was_handed_in_whether_or_not_the_hub_tells_of_it():
    silent = make_repo(status=Status.SILENT, unread=(Unread(Part.REPO, "unreachable"),))
    assert (
        find("project.artefacts", silent, make_repo("model", "a/m"), make_repo("demo", "a/d")).outcome == Outcome.PASS
    )
