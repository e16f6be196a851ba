"""How two versions of a project differ, on a page."""

from dataclasses import replace
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from submissions.actions.evidence import append
from submissions.deadline.record import EntryKind
from submissions.models import OutsideEntry
from submissions.queries.said import Change, changes, receipt_key, receipt_of
from tests.factories.editions import NOW, make_edition
from tests.factories.people import signed_in
from tests.factories.submissions import add_version, make_repo, make_submission
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Any:
    submission = make_submission(make_team(make_edition()), kinds=[])
    submission.versions.all()
    add_version(submission, title="Uno", repos=[(ArtefactKind.CORPUS, make_repo(repo_id="a/uno"))], sdgs=[2])
    return submission


def differences(submission: Any) -> list[Change]:
    old, new = submission.versions.order_by("-number")[:2][::-1]
    return list(changes(old, new, rules=submission.edition.parsed_rules))


def page(submission: Any, query: str = "") -> Any:
    address = f"/{submission.edition.slug}/proyectos/{submission.pk}/comparar/{query}"
    return signed_in(submission.team.captain).get(address)


def test_versions_that_say_the_same_have_no_differences(submission):
    repo = submission.current.entries.get().repo
    add_version(submission, title="Uno", repos=[(ArtefactKind.CORPUS, repo)], sdgs=[2])
    assert differences(submission) == []
    assert "Las dos versiones dicen lo mismo." in text(page(submission))


def test_words_repos_and_goals_are_told_apart(submission):
    repo = make_repo(repo_id="a/dos")
    fields = {"sdgs": [2, 12], "answers": {"antigua": "x"}, "consent": True}
    add_version(submission, title="Uno y dos", repos=[(ArtefactKind.CORPUS, repo)], **fields)
    told = differences(submission)
    assert [change.label for change in told] == [
        "Título",
        "Corpus",
        "Objetivos de Desarrollo Sostenible",
        "antigua",
        "Permiso para publicar",
    ]
    assert [part.op for part in told[0].words] == ["same", "added"]
    assert (told[1].removed, told[1].added) == (("a/uno",), ("a/dos",))
    assert (told[2].removed, told[2].added) == ((), ("12. Producción y consumo responsables",))


def test_consent_is_told_by_what_was_answered(submission):
    repos = [(ArtefactKind.CORPUS, submission.current.entries.get().repo)]
    add_version(submission, title="Uno", repos=repos, sdgs=[2], consent=True)
    add_version(submission, title="Uno", repos=repos, sdgs=[2], consent=False)
    assert differences(submission) == [Change("Permiso para publicar", removed=("Sí",), added=("No",))]


def test_parts_are_told_apart_wherever_they_lie_and_whatever_the_rules_ask_by_now(submission):
    repo = submission.current.entries.get().repo
    rules = submission.edition.parsed_rules
    gone = replace(
        rules.submission,
        artefacts=tuple(artefact for artefact in rules.submission.artefacts if artefact.kind != ArtefactKind.DEMO),
    )
    new = add_version(submission, title="Uno", repos=[(ArtefactKind.CORPUS, repo)], sdgs=[2])
    OutsideEntry.objects.create(version=new, kind=ArtefactKind.DEMO, position=1, address="https://example.org/demo")
    old = submission.versions.get(number=new.number - 1)
    told = changes(old, new, rules=replace(rules, submission=gone))
    assert told == [Change("demo", added=("https://example.org/demo",))]


def test_what_one_version_alone_speaks_of_is_told(submission):
    repos = [(ArtefactKind.CORPUS, submission.current.entries.get().repo)]
    add_version(submission, title="Uno", repos=repos, sdgs=[2], answers={"antigua": ["a", "b"]})
    add_version(submission, title="Uno", repos=repos, sdgs=[2], answers={"antigua": ["b", "a"]})
    assert differences(submission) == [Change("antigua", removed=("a", "b"), added=("b", "a"))]
    add_version(submission, title="Uno", repos=repos, sdgs=[2])
    assert differences(submission) == [Change("antigua", removed=("b", "a"))]


def test_the_receipt_of_a_version_is_the_one_in_its_own_editions_log(submission):
    key = {"kind": EntryKind.RECEIPT, "body": {}, "at": NOW, "key": receipt_key(submission.current)}
    append(edition=make_edition("otra"), **key)
    assert receipt_of(submission.current) is None
    own = append(edition=submission.edition, **key)
    assert receipt_of(submission.current) == own


def test_the_page_marks_what_changed_with_more_than_a_colour(submission):
    add_version(submission, title="Uno <b>", repos=[], sdgs=[2])
    shown = page(submission, "?de=2&a=3").content.decode()
    assert '<ins><span class="change-sign">+</span> &lt;b&gt;</ins>' in shown
    assert '<del><span class="change-sign">−</span>a/uno</del>' in shown


@pytest.mark.parametrize("query", ["?de=0", "?a=99", "?de=x", "?a=-1", "?de=99999999999999999999", "?a=²"])
def test_versions_that_are_not_there_are_not_found(submission, query):
    assert page(submission, query).status_code == 404


def test_by_default_the_last_two_are_compared(submission):
    add_version(submission, title="Tres", repos=[])
    context = page(submission).context
    assert (context["old"].number, context["new"].number) == (2, 3)


def test_the_page_costs_the_same_with_two_versions_and_with_four(submission, django_assert_num_queries):
    person = signed_in(submission.team.captain)
    address = page(submission).request["PATH_INFO"]
    with django_assert_num_queries(11):
        person.get(address)
    for number in range(2):
        add_version(submission, title=f"Más {number}", repos=[(ArtefactKind.CORPUS, make_repo()) for _n in range(3)])
    with django_assert_num_queries(11):
        person.get(address)
