"""The settings refuse to start half-configured, and a full configuration passes Django's deployment checks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_",
    "ALLOWED_HOSTS": "hackathon.example.org",
    "DATABASE_URL": "postgres://hackathon:secret@127.0.0.1:5432/hackathon",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:secret@127.0.0.1:587",
    "DEFAULT_FROM_EMAIL": "hackathon@example.org",
    "HF_TOKEN": "hf_not_a_real_token",
    "HF_CLIENT_ID": "client",
    "HF_CLIENT_SECRET": "secret",
}


def manage(*arguments: str, environ: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", sorted(PRODUCTION))
def test_a_missing_variable_stops_the_start_and_names_itself(name: str, tmp_path: Path) -> None:
    done = manage("check", environ={key: value for key, value in PRODUCTION.items() if key != name}, tmp_path=tmp_path)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: Set these environment variables (or DEBUG=1 to try things out): "
        f"{name}. What each one means is in README.md."
    )


def test_all_missing_variables_are_named_at_once(tmp_path: Path) -> None:
    done = manage("check", environ={}, tmp_path=tmp_path)

    assert all(name in done.stderr.splitlines()[-1] for name in PRODUCTION)


def test_a_production_configuration_passes_the_deployment_checks(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", environ=PRODUCTION, tmp_path=tmp_path)

    assert (done.stdout, done.stderr, done.returncode) == ("System check identified no issues (0 silenced).\n", "", 0)


def test_the_sandbox_hub_refuses_to_start_in_production(tmp_path: Path) -> None:
    done = manage("sandbox_hub", "--root", str(tmp_path), "--port", "0", environ=PRODUCTION, tmp_path=tmp_path)

    assert done.returncode == 1
    assert "DEBUG" in done.stderr.splitlines()[-1]
