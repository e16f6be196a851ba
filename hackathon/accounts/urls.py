"""Addresses of this app. Those of OpenID Connect and Discord stand before allauth's own, at the same place."""

from django.urls import path
from django.urls.resolvers import URLPattern

from hackathon.accounts import views

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("perfil/", views.profile, name="profile"),
    path("oidc/<str:provider_id>/login/", views.hub_login, name="hub_login"),
    path("oidc/<str:provider_id>/login/callback/", views.hub_callback, name="hub_callback"),
    path("discord/login/", views.discord_login, name="discord_login"),
    path("discord/login/callback/", views.discord_callback, name="discord_callback"),
]
