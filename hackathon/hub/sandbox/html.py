"""The sandbox's few pages, from templates of its own (they need nothing of the site's)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from starlette.responses import HTMLResponse, Response

HERE = Path(__file__).parent
ENGINE = Engine(
    dirs=[str(HERE / "templates")],
    libraries={"i18n": "django.templatetags.i18n"},
    builtins=["django.templatetags.i18n"],
)
# No form-action: browsers would hold it against the redirect that ends a sign-in.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def render(template: str, context: Mapping[str, Any], *, status: int = 200) -> Response:
    """A page of ours, escaped, with a strict content security policy."""
    html = ENGINE.get_template(template).render(Context(dict(context)))
    return HTMLResponse(html, status_code=status, headers=HEADERS)
