from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JudgingConfig(AppConfig):
    name = "judging"
    verbose_name = _("Jurado")

    def ready(self) -> None:
        from hackathon.accounts import personal as registry
        from judging import personal

        registry.register(personal.KEEPER)
