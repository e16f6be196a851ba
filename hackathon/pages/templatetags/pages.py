"""Filters for templates: rule texts in the reader's language, moments in the edition's zone, addresses on the Hub."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms.boundfield import BoundField, BoundWidget
from django.utils import formats

from hackathon.editions.rules import Text
from hackathon.editions.wording import AOE, in_words, in_zone
from hackathon.hub.addresses import web_address
from hackathon.hub.types import RepoType
from hackathon.pages.deeds import VERBS

register = template.Library()
register.filter("in_zone", in_zone)


@register.filter
def localized(text: Text | None) -> str:
    """A text of the rules in the reader's language; nothing for None."""
    return in_words(text) if text else ""


@register.filter
def day_in_zone(at: datetime, zone: str = AOE) -> str:
    """The day of ``at`` in ``zone``, for dates that have no hour: "3 de abril de 2024"."""
    return formats.date_format(at.astimezone(ZoneInfo(zone)), "DATE_FORMAT")


@register.filter
def last_minute(closes_at: datetime) -> datetime:
    """The last minute before a half-open window closes: what people call the deadline."""
    return closes_at - timedelta(minutes=1)


@register.filter
def hub_url(repo: object) -> str:
    """The page on the Hub of anything with ``repo_type`` and ``repo_id``."""
    return web_address(repo_id=repo.repo_id, repo_type=RepoType(repo.repo_type), endpoint=settings.HF_ENDPOINT)


@register.filter
def hub_person_url(username: str) -> str:
    """A person's page on the Hub."""
    return f"{settings.HF_ENDPOINT}/{username}"


@register.filter
def deed(verb: str) -> str:
    """What the trail's verb means: "entró en el equipo" for team.joined."""
    return str(VERBS.get(verb, verb))


@register.filter
def field_kind(field: BoundField) -> str:
    """Which markup a form field needs: checkbox, choices (radios, boxes), select, or input."""
    kind = getattr(field.field.widget, "input_type", "")
    if kind == "checkbox" and field.field.widget.__class__.__name__ == "CheckboxInput":
        return "checkbox"
    if kind in {"radio", "checkbox"}:
        return "choices"
    return "select" if kind == "select" else kind or "textarea"


@register.filter
def as_bootstrap(field: BoundField) -> str:
    """The field's widget with the classes that Bootstrap wants."""
    classes = {"checkbox": "form-check-input", "choices": "form-check-input", "select": "form-select"}
    name = classes.get(field_kind(field), "form-control")
    invalid = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{name}{invalid}"})


@register.filter
def as_bootstrap_choice(choice: BoundWidget) -> str:
    """One radio button or box of a choice field, with the class that Bootstrap wants."""
    choice.data["attrs"]["class"] = "form-check-input"
    return choice.tag()
