"""Mail to many, in templates."""

from django import template

from hackathon.mail import wording

register = template.Library()

register.filter("why_not_delivered", wording.why_not_delivered)
