"""Problems as the API tells them, all in one shape: ``{"detail": a sentence, "code": for programs, "fields": by field}``."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response
from rest_framework.status import HTTP_404_NOT_FOUND
from rest_framework.views import exception_handler

PREFIX = "/api/"
WHOLE = "non_field_errors"


def tell(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to what a view of the API raised; None for what nobody foresaw."""
    answer = exception_handler(error, context)
    if answer is None:
        return None
    if isinstance(error, ValidationError):
        answer.data = _invalid(error)
    elif isinstance(error, APIException):
        answer.data = problem(str(error.detail), error.get_codes())
    else:  # Django's own, which DRF has translated
        answer.data = problem(str(answer.data["detail"]), getattr(answer.data["detail"], "code", "refused"))
    return answer


def problem(detail: str, code: str) -> dict[str, Any]:
    """The body of a problem."""
    return {"detail": detail, "code": code}


def refused(detail: str, code: str, *, status: int) -> JsonResponse:
    """A problem told before any view of the API was reached."""
    return JsonResponse(problem(detail, code), status=status)


@csrf_exempt  # it changes nothing, and a program has no page that it could have come from
def not_found(request: HttpRequest, *parts: object) -> JsonResponse:
    """There is nothing at this address of the API."""
    return refused(_("No hay nada en esta dirección."), "not_found", status=HTTP_404_NOT_FOUND)


def is_for_programs(request: HttpRequest) -> bool:
    """True where a program reads the answer, and no person."""
    return request.path_info.startswith(PREFIX)


def _invalid(error: ValidationError) -> dict[str, Any]:
    tree = error.detail if isinstance(error.detail, dict) else {WHOLE: error.detail}
    fields = {str(name): [str(sentence) for sentence in _sentences(found)] for name, found in tree.items()}
    return {**problem(_("Hay algo que corregir en lo que enviaste."), "invalid"), "fields": fields}


def _sentences(found: Any) -> Iterator[str]:
    """All of them, however deep DRF has put them."""
    if isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from _sentences(each)
    else:
        yield found
