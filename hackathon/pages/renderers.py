"""How forms look: every form and field of the site goes through these two templates."""

from django.forms.renderers import TemplatesSetting


class SiteRenderer(TemplatesSetting):
    """Forms as Bootstrap, with labels, help and errors tied to their field for screen readers."""

    form_template_name = "pages/forms/form.html"
    field_template_name = "pages/forms/field.html"
