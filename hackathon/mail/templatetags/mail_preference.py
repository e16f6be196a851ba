"""The switch of a person's own page: all mail, or only what is essential."""

from typing import Any

from django import template

from hackathon.mail import queries

register = template.Library()


@register.inclusion_tag("mail/_preference.html", takes_context=True)
def mail_preference(context: dict[str, Any]) -> dict[str, Any]:
    """``{% load mail_preference %}{% mail_preference %}``: for who is signed in."""
    user = context["request"].user
    return {"csrf_token": context.get("csrf_token"), "opted_out": queries.is_opted_out(email=user.email, user=user)}
