"""Drafts of the delivery form: saved by several people at once, and never over each other."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from submissions import actions
from submissions.actions.drafting import KEPT, MOST, THEIRS, Conflict, SavedDraft, Typed, Written
from submissions.merging import marks
from submissions.models import Draft, DraftRevision
from submissions.queries.contents import content_of
from submissions.queries.drafts import open_draft
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.submissions import add_version, make_submission
from tests.factories.teams import make_team
from tests.racing import kinds, race

pytestmark = pytest.mark.django_db
EMPTY = {"title": "", "summary": "", "sdgs": []}


@pytest.fixture
def team() -> Any:
    return make_team(make_edition(), make_person("Alicia"), make_person("Bruno"))


def people(team: Any) -> list[Any]:
    return [member.user for member in team.memberships.select_related("user").order_by("seat")]


def save(team: Any, content: Any, *, began: Any = EMPTY, by: Any = None, **more: Any) -> SavedDraft:
    typed = Typed(content, began=marks(began), **more)
    return actions.save_draft(team=team, typed=typed, by=by or team.captain, at=NOW)


def test_what_is_typed_is_kept_with_who_and_when(team):
    saved = save(team, EMPTY | {"title": "Recetas"})
    assert (saved.content["title"], saved.conflicts, saved.version) == ("Recetas", [], 0)
    kept = DraftRevision.objects.get()
    assert (kept.number, kept.content["title"], kept.by, kept.at) == (1, "Recetas", team.captain, NOW)


def test_the_same_again_is_no_second_save(team):
    save(team, EMPTY | {"title": "Recetas"})
    again = save(team, EMPTY | {"title": "Recetas "}, began=EMPTY | {"title": "Recetas"})
    assert (DraftRevision.objects.count(), again.number) == (1, 1)


def test_two_people_in_two_fields_have_both(team):
    alicia, bruno = people(team)
    save(team, EMPTY | {"title": "De Alicia"}, by=alicia)
    saved = save(team, EMPTY | {"summary": "De Bruno", "sdgs": ["2"]}, by=bruno)
    assert saved.content == {"title": "De Alicia", "summary": "De Bruno", "sdgs": ["2"]}
    assert (saved.taken, saved.written["title"]) == (("title",), Written(alicia, NOW))


def test_two_people_in_one_field_are_told_and_nothing_is_overwritten(team):
    alicia, bruno = people(team)
    save(team, EMPTY | {"title": "De Alicia"}, by=alicia)
    saved = save(team, EMPTY | {"title": "De Bruno", "summary": "También"}, by=bruno)
    assert saved.conflicts == [Conflict("title", mine="De Bruno", theirs="De Alicia")]
    assert saved.written == {"title": Written(alicia, NOW)}
    assert saved.content == {"title": "De Alicia", "summary": "También", "sdgs": []}
    assert [revision.content["title"] for revision in DraftRevision.objects.order_by("number")] == ["De Alicia"] * 2


@pytest.mark.parametrize(("pick", "kept"), [("mine", "De Bruno"), (THEIRS, "De Alicia")])
def test_whoever_chooses_gets_what_they_chose(team, pick, kept):
    alicia, bruno = people(team)
    save(team, EMPTY | {"title": "De Alicia"}, by=alicia)
    chosen = {"picks": {"title": pick}, "seen": marks({"title": "De Alicia"})}
    saved = save(team, EMPTY | {"title": "De Bruno"}, by=bruno, **chosen)
    assert (saved.content["title"], saved.conflicts) == (kept, [])


@pytest.mark.parametrize("pick", ["mine", THEIRS])
def test_a_choice_is_asked_again_when_the_other_text_has_changed_meanwhile(team, pick):
    alicia, bruno = people(team)
    save(team, EMPTY | {"title": "De Alicia"}, by=alicia)
    save(team, EMPTY | {"title": "De Alicia, otra vez"}, began=EMPTY | {"title": "De Alicia"}, by=alicia)
    chosen = {"picks": {"title": pick}, "seen": marks({"title": "De Alicia"})}
    saved = save(team, EMPTY | {"title": "De Bruno"}, by=bruno, **chosen)
    assert saved.conflicts == [Conflict("title", mine="De Bruno", theirs="De Alicia, otra vez")]


def test_a_draft_goes_on_from_what_was_delivered(team):
    submission = make_submission(team, title="Recetas")
    delivered = content_of(submission.current)
    saved = save(team, delivered | {"summary": "Otro resumen"}, began=delivered)
    assert (saved.content["title"], saved.content["summary"], saved.version) == ("Recetas", "Otro resumen", 1)
    assert open_draft(team, submission.current) is not None


def test_a_delivery_by_somebody_else_meanwhile_is_no_reason_to_lose_it(team):
    submission = make_submission(team, title="Recetas")
    began = content_of(submission.current)
    add_version(submission, title="De la otra persona")
    saved = save(team, began | {"title": "Mi título"}, began=began)
    assert [(one.mine, one.theirs) for one in saved.conflicts] == [("Mi título", "De la otra persona")]


def test_a_draft_that_says_what_was_delivered_is_not_open(team):
    submission = make_submission(team, title="Recetas")
    delivered = content_of(submission.current)
    save(team, delivered | {"title": "Otro"}, began=delivered)
    save(team, delivered, began=delivered | {"title": "Otro"})
    assert open_draft(team, submission.current) is None


def test_only_the_newest_saves_are_kept(team):
    before = dict(EMPTY)
    for number in range(KEPT + 5):
        now = EMPTY | {"title": f"Título {number}"}
        save(team, now, began=before)
        before = now
    kept = DraftRevision.objects.order_by("number").values_list("number", flat=True)
    assert list(kept) == list(range(6, KEPT + 6))
    assert Draft.objects.get().number == KEPT + 5


def test_a_discarded_draft_can_be_brought_back(team):
    submission = make_submission(team, title="Recetas")
    delivered = content_of(submission.current)
    save(team, delivered | {"title": "Borrador"}, began=delivered)
    number = actions.discard_draft(team=team, by=team.captain, at=NOW)
    assert open_draft(team, submission.current) is None
    assert actions.recover_draft(team=team, number=number, by=team.captain, at=NOW + timedelta(seconds=5))
    assert open_draft(team, submission.current).content["title"] == "Borrador"


def test_there_is_nothing_to_discard_or_to_bring_back_where_nothing_was_written(team):
    assert actions.discard_draft(team=team, by=team.captain, at=NOW) == 0
    assert not actions.recover_draft(team=team, number=1, by=team.captain, at=NOW)


def test_who_is_not_in_the_team_writes_nothing(team):
    for deed in (
        partial(save, team, EMPTY | {"title": "De fuera"}, by=make_person("Carla")),
        partial(actions.discard_draft, team=team, by=make_person("Diego"), at=NOW),
        partial(actions.recover_draft, team=team, number=1, by=make_person("Eva"), at=NOW),
    ):
        with pytest.raises(actions.NotAMember):
            deed()
    assert not DraftRevision.objects.exists()


@pytest.mark.parametrize("field", ["summary", "sdgs"])
def test_a_book_is_no_draft(team, field):
    def so_long(characters: int) -> dict[str, Any]:
        text = "a" * characters
        return {field: [text] if field == "sdgs" else text}

    with pytest.raises(actions.TooMuch):
        save(team, so_long(MOST + 1))
    assert not DraftRevision.objects.exists()
    save(team, so_long(MOST))
    assert DraftRevision.objects.count() == 1


def test_a_conflict_tells_who_wrote_it_first_and_not_who_saved_since(team):
    alicia, bruno = people(team)
    theirs = EMPTY | {"title": "De Bruno"}
    save(team, theirs, by=bruno)
    save(team, theirs | {"summary": "Más"}, began=theirs, by=alicia)
    assert save(team, EMPTY | {"title": "Mío"}).written["title"] == Written(bruno, NOW)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_save_at_the_same_moment_both_keep_their_words():
    team = make_team(make_edition(), make_person("Alicia"), make_person("Bruno"))
    alicia, bruno = people(team)
    deeds = [
        partial(save, team, EMPTY | {"title": "De Alicia"}, by=alicia),
        partial(save, team, EMPTY | {"summary": "De Bruno"}, by=bruno),
        partial(save, team, EMPTY | {"sdgs": ["2"]}, by=alicia),
        partial(save, team, EMPTY | {"sdgs": ["3"]}, by=bruno),
    ]
    assert kinds(race(deeds)) == {"SavedDraft": 4}
    last = DraftRevision.objects.order_by("-number").first()
    assert last.content == {"title": "De Alicia", "summary": "De Bruno", "sdgs": ["2", "3"]}
    assert last.number == DraftRevision.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_same_at_the_same_moment_one_is_asked():
    team = make_team(make_edition(), make_person("Alicia"), make_person("Bruno"))
    deeds = [partial(save, team, EMPTY | {"title": f"De {person.name}"}, by=person) for person in people(team)]
    outcomes = race(deeds)
    assert sorted(len(outcome.conflicts) for outcome in outcomes) == [0, 1]
    asked = next(outcome for outcome in outcomes if outcome.conflicts)
    assert {asked.conflicts[0].mine, asked.conflicts[0].theirs} == {"De Alicia", "De Bruno"}
