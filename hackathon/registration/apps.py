from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationConfig(AppConfig):
    name = "hackathon.registration"
    label = "registration"
    verbose_name = _("Inscripciones")

    def ready(self) -> None:
        from hackathon.accounts import personal as registry
        from hackathon.registration import (
            personal,
            receivers,  # noqa: F401 - models are not loaded before
        )

        registry.register(personal.KEEPER)
