"""The public home, the person's own start page, and the small pages of every site."""

from django.urls import path

from home.views import handover, pages

app_name = "home"
urlpatterns = [
    path("", pages.index, name="index"),
    path("my-day/", pages.my_day, name="my_day"),
    path("my-day/plan/", pages.day_plan, name="day_plan"),
    path("handover/", handover.handover, name="handover"),
    path("handover/<uuid:seal_id>/", handover.handover_preview, name="handover_preview"),
    path("handover/<uuid:seal_id>/apply/", handover.handover_apply, name="handover_apply"),
    path("handover/<uuid:seal_id>/close/", handover.handover_close, name="handover_close"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("site-map/", pages.site_map, name="site_map"),
    path("text-size/", pages.choose_text_size, name="text_size"),
    path("language/", pages.choose_language, name="language"),
    path("offline/", pages.offline, name="offline"),
    path("sw.js", pages.service_worker, name="service_worker"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
]
