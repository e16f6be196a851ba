"""Addresses of this app."""

from django.urls import path

from judging.views import activities, certificates, certifying, ranking, saving, stage

app_name = "judging"

urlpatterns = [
    path("evaluaciones/<int:pk>/guardar/", saving.save, name="save"),
    path("<slug:slug>/escenario/", stage.stage, name="stage"),
    path("<slug:slug>/actividades/", activities.count, name="activities"),
    path("<slug:slug>/actividades/actividades.csv", activities.export, name="activities_csv"),
    path("<slug:slug>/resultados/", ranking.results, name="results"),
    path("<slug:slug>/resultados/resultados.csv", ranking.export_results, {"extension": "csv"}, name="export_csv"),
    path("<slug:slug>/resultados/resultados.xlsx", ranking.export_results, {"extension": "xlsx"}, name="export_xlsx"),
    path("<slug:slug>/resultados/evaluaciones.csv", ranking.export_reviews, {"extension": "csv"}, name="reviews_csv"),
    path(
        "<slug:slug>/resultados/evaluaciones.xlsx", ranking.export_reviews, {"extension": "xlsx"}, name="reviews_xlsx"
    ),
    path("certificado/", certificates.ask, name="ask_certificate"),
    path("certificado/<str:code>/", certificates.verify, name="certificate"),
    path("certificado/<str:code>/<slug:language>.pdf", certificates.download, name="certificate_file"),
    path("cuenta/certificados/", certificates.own, name="own_certificates"),
    path("<slug:slug>/certificados/", certifying.overview, name="certificates"),
    path("<slug:slug>/certificados/hacer/", certifying.make, name="make_certificates"),
    path("<slug:slug>/certificados/muestra.pdf", certifying.sample, name="certificate_sample"),
    path("<slug:slug>/certificados/<slug:language>.zip", certifying.all_files, name="certificate_files"),
    path("<slug:slug>/certificados/tandas/<int:pk>/progreso/", certifying.progress, name="certificates_progress"),
    path("<slug:slug>/certificados/<int:pk>/", certifying.detail, name="certificate_detail"),
]
