from django.urls import path

from imports import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/<slug:kind>/", views.upload, name="upload"),
    path("template/<slug:kind>/", views.template, name="template"),
    path("<str:reference>/", views.staged, name="staged"),
    path("<str:reference>/rows/<int:number>/", views.row, name="row"),
    path("<str:reference>/marked/", views.marked, name="marked"),
    path("<str:reference>/check/", views.check, name="check"),
    path("<str:reference>/take-over/", views.take_over, name="take_over"),
    path("<str:reference>/discard/", views.discard, name="discard"),
]
