"""A database of one's own on the PostgreSQL server of this run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg


@contextmanager
def empty_database(purpose: str) -> Iterator[str]:
    """The address of a new database on the server that ``DATABASE_URL`` names; it is gone afterwards."""
    server = os.environ["DATABASE_URL"]
    name = f"{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
