"""Every address of the site × everybody who could try it, against the tables in ``tests/permissions``."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import permissions
from tests.factories.editions import NOW
from tests.permissions.table import ROLES, Row, make_world

pytestmark = pytest.mark.production

# Their addresses are made by the admin: they are tried all alike, below.
PANELS = {"organiser_admin": "organiser", "judge_admin": "judge"}
EVERYONES = ("login", "logout", "jsi18n")
REFUSED, SIGN_IN = "refused", "sign in"

ROWS: list[Row] = [
    row
    for module in pkgutil.iter_modules(permissions.__path__)
    if module.name != "table"
    for row in import_module(f"tests.permissions.{module.name}").ROWS
]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every named address of the project, with its namespaces."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern, inner)
        elif pattern.name:
            yield ":".join((*namespaces, pattern.name)), pattern


def panel_addresses() -> list[tuple[str, dict[str, object]]]:
    found = []
    for name, pattern in addresses(get_resolver()):
        namespace, _colon, tail = name.partition(":")
        if namespace in PANELS and tail not in EVERYONES:
            filled = dict.fromkeys(pattern.pattern.regex.groupindex, 1)
            found.append((name, filled | ({"app_label": "judging"} if "app_label" in filled else {})))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_what_the_table_says(row: Row) -> None:
    world, got = make_world(), {}
    for role in ROLES:
        with transaction.atomic():
            got[role] = row.status(world, role)
            transaction.set_rollback(True)

    assert got == dict(zip(ROLES, row.statuses, strict=True))


def test_every_named_address_of_the_site_is_in_a_table() -> None:
    named = {name for name, _pattern in addresses(get_resolver()) if name.partition(":")[0] not in PANELS}

    assert named - {row.name for row in ROWS} == set()


@pytest.mark.django_db
def test_nobody_else_gets_into_a_panel_by_any_of_its_addresses() -> None:
    world, got = make_world(), {}
    for role in ROLES:
        client = Client()
        if role != "anonymous":
            client.force_login(world.people[role])
        for name, arguments in panel_addresses():
            if PANELS[name.partition(":")[0]] != role:
                got.setdefault((role, name.partition(":")[0]), set()).add(
                    entrance(client, reverse(name, kwargs=arguments))
                )

    expected = {(role, panel): {REFUSED} for role in ROLES for panel, owner in PANELS.items() if owner != role}
    assert got == {**expected, **{("anonymous", panel): {SIGN_IN} for panel in PANELS}}


def entrance(client: Client, address: str) -> str:
    """Where somebody ends who asks for an address of a panel."""
    answer = client.get(address, follow=True)
    if answer.status_code == 403:
        return REFUSED
    return SIGN_IN if answer.resolver_match.url_name == "account_login" else f"{address}: {answer.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize(("panel", "owner"), PANELS.items())
def test_who_a_panel_is_for_gets_in(panel: str, owner: str) -> None:
    world, client = make_world(), Client()
    client.force_login(world.people[owner])

    assert client.get(reverse(f"{panel}:index"), follow=True).status_code == 200
