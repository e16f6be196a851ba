"""A file that was made for whoever asks."""

from django.http import HttpResponse


def sent(content: bytes, name: str, kind: str) -> HttpResponse:
    """An answer that a browser stores under that name. ``kind``: its media type."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
