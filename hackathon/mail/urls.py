"""Addresses of this app."""

from django.urls import path

from hackathon.mail import views

app_name = "mail"

urlpatterns = [
    path("correo/baja/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("correo/preferencia/", views.preference, name="preference"),
]
