from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hackathon.hub"
    label = "hub"
    verbose_name = "Hub"
