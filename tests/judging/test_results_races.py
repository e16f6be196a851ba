"""Two people press at the same moment: one freezes, one signs once, results are published once and teams written to once."""

from functools import partial

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.mail.models import Message
from judging import actions
from judging.models import FrozenResults
from tests.judging.test_publication import World
from tests.racing import kinds, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.production]


def test_of_two_who_freeze_at_once_one_does():
    world = World()
    deeds = [
        partial(actions.freeze, edition=world.edition, by=person, at=world.closed) for person in (world.olga, world.oto)
    ]
    assert kinds(race(deeds)) == {"FrozenResults": 1, "AlreadyFrozen": 1}
    assert FrozenResults.objects.get().projects.count() == 2


def test_who_signs_twice_at_once_has_signed_once():
    world = World()
    frozen = world.freeze()
    deed = partial(actions.sign, results=frozen, digest=frozen.digest, by=world.olga, at=world.closed)
    assert kinds(race([deed, deed])) == {"Signature": 1, "AlreadySigned": 1}


def test_results_that_two_workers_publish_at_once_are_published_and_told_once():
    world = World()
    world.sign(world.freeze())
    world.approve()
    deed = partial(actions.publish_due, at=world.due)
    assert sorted(race([deed, deed, deed])) == [0, 0, 1]
    assert TrailEntry.objects.filter(verb="results.published").count() == 1
    assert Message.objects.filter(key__startswith="judging.results.").count() == 2


def test_a_decision_beside_a_freeze_is_in_it_or_refused():
    world = World()
    note = partial(actions.write_note, edition=world.edition, reason="Algo.", by=world.oto, at=world.closed)
    freeze = partial(actions.freeze, edition=world.edition, by=world.olga, at=world.closed)
    frozen, noted = race([freeze, note])
    assert kinds([frozen, noted])["FrozenResults"] == 1
    told = len(FrozenResults.objects.get().payload["decisions"])
    assert told == (0 if isinstance(noted, actions.AlreadyFrozen) else 1)
