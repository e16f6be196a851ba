"""``manage.py sandbox_hub``."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from django.core.management import CommandError, call_command

from hackathon.hub.sandbox.server import listening

MANAGE = Path(__file__).parents[4] / "manage.py"


def test_it_refuses_to_start_without_debug(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("sandbox_hub", "--root", str(tmp_path / "hub"))
    assert not (tmp_path / "hub").exists()


def test_it_says_so_when_the_port_is_taken(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG = True
    taken = listening("127.0.0.1", 0)
    taken.listen()
    with taken, pytest.raises(CommandError, match="--port"):
        call_command("sandbox_hub", "--root", str(tmp_path / "hub"), "--port", str(taken.getsockname()[1]))


@pytest.mark.parametrize("quota", ["api", "api=many", "datasets=3", "api=-1", "=3"])
def test_it_says_so_when_a_quota_makes_no_sense(settings: Any, tmp_path: Path, quota: str) -> None:
    settings.DEBUG = True
    with pytest.raises(CommandError, match="--quota"):
        call_command("sandbox_hub", "--root", str(tmp_path / "hub"), "--quota", quota)
    assert not (tmp_path / "hub").exists()


@pytest.mark.parametrize(("address", "secret"), [("avisos", "de-casa"), ("http://127.0.0.1:1/", "contraseña")])
def test_it_says_so_when_a_webhook_cannot_be_told(settings: Any, tmp_path: Path, address: str, secret: str) -> None:
    settings.DEBUG, settings.HUB_WEBHOOK_SECRET = True, secret
    with pytest.raises(CommandError, match="--webhook"):
        call_command("sandbox_hub", "--root", str(tmp_path / "hub"), "--port", "0", "--webhook", address)


def test_it_serves_a_folder_until_it_is_stopped(tmp_path: Path) -> None:
    command = [sys.executable, str(MANAGE), "sandbox_hub", "--root", str(tmp_path / "hub"), "--port", "0", "--samples"]
    command += ["--quota", "api=2", "--webhook", "http://127.0.0.1:1/avisos/"]
    environment = os.environ | {
        "DEBUG": "1",
        "EVAL_PYTHON": "",
        "VAR_DIR": str(tmp_path / "var"),
        "HUB_WEBHOOK_SECRET": "de-casa",
    }
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert select.select([process.stdout], [], [], 60)[0]
            url = process.stdout.readline().split()[-1]
            listed = httpx2.get(f"{url}/api/datasets?author=somos-demo", timeout=10).json()
            statuses = [httpx2.get(f"{url}/api/models", timeout=10).status_code for _ in range(2)]
            told = httpx2.get(f"{url}/_sandbox/webhooks", timeout=10).json()
            printed = logs_of_a_job(url)
        finally:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
    assert (len(listed), statuses) == (4, [200, 429])
    assert [hook["url"] for hook in told["webhooks"]] == ["http://127.0.0.1:1/avisos/"]
    assert f'"data": "{sys.executable}"' in printed


def logs_of_a_job(url: str) -> str:
    """What a Job says that runs with this Python, for want of an environment that evaluates."""
    with httpx2.Client(base_url=url, timeout=20, headers={"Authorization": "Bearer hf_zoe"}) as http:
        http.delete("/_sandbox/quota")
        http.post("/_sandbox/person", json={"username": "zoe"})
        body = {"dockerImage": "python:3.12", "command": ["python", "-c", "import sys; print(sys.executable)"]}
        job = http.post("/api/jobs/zoe", json=body).json()
        return http.get(f"/api/jobs/zoe/{job['id']}/logs").text
