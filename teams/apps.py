from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = _("Equipos")

    def ready(self) -> None:
        from hackathon.accounts import personal as registry
        from teams import personal

        registry.register(personal.KEEPER)
