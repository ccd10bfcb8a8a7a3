"""Check-in at the place, the leader's list and code, appeals against a missed shift. Included by urls.py."""

from django.urls import path

from volunteers.views import absences, check_in, led_check_in

urlpatterns = [
    path("shifts/<int:pk>/check-in/", check_in.check_in, name="check_in"),
    path("shifts/<int:pk>/check-out/", check_in.check_out, name="check_out"),
    path("team/shifts/<int:pk>/check-in/", led_check_in.people, name="led_check_in"),
    path("team/shifts/<int:pk>/check-in/record/", led_check_in.record, name="record_check_in"),
    path("team/shifts/<int:pk>/check-in/place/", led_check_in.place, name="check_in_place"),
    path("team/shifts/<int:pk>/check-in/paper/", led_check_in.paper, name="paper_roster"),
    path("me/shifts/<int:signup_pk>/appeal/", absences.appeal, name="appeal_absence"),
    path("team/appeals/", absences.appeals, name="appeals"),
    path("team/appeals/<int:pk>/", absences.answer, name="appeal"),
]
