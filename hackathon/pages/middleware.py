"""Which language a page is written in, and what is said when there is no page."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import bad_request, page_not_found

from hackathon.pages.api.problems import is_for_programs, refused

NUL = "\x00"


class ChosenLanguage:
    """Spanish unless the person chose another language with the switch (a cookie).

    Django's own middleware would follow the browser's language; ours is a Spanish-first event, and many of its people
    have a browser in English.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class NoNullBytes:
    """Refuses an address with a NUL in it, which PostgreSQL takes in no text; a cookie with one is no cookie.

    Forms refuse it themselves. It stands before the sessions, which look their cookie up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponse | None:
        """When the person is known: the page that says so has a header with their name."""
        query = request.META.get("QUERY_STRING", "")
        if NUL in request.path_info or NUL in query or "%00" in query:
            if is_for_programs(request):
                return refused(_("La dirección contiene un carácter nulo."), "nul_in_address", status=400)
            return bad_request(request, SuspiciousOperation("a NUL in the address"))
        return None


class NotTooMuch:
    """Says in a page of our own that more was sent than is taken; Django would find out while it reads, and say nothing.

    A view that takes files says in ``most_bytes`` how much they may weigh, with the form around them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], *arguments: object
    ) -> HttpResponse | None:
        """Before the cookie's token is looked for in what was sent."""
        for_files = getattr(view, "most_bytes", 0)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > (for_files or settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
            if is_for_programs(request):
                return refused(_("Lo que enviaste es demasiado grande."), "too_large", status=413)
            return render(request, "413.html", {"megabytes": for_files // 1_000_000}, status=413)
        return None


class PlainNotFound:
    """The site's own "not found" page with ``DEBUG`` on too: whoever tries the demo should not meet Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.DEBUG and response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A view's Http404, before Django's handler sees it."""
        return page_not_found(request, exception) if isinstance(exception, Http404) else None
