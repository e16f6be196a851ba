"""Addresses of this app. Those of OpenID Connect and Discord stand before allauth's own, at the same place."""

from django.urls import path
from django.urls.resolvers import URLPattern

from hackathon.accounts import data_views, token_views, views

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("perfil/", views.profile, name="profile"),
    path("tokens/", token_views.tokens, name="tokens"),
    path("tokens/nuevo/", token_views.create_token, name="create_token"),
    path("tokens/revocar/", token_views.revoke_token, name="revoke_token"),
    path("mis-datos/", data_views.my_data, name="my_data"),
    path("mis-datos/descargar/", data_views.download, name="my_data_file"),
    path("mis-datos/borrar/", data_views.erase, name="erase"),
    path("oidc/<str:provider_id>/login/", views.hub_login, name="hub_login"),
    path("oidc/<str:provider_id>/login/callback/", views.hub_callback, name="hub_callback"),
    path("discord/login/", views.discord_login, name="discord_login"),
    path("discord/login/callback/", views.discord_callback, name="discord_callback"),
]
