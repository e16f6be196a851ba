"""Which authorities our clients of the Hub believe."""

import ssl
from functools import cache

import httpx2


@cache
def trust() -> ssl.SSLContext:
    """The authorities of this machine, as httpx2 finds them, read once per process.

    Each client would read all of them again for itself: 20 ms, more than a request on the same machine takes, and there is
    a client for each form that is saved and each repo that is looked at.
    """
    return httpx2.create_ssl_context()
