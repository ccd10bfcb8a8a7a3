"""What is looked at in Chromium of complaints and re-reviews."""

from oversight.services.complaints import answer_complaint
from tests.browser import sent_forms
from tests.browser.pages import Page
from tests.factories.applications import AT, make_program
from tests.factories.case_states import case_in
from tests.factories.oversight import drawn_reviews, make_complaint, taken_complaint
from tests.oversight.test_reviews import judge, judged_assessment

COMMUNITY = "410172160-xihuchuntian"


def some_complaints(cast, _places):
    make_complaint(phone="19900000002")
    make_complaint(kind="money", is_sensitive=True)
    taken_complaint(cast["reviewer"])


def a_complaint(cast, _places):
    complaint = taken_complaint(cast["reviewer"], phone="19900000002")
    answered = answer_complaint(
        complaint=complaint, outcome="partly", answer="经查", measures="改进", by=cast["reviewer"], at=AT
    )
    return f"/complaints/{answered.reference}/"


def an_answer(cast, _places):
    return f"/complaints/{taken_complaint(cast['reviewer']).reference}/answer/"


def reviews(cast, places):
    program = make_program(money_fen=10_000_000)
    for state in ("approved", "rejected"):
        case_in(state, program, places[COMMUNITY], cast, assessment=judged_assessment())
    return drawn_reviews(cast["auditor"])


def figures(cast, places):
    judge(reviews(cast, places)[0])


def a_review(cast, places):
    given = next(one for one in reviews(cast, places) if one.reviewer == cast["reviewer"])
    return f"/reviews/{given.pk}/"


PAGES = (
    Page("complain", "/complaints/new/"),
    Page("complaint-received", "/complaints/new/", send=sent_forms.complaint, sent_to="/complaints/received/"),
    Page("complaint-status", "/complaints/status/"),
    Page("complaints", "/complaints/", user="auditor", prepare=some_complaints),
    Page("complaint", "", user="auditor", prepare=a_complaint),
    Page("complaint-answer", "", user="reviewer", prepare=an_answer),
    Page("reviews", "/reviews/", user="auditor", prepare=figures),
    Page("reviews-draw", "/reviews/draw/", user="auditor"),
    Page("review", "", user="reviewer", prepare=a_review),
)
