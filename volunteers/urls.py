"""Shifts for everybody, /me for the volunteer, /team for the leader."""

from django.urls import include, path

from volunteers import coordination_urls, finding_urls, structure_urls
from volunteers.views import mine, places, series, shifts, standing, team

app_name = "volunteers"
urlpatterns = [
    path("", include("volunteers.urls_of_hours")),
    path("", include("volunteers.urls_of_checkins")),
    path("", include("volunteers.urls_of_family")),
    path("shifts/", shifts.week, name="week"),
    path("shifts/<int:pk>/", shifts.shift, name="shift"),
    path("shifts/<int:pk>/sign-up/", shifts.sign_up, name="sign_up"),
    path("shifts/<int:pk>/cancel/", places.cannot_come, name="cancel"),
    path("shifts/<int:pk>/come-after-all/", places.come_after_all, name="come_after_all"),
    path("shifts/<int:pk>/watch/", standing.watch, name="watch"),
    path("shifts/<int:pk>/unwatch/", standing.unwatch, name="unwatch"),
    path("team/shifts/<int:pk>/watch/", standing.watch_for, name="watch_for"),
    path("team/shifts/<int:pk>/watch/<int:watch_pk>/end/", standing.unwatch_for, name="unwatch_for"),
    path("shifts/<int:pk>/standing/", standing.take, name="take_standing"),
    path("standing/<int:pk>/end/", standing.end, name="end_standing"),
    path("shifts/<int:pk>/instead/", places.instead, name="instead"),
    path("offers/<int:pk>/", places.offer, name="offer"),
    path("offers/<int:pk>/accept/", places.accept, name="accept"),
    path("offers/<int:pk>/decline/", places.decline, name="decline"),
    path("team/shifts/<int:pk>/people/add/", places.add_person, name="add_person"),
    path("team/shifts/<int:pk>/people/<int:signup_pk>/approve/", places.approve, name="approve_signup"),
    path("team/shifts/<int:pk>/people/<int:signup_pk>/refuse/", places.refuse, name="refuse_signup"),
    path("me/", mine.record, name="me"),
    path("team/", team.team, name="team"),
    path("team/export/", team.export, name="export"),
    path("team/shifts/<int:pk>/", team.roster, name="roster"),
    path("team/shifts/<int:pk>/attendance/", team.mark_attendance, name="mark_attendance"),
    path("team/shifts/<int:pk>/confirm/", team.confirm_roster, name="confirm_roster"),
    path("team/shifts/<int:pk>/open/", team.open_shift, name="open_shift"),
    path("team/shifts/<int:pk>/close/", team.close_shift, name="close_shift"),
    path("team/shifts/<int:pk>/cancel/", team.cancel_shift, name="cancel_shift"),
    path("team/shifts/<int:pk>/move/", team.move_shift, name="move_shift"),
    path("team/shifts/<int:pk>/capacity/", team.change_capacity, name="change_capacity"),
    path("team/shifts/<int:pk>/people/<int:signup_pk>/release/", team.release, name="release"),
    path("team/shifts/<int:pk>/people/<int:signup_pk>/correct/", team.correct, name="correct"),
    path("team/series/", series.series_list, name="series_list"),
    path("team/series/new/", series.new_series, name="new_series"),
    path("team/series/preview/", series.preview, name="series_preview"),
    path("team/series/<int:pk>/", series.series, name="series"),
    path("team/series/<int:pk>/change/", series.change, name="series_change"),
    path("team/series/<int:pk>/apply/", series.apply, name="series_apply"),
    path("team/series/<int:pk>/end/", series.end, name="series_end"),
    path("team/series/<int:pk>/undo/", series.undo, name="series_undo"),
    path("team/series/<int:pk>/days/add/", series.add_day, name="series_add_day"),
    path("team/series/<int:pk>/days/remove/", series.remove_day, name="series_remove_day"),
]
urlpatterns += structure_urls.urlpatterns + finding_urls.urlpatterns + coordination_urls.urlpatterns
