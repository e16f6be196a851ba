"""What can go wrong between us and the Hub, in our own words. No HTTP leaks past ``hackathon.hub.client``."""


class HubError(Exception):
    """Anything that kept the Hub from answering a question of ours."""


class HubMissing(HubError):
    """The Hub says that it is not there. A private repo answers the same way: nobody outside can tell the two apart."""


class RepoMissing(HubMissing):
    """No such repo, or one that is private."""


class RevisionMissing(HubMissing):
    """The repo is there; that revision is not."""


class FileMissing(HubMissing):
    """The repo and the revision are there; that file is not."""


class OrganisationMissing(HubMissing):
    """No such organisation."""


class PersonMissing(HubMissing):
    """Nobody on the Hub has that name."""


class JobMissing(HubMissing):
    """No such Job, or one that our token may not see."""


class HubForbidden(HubError):
    """It exists but is not for our token: a repo that is gated or disabled, the Jobs of a namespace that is not ours."""


class HubNoCredit(HubError):
    """The namespace has no credit left for what was asked: a Job costs money."""


class TooLarge(HubError):
    """What was asked for is larger than the caller is ready to take. ``size`` in bytes: what is known of it."""

    def __init__(self, message: str = "", *, size: int) -> None:
        super().__init__(message)
        self.size = size


class HubSilent(HubError):
    """The Hub gave no usable answer. Nothing may be concluded from it: the audit says UNKNOWN, never FAIL."""


class HubRateLimited(HubSilent):
    """Our quota is used up. ``retry_after`` is the number of seconds until the Hub's window resets."""

    def __init__(self, message: str = "", *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class HubUnreachable(HubSilent):
    """No connection, a timeout, or a 5xx that outlasted our retries."""


class HubGarbled(HubSilent):
    """Something answered, but not as the Hub does: a maintenance page, half a JSON, another revision than was asked."""


class HubRefused(HubError):
    """The Hub called our request bad (4xx other than the above): a fault of ours, worth a look in the log."""


class FileNotFetched(HubError):
    """The file is there by name; its content lies elsewhere (Git LFS) and was not fetched."""
