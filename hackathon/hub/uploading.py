"""Where the Hub sends whoever brings it a large file: to a storage of others, which never sees our token, and back."""

from collections.abc import Callable, Mapping

import httpx2

from hackathon.hub.answers import LONGEST_REFUSAL, Answer, own_errors, problem
from hackathon.hub.errors import HubGarbled, HubRefused, RepoMissing


class Uploads:
    """The part of ``Transport`` that goes to addresses which the Hub gave."""

    endpoint: str
    _client: httpx2.Client
    _answer: Callable[..., Answer]

    def upload(self, address: str, body: bytes, *, headers: Mapping[str, str]) -> None:
        """PUT ``body`` where the Hub said, which is a storage of others: our token stays here. Raises our errors."""
        url = self._at(address)
        request = self._client.build_request("PUT", url, headers={**headers}, content=body)
        if "authorization" not in {name.lower() for name in headers}:
            request.headers.pop("Authorization", None)
        with own_errors(url):
            response = self._client.send(request, stream=True)
            try:
                said = self._answer(response, max_bytes=LONGEST_REFUSAL)
            finally:
                response.close()
        if said.status not in (200, 201, 204):
            raise problem(said, what=url.path, missing=RepoMissing, denied=HubRefused)

    def path_of(self, address: str) -> str:
        """The path of an address that must be at our endpoint, since our token goes with it. Raises HubGarbled."""
        url, ours = self._at(address), httpx2.URL(self.endpoint)
        if (url.host, url.port) != (ours.host, ours.port):
            raise HubGarbled(f"{url.path}: sent to an address that is no part of the Hub")
        return url.raw_path.decode("ascii")

    def _at(self, address: str) -> httpx2.URL:
        """An address that the Hub gave, which may lead to another host."""
        try:
            return httpx2.URL(self.endpoint).join(address)
        except (httpx2.InvalidURL, ValueError) as error:
            raise HubGarbled("the Hub gave an address that is none") from error
