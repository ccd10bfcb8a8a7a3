from django.urls import path

from protection import views

app_name = "protection"
urlpatterns = [
    path("reveal/<str:model>/<uuid:seal_id>/", views.reveal_fields, name="reveal"),
]
