"""``python -m tests.benchmarks.rush_clients PLAN``: many people who save their form again and again until it closes.

A process of its own, so that the server has its interpreter for itself. Prints what each save came to, as JSON.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2

from submissions.merging import marks

CSRF = "c" * 32
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One save: whose, which, when it left and was answered by this machine's clock (seconds since 1970), and how."""

    team: int
    save: int
    sent: float
    answered: float
    status: int


async def main(plan: dict[str, Any]) -> list[Outcome]:
    """Every team at once, each by its own schedule."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx2.AsyncClient(base_url=plan["url"], timeout=PATIENCE, limits=limits, trust_env=False) as client:
        teams = await asyncio.gather(*(one_team(client, plan, team) for team in plan["teams"]))
    return [outcome for outcomes in teams for outcome in outcomes]


async def one_team(client: httpx2.AsyncClient, plan: dict[str, Any], team: dict[str, Any]) -> list[Outcome]:
    """One save after the other: who waits for an answer presses no button."""
    outcomes, shown = [], {}
    for number, moment in enumerate(team["moments"], start=1):
        await asyncio.sleep(max(0.0, moment - time.time()))
        content = {**team["content"], "summary": f"{team['content']['summary']} Guardado {number}."}
        body = urlencode({**content, "began": json.dumps(marks(shown)), "csrfmiddlewaretoken": CSRF}, doseq=True)
        sent = time.time()
        answer = await client.post(team["path"], content=body, headers=headers(plan, team))
        outcomes.append(Outcome(team["key"], number, sent, time.time(), answer.status_code))
        shown = content if answer.status_code == 302 else shown
    return outcomes


def headers(plan: dict[str, Any], team: dict[str, Any]) -> dict[str, str]:
    """As a browser sends them through a proxy that speaks TLS."""
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"{plan['cookie']}={team['session']}; csrftoken={CSRF}",
        "Origin": plan["url"].replace("http:", "https:"),
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": team["address"],
    }


if __name__ == "__main__":
    found = asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
    print(json.dumps([asdict(outcome) for outcome in found]))
