"""Finding a shift and keeping it in one's calendar."""

from django.urls import path

from volunteers.views import calendars, finding

urlpatterns = [
    path("me/calendar/", calendars.calendar, name="calendar"),
    path("me/calendar/make/", calendars.make, name="make_calendar"),
    path("me/calendar/stop/", calendars.stop, name="stop_calendar"),
    path("me/calendar/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("me/suggestions/", finding.suggestions, name="suggestions"),
    path("me/suggestions/choose/", finding.choose, name="choose_matching"),
    path("team/board/", finding.board, name="board"),
    path("team/shifts/<int:pk>/helpers/", finding.helpers, name="helpers"),
    path("team/shifts/<int:pk>/ask/", finding.ask, name="ask_to_help"),
    path("team/activities/<int:pk>/skills/", finding.wanted_skills, name="wanted_skills"),
]
