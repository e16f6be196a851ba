"""The site as a server runs it: DEBUG off, PostgreSQL, Redis, collected static files."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hackathon.test_settings import PRODUCTION, ROOT
from tests.services.databases import empty_database

pytestmark = [pytest.mark.postgresql, pytest.mark.redis]

# Run in a process of its own, because the settings are read once. Prints {address: status} and each static file's status.
VISIT = """
import json, re
import django
django.setup()
from django.test import Client
from hackathon.accounts.models import User
visitor, organiser = Client(), Client()
organiser.force_login(User.objects.create_superuser("olga@example.org", "contraseña-larga"))
statuses = {}
for client, addresses in (
    (visitor, ["/", "/somos600m-2024/", "/cuenta/login/", "/no/existe/", "/api/v1/docs/", "/jurado/"]),
    (organiser, ["/organizacion/", "/organizacion/judging/assignment/add/", "/somos600m-2024/resultados/", "/cuenta/perfil/"]),
):
    for address in addresses:
        answer = client.get(address, secure=True)
        statuses[address] = answer.status_code
        for static in re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.content.decode()):
            statuses.setdefault("static files", set()).add(client.get(static, secure=True).status_code)
statuses["static files"] = sorted(statuses["static files"])
print(json.dumps(statuses))
"""


@pytest.fixture
def environ(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A production environment on an empty database of its own."""
    with empty_database("production") as database:
        yield {
            **PRODUCTION,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "hackathon.settings",
            "ALLOWED_HOSTS": "testserver",
            "DATABASE_URL": database,
            "REDIS_URL": os.environ["REDIS_URL"],
            "VAR_DIR": str(tmp_path),
            "LOG_LEVEL": "ERROR",
        }


def run(*arguments: str, environ: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_server_collects_its_files_and_answers_on_every_kind_of_page(environ: dict[str, str]) -> None:
    run("manage.py", "collectstatic", "--noinput", environ=environ)
    run("manage.py", "migrate", "--verbosity", "0", environ=environ)
    run("manage.py", "load_edition", "somos600m-2024", environ=environ)

    assert json.loads(run("-c", VISIT, environ=environ)) == {
        "/": 200,
        "/somos600m-2024/": 200,
        "/cuenta/login/": 200,
        "/no/existe/": 404,
        "/api/v1/docs/": 200,
        "/jurado/": 302,
        "/organizacion/": 200,
        "/organizacion/judging/assignment/add/": 200,
        "/somos600m-2024/resultados/": 200,
        "/cuenta/perfil/": 200,
        "static files": [200],
    }
