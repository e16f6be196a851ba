"""A thousand certificates: made out, drawn in every language of the site and announced, as a worker does it."""

import time
from collections.abc import Iterator

from hackathon import clock
from hackathon.editions.models import Edition
from hackathon.registration.models import Registration
from judging.actions import batching
from judging.models import CertificateFile
from tests.benchmarks.measuring import Line, seconds_of
from tests.benchmarks.world import make_world
from tests.factories.editions import NOW

PEOPLE = 1_000
LIMIT_S = 120.0
NAMES = ("María José Núñez", "José Ñahui Quispe", "Zoë Đặng", "Ольга Кузнецова", "佐藤 花子", "محمد العربي")


def run() -> Iterator[Line]:
    """Every figure, in the order of the report."""
    took = {}
    for people in (PEOPLE // 10, PEOPLE):
        edition = fill(f"diplomas-{people}", people)
        began = time.process_time()
        seconds = seconds_of(lambda edition=edition, people=people: make(edition, people))
        took[people] = seconds, time.process_time() - began
    (small, _), (large, busy) = took.values()
    note = f"{CertificateFile.objects.count():,} files; {busy:.0f} s of one core"
    yield Line(f"certificates: {PEOPLE:,} participants", "s", large, small=small, limit=LIMIT_S, note=note)


def fill(slug: str, people: int) -> Edition:
    """Participants whose names are written in the scripts of the world."""
    edition = make_world(slug, people=people, teams=people // 10, delivered=0).edition
    rows = list(Registration.objects.filter(edition=edition))
    for number, row in enumerate(rows):
        row.name = f"{NAMES[number % len(NAMES)]} {number}"
    Registration.objects.bulk_update(rows, ["name"], batch_size=500)
    return edition


def make(edition: Edition, people: int) -> None:
    """The whole batch in one go; anything but every certificate ends the run."""
    batch = batching.request_batch(edition=edition, kinds=["participant"], by=None, at=NOW)
    done = batching.run_batch(batch_id=batch.pk, now=clock.now, seconds=float("inf"))
    if done is None or (done.done, done.failed) != (people, 0):
        raise SystemExit(f"certificates: {done and (done.done, done.failed)} of {people}")
