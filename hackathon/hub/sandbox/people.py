"""Who can sign in, and who belongs to which organisation: ``people.json``."""

import json
import re
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hackathon.hub.sandbox.records import EPOCH, SandboxError, hub_id_for, write_json

USERNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){1,41}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as the Hub knows them. ``orgs`` maps an organisation's name to the role in it (admin, write, read, …)."""

    sub: str
    username: str
    name: str
    email: str
    email_verified: bool = True
    orgs: Mapping[str, str] = field(default_factory=dict)


class PeopleStore:
    """The people of the sandbox, kept in one JSON file that a person can edit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def all(self) -> list[Person]:
        """Everyone, in order of arrival."""
        if not self.path.exists():
            return []
        return [Person(**row) for row in json.loads(self.path.read_text(encoding="utf-8"))]

    def by_username(self, username: str) -> Person | None:
        """The person of that name, in any letter case."""
        return next((person for person in self.all() if person.username.lower() == username.lower()), None)

    def by_sub(self, sub: str) -> Person | None:
        return next((person for person in self.all() if person.sub == sub), None)

    def members(self, organisation: str) -> list[Person]:
        """Those who belong to an organisation, in any letter case of its name."""
        wanted = organisation.lower()
        return [person for person in self.all() if wanted in (name.lower() for name in person.orgs)]

    def organisation_name(self, organisation: str) -> str | None:
        """The organisation's name in its own letter case, None when nobody belongs to it."""
        names = {name.lower(): name for person in self.all() for name in person.orgs}
        return names.get(organisation.lower())

    def add(
        self,
        username: str,
        *,
        name: str = "",
        email: str = "",
        email_verified: bool = True,
        orgs: Mapping[str, str] | None = None,
        sub: str = "",
    ) -> Person:
        """A new person; SandboxError when the name is not one that the Hub would take, or is taken."""
        if not USERNAME.fullmatch(username):
            raise SandboxError(f"not a username: {username!r}")
        person = Person(
            sub=sub or hub_id_for(f"user:{username.lower()}", EPOCH),
            username=username,
            name=name or username,
            email=email or f"{username.lower()}@example.org",
            email_verified=email_verified,
            orgs=dict(orgs or {}),
        )
        with self._lock:
            if self.by_username(username) or self.by_sub(person.sub):
                raise SandboxError(f"{username!r} is taken")
            write_json(self.path, [asdict(known) for known in self.all()] + [asdict(person)])
        return person
