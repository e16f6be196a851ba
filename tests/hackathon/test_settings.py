"""The settings refuse to start half-configured, and a full configuration passes Django's deployment checks."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

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
def test_a_missing_variable_is_refused_by_its_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in {**PRODUCTION, "VAR_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(key, value)
    for key in ("DEBUG", name):
        monkeypatch.delenv(key)

    with pytest.raises(ImproperlyConfigured) as refused:
        runpy.run_path(str(ROOT / "hackathon" / "settings.py"))

    assert str(refused.value) == (
        f"Set these environment variables (or DEBUG=1 to try things out): {name}. What each one means is in README.md."
    )


def test_missing_variables_stop_the_start_and_are_named_at_once(tmp_path: Path) -> None:
    done = manage("check", environ={}, tmp_path=tmp_path)

    assert done.returncode == 1
    assert all(name in done.stderr.splitlines()[-1] for name in PRODUCTION)


def test_a_production_configuration_passes_the_deployment_checks(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", environ=PRODUCTION, tmp_path=tmp_path)

    assert (done.stdout, done.stderr, done.returncode) == ("System check identified no issues (0 silenced).\n", "", 0)


def test_the_sandbox_hub_refuses_to_start_in_production(tmp_path: Path) -> None:
    done = manage("sandbox_hub", "--root", str(tmp_path), "--port", "0", environ=PRODUCTION, tmp_path=tmp_path)

    assert done.returncode == 1
    assert "DEBUG" in done.stderr.splitlines()[-1]
