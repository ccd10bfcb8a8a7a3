"""Shifts for everybody, /me for the volunteer, /team for the leader."""

from django.urls import path

from volunteers.views import mine, shifts, team

app_name = "volunteers"
urlpatterns = [
    path("shifts/", shifts.week, name="week"),
    path("shifts/<int:pk>/", shifts.shift, name="shift"),
    path("shifts/<int:pk>/sign-up/", shifts.sign_up, name="sign_up"),
    path("shifts/<int:pk>/cancel/", shifts.cancel, name="cancel"),
    path("me/", mine.record, name="me"),
    path("me/profile/", mine.profile, name="profile"),
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
]
