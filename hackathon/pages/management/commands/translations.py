"""``manage.py translations``: gather the texts of the site into the catalogues and say what lacks a translation."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hackathon.pages import catalogue


class Command(BaseCommand):
    help = "Bring locale/*/LC_MESSAGES/django.po up to date and list the messages without translation."

    def handle(self, *args: Any, **options: Any) -> None:
        template = catalogue.template_catalogue(settings.BASE_DIR)
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
            updated = catalogue.update_catalogue(path, language=language, template=template)
            missing = catalogue.untranslated(updated)
            self.stdout.write(f"{language}: {len(updated)} messages, {len(missing)} without translation")
            for message in missing:
                self.stdout.write(f"  {message}")
