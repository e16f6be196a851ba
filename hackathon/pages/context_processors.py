"""What every template may ask for."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hackathon.accounts import roles


def site(request: HttpRequest) -> dict[str, Any]:
    """``now``: the request's moment; ``reader_is``: their roles in any edition."""
    return {
        "now": request.now,
        "reader_is": SimpleLazyObject(lambda: roles.kinds_of(request.user)),
    }
