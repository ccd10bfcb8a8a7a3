from django.urls import path

from jobs.views import pages as views

app_name = "jobs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:reference>/", views.job, name="job"),
    path("<str:reference>/download/", views.download, name="download"),
    path("<str:reference>/stop/", views.stop, name="stop"),
]
