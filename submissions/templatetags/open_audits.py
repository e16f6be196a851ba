"""Filters for the pages of audits that anybody may ask for."""

from django import template

from submissions.open_wording import kind_to_try, stage_words, why_not

register = template.Library()
register.filter("kind_to_try", kind_to_try)
register.filter("stage_words", stage_words)
register.filter("why_not", why_not)
