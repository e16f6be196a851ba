from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "hackathon.mail"
    label = "mail"
    verbose_name = _("Correo")

    def ready(self) -> None:
        from hackathon.accounts import personal as registry
        from hackathon.mail import personal

        registry.register(personal.KEEPER)
