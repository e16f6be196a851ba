from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutreachConfig(AppConfig):
    name = "hackathon.outreach"
    label = "outreach"
    verbose_name = _("Comunicación")

    def ready(self) -> None:
        from hackathon.accounts import personal as registry
        from hackathon.outreach import personal

        registry.register(personal.KEEPER)
