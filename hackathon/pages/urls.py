"""The public pages that belong to no edition."""

from django.conf.urls.i18n import urlpatterns as language_urls
from django.urls import path

from hackathon.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("idioma/", language_urls[0].callback, name="set_language"),
]
