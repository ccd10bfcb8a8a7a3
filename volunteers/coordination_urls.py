"""For coordinators: figures of a season, what runs out, lists as files, messages."""

from django.urls import path

from volunteers.views import expiries, messages, season

urlpatterns = [
    path("team/season/", season.season, name="season"),
    path("team/season/<slug:table>/<slug:form>/", season.season_file, name="season_file"),
    path("team/expiries/", expiries.expiries, name="expiries"),
    path("team/expiries/file/", expiries.expiry_file, name="expiry_file"),
    path("team/lists/", expiries.lists, name="lists"),
    path("team/lists/<slug:code>/", expiries.list_file, name="list_file"),
    path("team/shifts/<int:pk>/messages/", messages.to_shift, name="message_to_shift"),
    path("team/<int:pk>/messages/", messages.to_team, name="message_to_team"),
]
