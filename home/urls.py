"""The public home, the person's own start page, and the small pages of every site."""

from django.urls import path

from home import handover_pages, views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("my-day/", views.my_day, name="my_day"),
    path("my-day/plan/", views.day_plan, name="day_plan"),
    path("handover/", handover_pages.handover, name="handover"),
    path("handover/<uuid:seal_id>/", handover_pages.handover_preview, name="handover_preview"),
    path("handover/<uuid:seal_id>/apply/", handover_pages.handover_apply, name="handover_apply"),
    path("handover/<uuid:seal_id>/close/", handover_pages.handover_close, name="handover_close"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("site-map/", views.site_map, name="site_map"),
    path("text-size/", views.choose_text_size, name="text_size"),
    path("language/", views.choose_language, name="language"),
    path("offline/", views.offline, name="offline"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
