"""Hours and honours: /me/hours for the volunteer, /team/hours for leaders and reviewers. Included by urls.py."""

from django.urls import path

from volunteers.views import hours, hours_desk

urlpatterns = [
    path("me/hours/", hours.my_hours, name="my_hours"),
    path("me/honours/", hours.my_honours, name="my_honours"),
    path("me/hours/ask/", hours.ask, name="ask_about_missing_hours"),
    path("me/hours/<int:entry_pk>/ask/", hours.ask, name="ask_about_hours"),
    path("me/shifts/<int:signup_pk>/rate/", hours.rate, name="rate_activity"),
    path("team/hours/", hours_desk.desk, name="hours_desk"),
    path("team/hours/enter/", hours_desk.back_fill, name="back_fill"),
    path("team/hours/<int:pk>/", hours_desk.claim, name="hours_claim"),
    path("team/hours/<int:pk>/approve/", hours_desk.approve, name="approve_hours"),
    path("team/hours/<int:pk>/refuse/", hours_desk.refuse, name="refuse_hours"),
    path("team/hours/<int:pk>/withdraw/", hours_desk.withdraw, name="withdraw_hours"),
    path("team/hours/<int:pk>/evidence/", hours_desk.evidence, name="hours_evidence"),
    path("team/hours/entries/<int:pk>/reverse/", hours_desk.reverse_entry, name="reverse_hours"),
    path("team/hours/questions/<int:pk>/", hours_desk.question, name="hours_question"),
    path("team/people/<int:signup_pk>/evaluate/", hours_desk.evaluate, name="evaluate"),
]
