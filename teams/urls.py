"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from teams import views

app_name = "teams"

urlpatterns: list[URLPattern] = [
    path("unirse/<str:token>/", views.join, name="join"),
    path("<slug:slug>/equipos/nuevo/", views.create, name="create"),
    path("<slug:slug>/equipos/<int:pk>/", views.detail, name="detail"),
    path("<slug:slug>/equipos/<int:pk>/salir/", views.leave, name="leave"),
    path("<slug:slug>/equipos/<int:pk>/invitacion/", views.renew_invite, name="renew_invite"),
]
