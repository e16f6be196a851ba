from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "submissions"
    verbose_name = _("Proyectos")

    def ready(self) -> None:
        from hackathon.accounts import personal as registry
        from submissions import personal

        registry.register(personal.KEEPER)
