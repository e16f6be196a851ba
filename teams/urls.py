"""Addresses of this app."""

from django.urls import path
from django.urls.resolvers import URLPattern

from teams import views

app_name = "teams"

urlpatterns: list[URLPattern] = [
    path("unirse/<str:token>/", views.join, name="join"),
    path("<slug:slug>/equipos/", views.board, name="board"),
    path("<slug:slug>/equipos/nuevo/", views.create, name="create"),
    path("<slug:slug>/equipos/personas/<int:pk>/invitar/", views.invite, name="invite"),
    path("<slug:slug>/equipos/peticiones/<int:pk>/aceptar/", views.accept, name="accept"),
    path("<slug:slug>/equipos/peticiones/<int:pk>/rechazar/", views.decline, name="decline"),
    path("<slug:slug>/equipos/peticiones/<int:pk>/retirar/", views.withdraw, name="withdraw"),
    path("<slug:slug>/equipos/<int:pk>/", views.detail, name="detail"),
    path("<slug:slug>/equipos/<int:pk>/editar/", views.edit, name="edit"),
    path("<slug:slug>/equipos/<int:pk>/pedir/", views.ask, name="ask"),
    path("<slug:slug>/equipos/<int:pk>/salir/", views.leave, name="leave"),
    path("<slug:slug>/equipos/<int:pk>/invitacion/", views.renew_invite, name="renew_invite"),
    path("<slug:slug>/equipos/<int:pk>/capitania/", views.hand_over, name="hand_over"),
    path("<slug:slug>/equipos/<int:pk>/miembros/<int:member>/sacar/", views.remove, name="remove"),
    path("<slug:slug>/equipos/<int:pk>/miembros/<int:member>/papel/", views.set_role, name="set_role"),
]
