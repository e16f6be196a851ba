from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "hackathon.imports"
    label = "imports"
    verbose_name = _("Importaciones")

    def ready(self) -> None:
        """Hear of people who arrive, and speak for what these tables keep of them."""
        from hackathon.accounts import personal as registry
        from hackathon.imports import (
            personal,
            receivers,  # noqa: F401 - models are not loaded before
        )

        registry.register(personal.KEEPER)
