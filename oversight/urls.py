from django.urls import path

from oversight.views import desk, public, reviews

app_name = "oversight"
urlpatterns = [
    path("complaints/new/", public.complain, name="complain"),
    path("complaints/received/", public.received, name="received"),
    path("complaints/status/", public.status, name="status"),
    path("complaints/ask-again/", public.ask_again, name="ask_again"),
    path("complaints/", desk.desk, name="desk"),
    path("complaints/export/", desk.export, name="export"),
    path("complaints/<str:reference>/", desk.complaint, name="complaint"),
    path("complaints/<str:reference>/hand-over/", desk.hand_over, name="hand_over"),
    path("complaints/<str:reference>/<slug:name>/", desk.step, name="step"),
    path("reviews/", reviews.mine, name="reviews"),
    path("reviews/export/", reviews.export, name="export_reviews"),
    path("reviews/draw/", reviews.draw, name="draw"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
]
