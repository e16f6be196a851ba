"""``python -m tests.benchmarks [people|evidence|rush|requests …]``: starts a PostgreSQL, fills it, measures, and tells.

All of them, or those that are named. Exits with 1 where a target is missed.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests import environment
from tests.services import postgresql
from tests.services.databases import empty_database


@contextmanager
def prepared() -> Iterator[None]:
    """Django, set up on an empty PostgreSQL database with every migration run."""
    folder = environment.own_folder()
    with postgresql.available() as server:
        os.environ["DATABASE_URL"] = server.url
        with empty_database("benchmarks") as url:
            os.environ |= {"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:9/0", "TEST_DATABASE": "postgresql"}
            environment.prepare(folder)
            os.environ["REDIS_URL"] = ""  # neither cache nor broker leaves this process
            set_up_django()
            try:
                yield
            finally:
                from django.db import connections

                connections.close_all()
                environment.forget(folder)


def set_up_django() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False  # with it Django keeps every query in memory
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0, interactive=False)


def main() -> int:
    with prepared():
        from tests.benchmarks import (
            boards,
            cards,
            certificates,
            claims,
            corpus,
            evidence,
            measuring,
            overhead,
            panel,
            people,
            requests,
            rush,
        )
        from tests.benchmarks.juries import benchmark as juries

        known = {
            "people": people,
            "evidence": evidence,
            "rush": rush,
            "requests": requests,
            "cards": cards,
            "corpus": corpus,
            "boards": boards,
            "claims": claims,
            "overhead": overhead,
            "juries": juries,
            "panel": panel,
            "certificates": certificates,
        }
        wanted = sys.argv[1:] or list(known)
        if unknown := set(wanted) - known.keys():
            raise SystemExit(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        lines = [line for name in wanted for line in known[name].run()]
        print(measuring.report(lines))
        return 0 if all(line.within for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
