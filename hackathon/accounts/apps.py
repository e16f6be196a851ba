from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "hackathon.accounts"
    label = "accounts"
    verbose_name = _("Personas")

    def ready(self) -> None:
        from hackathon.accounts import keeper, personal, trail_keeper

        personal.register(keeper.KEEPER)
        personal.register(trail_keeper.KEEPER)
