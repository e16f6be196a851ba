"""The report on a project's audit: the page, JSON, and the badge."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from hackathon.editions.rules import ArtefactKind, Criterion
from submissions import badges
from submissions.audit.corpus.evidence import CorpusEvidence, CorpusFile, Limit, ReachedLimit
from submissions.audit.evidence import ProjectEvidence
from submissions.audit.readiness import Readiness
from submissions.models import Audit, RepoAudit, Submission
from submissions.queries.reports import evidence_of
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.evidence import AT, make_repo
from tests.factories.judging import make_assignment
from tests.factories.people import make_judge, make_person
from tests.factories.submissions import add_version, make_audit, make_finding, make_submission
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db

SHA = "a" * 40
PAGE_QUERIES = 14
EARLIER = NOW - timedelta(hours=2)


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def submission() -> Submission:
    return make_submission(make_team(make_edition()), kinds=[ArtefactKind.CORPUS])


def audited(submission: Submission, *found: tuple[str, str], at: Any = NOW, **facts: Any) -> Audit:
    """An audit in which each check of ``found`` had that outcome on the first repo, at ``SHA``."""
    audit = make_audit(submission, outcomes=(), at=at)
    entry = submission.current.entries.order_by("position").first()
    looks = {"repo": entry.repo, "revision": SHA, "rules_digest": "d", "edition": submission.edition}
    done = {"state": "done", "queued_at": at, "not_before": at, "finished_at": at}
    audit.looks.add(RepoAudit.objects.get_or_create(**looks, defaults=done)[0])
    for check, outcome in found:
        make_finding(audit, check, outcome, entry=entry, **facts)
    return audit


def address(submission: Submission, name: str = "report") -> str:
    return reverse(f"submissions:{name}", args=[submission.edition.slug, submission.pk])


def page(client: Any, submission: Submission, **options: Any) -> str:
    client.force_login(submission.team.captain)
    return html.unescape(text(client.get(address(submission), **options)))


def part(shown: str, criterion: str) -> str:
    """What the page says under a criterion."""
    return shown.split(f'data-criterion-report="{criterion}"')[1].split("</article>")[0]


# --- by criterion ----------------------------------------------------------------------------------------------------
def test_each_criterion_says_how_ready_it_is_and_what_to_do(client, submission):
    audited(submission, ("card.yaml", "fail"), ("card.readable", "pass"), ("dataset.readable", "pass"))
    shown = page(client, submission)
    card = part(shown, "corpus-card")
    assert "50 %" in card
    assert "1 de 2 comprobaciones en orden" in card
    assert "a medias" not in card
    assert 'data-check="card.yaml" data-outcome="fail"' in card
    assert re.search(r"<details[^>]*>(?:(?!</details>).)*card\.readable", card)  # what passed is folded
    assert "100 %" in part(shown, "corpus-structure")
    assert "El informe no da puntos" in shown


def test_a_share_that_counts_halves_says_so(client, submission):
    audited(submission, ("card.yaml", "warn"))
    card = part(page(client, submission), "corpus-card")
    assert re.search(r"50 %</strong> · 0 de 1 comprobación en orden · 1 a medias", card)


def test_only_who_manages_the_project_may_have_it_audited_again_from_there(client, submission):
    audited(submission, ("card.yaml", "pass"))
    judge = make_judge(submission.edition)
    make_assignment(submission, judge)
    assert "Repetir la auditoría" in page(client, submission)
    client.force_login(judge)
    assert "Repetir la auditoría" not in text(client.get(address(submission)))


def test_after_the_close_nobody_is_asked_whether_they_changed_something(client, submission):
    audited(submission, ("card.yaml", "fail"))
    assert "¿Has cambiado algo en el Hub?" in page(client, submission)
    with time_machine.travel(submission.edition.parsed_rules.counts_until, tick=False):
        shown = page(client, submission)
    assert "¿Has cambiado algo en el Hub?" not in shown
    assert "Repetir la auditoría" in shown


def test_it_leads_to_what_to_begin_with(client, submission):
    audited(submission, ("card.yaml", "fail"), ("safety.secrets", "fail"), ("card.sections", "warn"))
    first = page(client, submission).split('id="primero"')[1].split("</section>")[0]
    assert re.findall(r'href="#f(\d+)"', first) == ["2", "1"]


def test_a_criterion_that_no_machine_can_judge_is_the_jurys(client, submission):
    audited(submission, ("card.yaml", "pass"))
    shown = page(client, submission)
    assert "Esto lo valora el jurado" in part(shown, "project-presentation")
    assert "no hay nada de esto que comprobar" in part(shown, "project-impact")


def test_a_criterion_whose_repo_is_private_says_why_nothing_was_checked(client, submission):
    audited(submission, ("card.motivation", "not_applicable"), why="repo_private")
    assert "No se ha podido comprobar, porque el repositorio no se puede abrir." in part(
        page(client, submission), "project-impact"
    )


def test_parts_that_were_not_delivered_are_said_to_be_none(client, submission):
    audited(submission, ("card.yaml", "pass"))
    assert page(client, submission).count("El proyecto no incluye esta parte.") == 2


def test_where_nothing_is_to_be_done_the_page_says_so(client, submission):
    audited(submission, ("card.yaml", "pass"))
    assert "data-all-well" in page(client, submission)
    audited(submission, ("card.yaml", "unknown"))
    assert "data-all-well" not in page(client, submission)


def test_what_only_informs_is_called_something_to_know(client, submission):
    audit = audited(submission)
    make_finding(audit, "card.yaml", "warn", entry=submission.current.entries.get(), severity="informative")
    card = part(page(client, submission), "corpus-card")
    assert "Para saber" in card
    assert "Conviene mirarlo" not in card


def test_a_sentence_that_speaks_for_two_criteria_stands_once(client):
    rubric = make_rules().rubric
    first, *others = rubric.groups
    twice = replace(
        first,
        criteria=(
            Criterion("uno", first.title, checks=("card.yaml",)),
            Criterion("dos", first.title, checks=("card.*",)),
        ),
    )
    edition = make_edition("doble", rubric=replace(rubric, groups=(twice, *others)))
    submission = make_submission(make_team(edition), kinds=[ArtefactKind.CORPUS])
    audited(submission, ("card.yaml", "fail"))
    shown = page(client, submission)
    assert shown.count('data-check="card.yaml"') == 1
    assert 'id="f1"' in part(shown, "uno")
    assert 'href="#f1"' in part(shown, "dos")


# --- what was looked at ----------------------------------------------------------------------------------------------
def test_the_page_names_the_revision_and_leads_to_the_files_at_it(client, submission):
    audited(submission, ("card.yaml", "fail"), path="Léeme/README ES.md", line=3)
    repo = submission.current.entries.get().repo.repo_id
    shown = page(client, submission)
    assert f'/datasets/{repo}/blob/{SHA}/L%C3%A9eme/README%20ES.md#L3"' in shown
    assert "línea 3" in shown


def test_findings_about_several_repos_say_about_which(client):
    submission = make_submission(make_team(make_edition()), kinds=[ArtefactKind.CORPUS, ArtefactKind.CORPUS])
    audit = audited(submission, ("card.yaml", "fail"))
    first, second = submission.current.entries.select_related("repo").order_by("position")
    assert f"/tree/{SHA}" not in part(page(client, submission), "corpus-card")
    make_finding(audit, "card.yaml", "fail", entry=second)
    card = part(page(client, submission), "corpus-card")
    assert f'/datasets/{first.repo.repo_id}/tree/{SHA}"' in card
    assert f'<p class="finding-places">{second.repo.repo_id}</p>' in card  # of that one no revision was seen


def test_a_sample_says_that_it_is_one_and_which_limits_were_reached(client, submission):
    audit = audited(submission, ("dataset.readable", "pass"))
    files = (CorpusFile("a.csv", "default", "train", "csv", ("a",), 1000, 5000),)
    corpus = CorpusEvidence(
        files, reached=(ReachedLimit(Limit.ROWS, 1000, 5000),), data_files=3, rows=5000, rows_read=1000
    )
    repo = make_repo(repo_id=submission.current.entries.get().repo.repo_id, corpus=corpus, sha=SHA)
    Audit.objects.filter(pk=audit.pk).update(evidence=ProjectEvidence((repo,), AT).to_json())
    shown = page(client, submission)
    assert f"/tree/{SHA}" in shown
    assert "data-sampled" in shown
    assert 'data-limit="rows"' in shown
    assert "Se ha mirado 1 archivo de datos de 3." in shown


def test_a_repo_of_very_many_files_says_how_many_were_looked_at(client, submission):
    audit = audited(submission, ("repo.exists", "pass"))
    many = make_repo(
        repo_id=submission.current.entries.get().repo.repo_id, files=["a.csv", "b.csv"], files_total=50_000
    )
    audit.evidence = ProjectEvidence((many,), AT).to_json()
    audit.save()
    assert "50 000. Son muchos: hemos mirado 2 (200 bytes)" in page(client, submission)


def test_what_people_wrote_is_escaped(client, submission):
    attack = "<script>alert(1)</script>"
    audited(submission, ("card.yaml", "fail"), path=f"{attack}.md", line=1)
    client.force_login(submission.team.captain)
    shown = client.get(address(submission)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.md" in shown


# --- what changed ----------------------------------------------------------------------------------------------------
def test_what_changed_since_the_audit_before_is_told_with_its_moment(client, submission):
    audited(submission, ("card.yaml", "fail"), ("card.readable", "pass"), at=EARLIER)
    audited(submission, ("card.yaml", "pass"), ("card.readable", "fail"))
    shown = page(client, submission)
    changes = shown.split('id="cambios"')[1].split("</section>")[0]
    assert f'datetime="{EARLIER.isoformat()}"' in changes
    assert re.findall(r'data-change="(\w+)"', changes) == ["mended", "worse"]


def test_an_audit_of_an_earlier_version_counts_as_the_one_before(client, submission):
    audited(submission, ("card.yaml", "fail"), at=EARLIER)
    repo = submission.current.entries.get().repo
    add_version(submission, repos=[(ArtefactKind.CORPUS, repo)])
    audited(submission, ("card.yaml", "pass"))
    assert 'data-change="mended"' in page(client, submission)


def test_where_nothing_changed_the_page_says_so(client, submission):
    audited(submission, ("card.yaml", "fail"), at=EARLIER)
    audited(submission, ("card.yaml", "fail"))
    assert "todo sigue igual" in page(client, submission)


def test_a_first_audit_has_nothing_to_be_compared_with(client, submission):
    audited(submission, ("card.yaml", "fail"))
    assert 'id="cambios"' not in page(client, submission)


def test_another_projects_audit_is_not_the_one_before(client, submission):
    other = make_submission(make_team(submission.edition, make_person("Bruno")), kinds=[ArtefactKind.CORPUS])
    audited(other, ("card.yaml", "fail"), at=EARLIER)
    audited(submission, ("card.yaml", "pass"))
    assert 'id="cambios"' not in page(client, submission)


# --- states ----------------------------------------------------------------------------------------------------------
def test_without_an_audit_the_page_says_that_there_is_none(client, submission):
    shown = page(client, submission)
    assert "Todavía no hay ninguna auditoría." in shown
    assert "Por criterio de las bases" not in shown


@pytest.mark.parametrize("state", [Audit.State.QUEUED, Audit.State.FAILED])
def test_the_report_before_stays_while_another_audit_has_no_result(client, submission, state):
    audited(submission, ("card.yaml", "fail"), at=EARLIER)
    make_audit(submission, state=state)
    shown = page(client, submission)
    assert "Lo de abajo es la auditoría anterior." in shown
    assert 'data-check="card.yaml"' in shown
    assert ("hx-get" in shown.split('id="informe"')[1].split(">")[0]) == (state == Audit.State.QUEUED)


def test_who_waits_is_sent_the_report_once_there_is_one(client, submission):
    waiting = make_audit(submission, state=Audit.State.QUEUED)
    client.force_login(submission.team.captain)
    assert client.get(address(submission), {"waiting": 1}).status_code == 204
    Audit.objects.filter(pk=waiting.pk).update(state=Audit.State.DONE, finished_at=NOW)
    assert client.get(address(submission), {"waiting": 1}).status_code == 200


def test_the_page_speaks_english(client, submission):
    audited(submission, ("card.yaml", "fail"))
    client.cookies["django_language"] = "en"
    assert "Completeness of the Dataset Card" in page(client, submission)


@pytest.mark.parametrize("kinds", [["corpus"], ["corpus", "corpus", "corpus"]])
def test_the_page_costs_the_same_with_one_repo_and_with_three(client, django_assert_num_queries, kinds):
    submission = make_submission(make_team(make_edition()), kinds=[ArtefactKind(kind) for kind in kinds])
    for at in (EARLIER, NOW):
        audit = audited(submission, ("card.yaml", "fail"), at=at)
        for entry in submission.current.entries.all():
            make_finding(audit, "card.readable", "pass", entry=entry)
    page(client, submission)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(address(submission))


def test_the_projects_page_names_what_wants_doing_and_leads_to_it_in_the_report(client, submission):
    audited(submission, ("card.yaml", "pass"), ("card.readable", "pass"), at=EARLIER)
    audited(submission, ("card.yaml", "fail"), ("card.readable", "pass"))
    client.force_login(submission.team.captain)
    shown = text(client.get(address(submission, "detail")))
    assert f'href="{address(submission)}#f1">El Hub puede leer el YAML de la tarjeta</a>' in shown
    assert "data-changes" in shown
    assert 'Peor que antes: <span class="badge text-bg-danger">1</span>' in shown


# --- JSON ------------------------------------------------------------------------------------------------------------
def test_the_report_is_told_as_json(client, submission):
    audited(submission, ("card.yaml", "pass"), at=EARLIER)
    audit = audited(submission, ("card.yaml", "fail"))
    make_finding(audit, "card.language", "not_applicable", entry=submission.current.entries.get())
    make_finding(audit, "project.artefacts", "pass")
    client.force_login(submission.team.captain)
    told = client.get(address(submission, "report_json")).json()
    (repo,) = told["repos"]
    finding = {"check": "card.yaml", "outcome": "fail", "severity": "required"}
    assert repo["repo"] == submission.current.entries.get().repo.repo_id
    assert (repo["kind"], repo["revision"], repo["edition"]) == ("dataset", SHA, submission.edition.slug)
    assert {key: repo["findings"][0][key] for key in finding} == finding
    assert [one["outcome"] for one in repo["findings"]] == ["fail", "not_applicable"]
    assert repo["findings"][0]["title"] == "El Hub puede leer el YAML de la tarjeta"
    assert [one["check"] for one in told["project_findings"]] == ["project.artefacts"]
    card = next(one for one in told["readiness"] if one["criterion"] == "corpus-card")
    assert (card["percent"], card["passed"], card["counted"], card["checks"]) == (0, 0, 1, ["card.yaml"])
    assert told["changes"] == {"worse": 1}


def test_the_api_tells_the_same_as_the_page(client, submission):
    audited(submission, ("card.yaml", "fail"))
    client.force_login(submission.team.captain)
    by_page = client.get(address(submission, "report_json")).json()
    by_api = client.get(f"/api/v1/projects/{submission.pk}/report/").json()
    assert by_api == by_page


def test_without_a_result_there_is_no_json(client, submission):
    make_audit(submission, state=Audit.State.QUEUED)
    client.force_login(submission.team.captain)
    assert client.get(address(submission, "report_json")).status_code == 404
    assert client.get(f"/api/v1/projects/{submission.pk}/report/").status_code == 404


# --- the badge -------------------------------------------------------------------------------------------------------
def badge(client: Any, submission: Submission) -> Any:
    return client.get(badges.address(submission).removeprefix(settings.SITE_URL))


def test_the_badge_counts_what_is_in_order_for_whoever_has_its_address(client, submission):
    audited(submission, ("card.yaml", "fail"), ("card.readable", "pass"), ("card.language", "unknown"))
    answer = badge(client, submission)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert "<title>auditoría: 1/2</title>" in answer.content.decode()
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.get("Vary", "")


def test_the_badge_of_a_project_that_was_not_audited_has_a_dash(client, submission):
    assert "auditoría: –" in badge(client, submission).content.decode()


def test_a_withdrawn_project_has_no_badge(client, submission):
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=submission.team.captain)
    assert badge(client, submission).status_code == 404


def test_another_projects_token_opens_no_badge(client, submission):
    other = make_submission(make_team(submission.edition, make_person("Bruno")))
    taken = reverse("submissions:badge", args=[submission.edition.slug, submission.pk, badges.token(other)])
    assert client.get(taken).status_code == 404


def test_only_who_manages_the_project_is_told_the_badges_address(client, submission):
    audited(submission, ("card.yaml", "pass"))
    judge = make_judge(submission.edition)
    make_assignment(submission, judge)
    token = badges.token(submission)
    shown = page(client, submission)
    assert f"![auditoría]({badges.address(submission)})" in shown
    assert f'<img src="{badges.path(submission)}"' in shown
    client.force_login(judge)
    assert token not in text(client.get(address(submission)))


@pytest.mark.parametrize(
    ("ready", "value", "colour"),
    [
        (Readiness(None, 0, 0), "–", "#57606a"),
        (Readiness(1, 4, 4), "4/4", "#1a7f37"),
        (Readiness(0.99, 3, 4), "3/4", "#8a5a00"),
        (Readiness(0.6, 3, 5), "3/5", "#8a5a00"),
        (Readiness(0.59, 2, 5), "2/5", "#b42318"),
    ],
)
def test_a_badges_colour_says_how_much_is_in_order(ready, value, colour):
    made = badges.badge(ready)
    assert (made.value, made.colour) == (value, colour)


def test_a_badge_escapes_its_words():
    with translation.override("es"):
        drawn = badges.picture(replace(badges.badge(None), value="<script>"))
    assert "<script>" not in drawn
    assert drawn.startswith("<svg xmlns=")


def test_what_an_audit_saw_is_its_own(submission):
    seen = [ProjectEvidence((make_repo(sha=sha * 40),), AT) for sha in "ab"]
    audits = [make_audit(submission, outcomes=(), evidence=one.to_json()) for one in seen]
    assert [evidence_of(one).repos[0].sha for one in audits] == ["a" * 40, "b" * 40]
