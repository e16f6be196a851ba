"""Addresses of this app. The two of OpenID Connect stand before allauth's own, at the same place."""

from django.urls import path
from django.urls.resolvers import URLPattern

from hackathon.accounts import views

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("perfil/", views.profile, name="profile"),
    path("oidc/<str:provider_id>/login/", views.hub_login, name="hub_login"),
    path("oidc/<str:provider_id>/login/callback/", views.hub_callback, name="hub_callback"),
]
