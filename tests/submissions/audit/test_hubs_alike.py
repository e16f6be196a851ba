"""Whoever answers in place of a Hub is asked in the same way: nothing else would notice, until somebody asked."""

from inspect import signature

import pytest

from hackathon.hub.client import HubClient
from submissions.actions import sweeps
from submissions.audit.collecting.hub import Hub
from submissions.audit.collecting.remembering import Remembering
from submissions.audit.local.folder import LocalHub
from submissions.deadline import collecting

HUBS = (Hub, collecting.Hub, sweeps.Hub)


def asked(hub: type) -> dict[str, list[tuple]]:
    """What each question takes: names, in which way they are given, and what they are where nobody says."""
    questions = {name: method for name, method in vars(hub).items() if callable(method) and not name.startswith("_")}
    return {name: taken(method) for name, method in questions.items()}


def taken(method) -> list[tuple]:
    return [(one.name, one.kind, one.default) for one in signature(method).parameters.values()]


@pytest.mark.parametrize("hub", HUBS, ids=lambda hub: hub.__module__)
def test_the_client_takes_whatever_a_hub_is_asked(hub):
    assert asked(hub) == {name: taken(getattr(HubClient, name)) for name in asked(hub)}
    assert asked(hub) != {}


def test_a_folder_answers_all_that_a_hub_is_asked():
    assert asked(Hub) == {name: taken(getattr(LocalHub, name)) for name in asked(Hub)}


def test_one_that_remembers_answers_as_the_hub_would():
    own = {name: takes for name, takes in asked(Remembering).items() if name != "answers"}
    assert own == {name: asked(Hub)[name] for name in ("commits", "read_file")}
