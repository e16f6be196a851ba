"""The API against its own document: schemathesis makes requests of all kinds, good and bad, and finds nothing to complain of.

Each request meets the real application and the real database, in a transaction that is taken back afterwards.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from rest_framework.throttling import SimpleRateThrottle
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi

from hackathon import clock
from hackathon.accounts.actions import create_token
from hackathon.accounts.models import User
from hackathon.wsgi import application
from teams.models import JoinRequest
from tests.factories.boards import make_run, publish
from tests.factories.editions import make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import add_member, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600), pytest.mark.production]

EXAMPLES = 6
CHECKS = [
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_headers_conformance,
    openapi.response_schema_conformance,
    openapi.ignored_auth,
]
DOCUMENT = SchemaGenerator().get_schema(request=None, public=True)


def operations(scheme: str) -> Mapping[str, schemathesis.APIOperation]:
    """What the document describes, for who comes in by that scheme: with two, one's nonsense would hide in the other's shadow."""
    document = deepcopy(DOCUMENT)
    document["components"]["securitySchemes"] = {scheme: document["components"]["securitySchemes"][scheme]}
    for path in document["paths"].values():
        for operation in path.values():
            operation["security"] = [{scheme: []}]
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    return {found.ok().label: found.ok() for found in schema.get_all_operations()}


# What is open to everybody says so, with a way in that asks for nothing.
OPEN = {
    f"{method.upper()} {path}"
    for path, described in DOCUMENT["paths"].items()
    for method, operation in described.items()
    if {} in operation["security"]
}
OPERATIONS = {scheme: operations(scheme) for scheme in ("token", "cookieAuth")}
KEYS = {"id", "team", "user", "slug", "suite", "table"}


def by_token(person: User) -> Mapping[str, Any]:
    """What a program sends along."""
    _token, secret = create_token(name="cuaderno", lifetime=timedelta(days=1), by=person, at=clock.now())
    return {"headers": {"Authorization": f"Token {secret}"}}


def by_session(person: User) -> Mapping[str, Any]:
    """What a page of ours sends along."""
    browser, proof = signed_in(person), "p" * 32
    cookies = {"sessionid": browser.cookies["sessionid"].value, "csrftoken": proof}
    return {"cookies": cookies, "headers": {"X-CSRFToken": proof}}


def come_in(case: schemathesis.Case, said: Mapping[str, Any]) -> None:
    """Send ``said`` along, as a real identity and no made-up one: the checks send the same without it, and with a wrong one."""
    case.cookies.update(said.get("cookies", {}))
    case.headers.update(said["headers"])
    case._has_explicit_auth = True


IDENTITIES = {"token": by_token, "cookieAuth": by_session}


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Between requests a real server closes connections that look odd, and one inside a test's transaction does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _no_throttle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", dict.fromkeys(("anon", "user", "write")))


@pytest.fixture
def known() -> Mapping[str, list[Any]]:
    """What there is, by the names of an address's parts: requests that go nowhere would find little."""
    edition = make_edition(at=clock.now())
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    for person in (alicia, bruno):
        make_registration(edition, person, on_board=True)
    team, other = make_team(edition, alicia), make_team(edition, make_person("Carla"))
    add_member(team, make_person("Diego"), seat=2)
    project = make_submission(team)
    asked = JoinRequest.objects.create(team=team, user=bruno, direction="asked", created_at=clock.now())
    publish(edition)
    tasks = edition.parsed_rules.evaluation.suites[0].tasks
    make_run(edition, "org/modelo", {task.task: 0.5 for task in tasks})
    keys = [team.pk, other.pk, asked.pk, project.pk, bruno.registrations.get().pk]
    return {
        "id": keys,
        "team": [team.pk, other.pk],
        "user": list(User.objects.values_list("pk", flat=True)),
        "slug": ["demo"],
        "table": ["equipos", "versiones", "resultados"],
        "suite": [suite.key for suite in edition.parsed_rules.evaluation.suites],
        "person": [alicia, bruno, make_organiser(edition)],
    }


@pytest.mark.parametrize("label", OPERATIONS["token"])
@pytest.mark.parametrize("scheme", OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_schemathesis_finds_nothing(label: str, scheme: str, mode: GenerationMode, known: Any) -> None:
    checks = [check for check in CHECKS if label not in OPEN or check is not openapi.ignored_auth]
    said_by = [IDENTITIES[scheme](person) for person in known["person"]]

    @seed(600)
    @settings(max_examples=EXAMPLES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=OPERATIONS[scheme][label].as_strategy(generation_mode=mode), data=st.data())
    def holds(case: schemathesis.Case, data: st.DataObject) -> None:
        for name in sorted(KEYS & set(case.path_parameters or {})):
            if data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
        come_in(case, data.draw(st.sampled_from(said_by)))
        with transaction.atomic():
            case.call_and_validate(checks=checks)
            transaction.set_rollback(True)

    holds()
