"""What ``HubClient`` asks about people: who belongs to an organisation, who likes what."""

from urllib.parse import quote

from hackathon.hub import paths
from hackathon.hub.errors import OrganisationMissing, PersonMissing, RepoMissing
from hackathon.hub.reading import as_promised, like
from hackathon.hub.transport import Transport
from hackathon.hub.types import Like, RepoType


class PeopleCalls:
    """The part of ``HubClient`` that asks about people."""

    _transport: Transport

    def organisation_members(self, organisation: str) -> tuple[str, ...]:
        """The user names of an organisation's public members."""
        path = f"/api/organizations/{quote(organisation, safe='')}/members"
        with as_promised(path):
            pages = self._transport.get_pages(path, params={}, missing=OrganisationMissing)
            return tuple(str(member["user"]) for page in pages for member in page.content)

    def likers(self, repo_id: str, repo_type: RepoType) -> tuple[str, ...]:
        """The user names of those who like a repo. The Hub does not say since when: ``user_likes`` does."""
        path = f"{paths.of_repo(repo_id, repo_type)}/likers"
        with as_promised(path):
            pages = self._transport.get_pages(path, params={}, missing=RepoMissing)
            return tuple(str(person["user"]) for page in pages for person in page.content)

    def user_likes(self, username: str) -> tuple[Like, ...]:
        """What a person likes, and since when, newest first; PersonMissing where nobody has that name."""
        path = f"/api/users/{quote(username, safe='')}/likes"
        with as_promised(path):
            pages = self._transport.get_pages(path, params={}, missing=PersonMissing, denied=PersonMissing)
            return tuple(found for page in pages for item in page.content if (found := like(item)))
