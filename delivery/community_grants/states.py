"""The states of a community grant and of its milestones (domain fact book §2.12), for staff and for everybody else."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflow.machine import State, states

DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
SUBDISTRICT_REVIEW, SCORING = "subdistrict_review", "scoring"
PUBLICITY, AGREEMENT = "publicity", "agreement"
TRANCHE_1, IN_PROGRESS, MIDTERM = "first_tranche", "in_progress", "midterm"
TRANCHE_2, ACCEPTANCE, TRANCHE_3, ARCHIVED = "second_tranche", "acceptance", "last_tranche", "archived"
REJECTED, WITHDRAWN, SUSPENDED, TERMINATED = "rejected", "withdrawn", "suspended", "terminated"

BEING_DECIDED = _("Being examined")
UNDER_WAY = _("The project is under way")

GRANT = states(
    State(DRAFT, pgettext_lazy("grant", "Draft"), _("Not handed in yet"), "draft"),
    State(SUBMITTED, pgettext_lazy("grant", "Handed in"), _("Handed in, waits for the sub-district"), "submitted"),
    State(RETURNED, pgettext_lazy("grant", "Returned to be completed"), _("Please complete it"), "need"),
    State(SUBDISTRICT_REVIEW, _("With the sub-district"), BEING_DECIDED, "review"),
    State(SCORING, _("Being scored"), BEING_DECIDED, "review"),
    State(PUBLICITY, pgettext_lazy("grant", "Public notice"), pgettext_lazy("grant", "Public notice"), "review"),
    State(AGREEMENT, _("Agreement to be signed"), _("Agreement to be signed"), "approved"),
    State(TRANCHE_1, _("First part to be paid"), UNDER_WAY, "approved"),
    State(IN_PROGRESS, pgettext_lazy("grant", "Under way"), UNDER_WAY, "approved"),
    State(MIDTERM, _("Mid-term check"), UNDER_WAY, "review"),
    State(TRANCHE_2, _("Second part to be paid"), UNDER_WAY, "approved"),
    State(ACCEPTANCE, pgettext_lazy("grant", "Acceptance"), _("Being finished and accepted"), "review"),
    State(TRANCHE_3, _("Accepted, accounts to be settled"), _("Finished and accepted"), "paid"),
    State(ARCHIVED, pgettext_lazy("grant", "Filed"), _("Finished and accepted"), "closed", is_final=True),
    State(REJECTED, pgettext_lazy("grant", "Refused"), _("Not granted"), "rejected", is_final=True),
    State(
        WITHDRAWN,
        pgettext_lazy("grant", "Withdrawn"),
        pgettext_lazy("grant", "Withdrawn"),
        "closed",
        is_final=True,
    ),
    State(SUSPENDED, pgettext_lazy("grant", "Suspended"), pgettext_lazy("grant", "Suspended"), "need"),
    State(
        TERMINATED,
        pgettext_lazy("grant", "Ended before its time"),
        pgettext_lazy("grant", "Ended before its time"),
        "rejected",
        is_final=True,
    ),
)

EDITABLE = (DRAFT, RETURNED)
ASKED = (SUBMITTED, RETURNED, SUBDISTRICT_REVIEW, SCORING)
RUNNING = (PUBLICITY, AGREEMENT, TRANCHE_1, IN_PROGRESS, MIDTERM, TRANCHE_2, ACCEPTANCE, TRANCHE_3, SUSPENDED)
PROMISED = (*RUNNING, ARCHIVED)  # counts against the budget of the round
WORKING = (IN_PROGRESS, MIDTERM, TRANCHE_2, ACCEPTANCE)
SUSPENDABLE = (TRANCHE_1, *WORKING)
PUBLIC = (*RUNNING, ARCHIVED, TERMINATED)  # a decided grant is published in full: the grantee is an organisation
THANKABLE = (TRANCHE_1, *WORKING, TRANCHE_3, ARCHIVED, SUSPENDED)
LIVE = (DRAFT, *ASKED, *RUNNING)
PAYABLE = {TRANCHE_1: 1, TRANCHE_2: 2, TRANCHE_3: 3}  # state: the number of the part that may be paid in it

PENDING, REPORTED, REWORK, ACCEPTED = "pending", "submitted", "rework", "accepted"

MILESTONE = states(
    State(PENDING, pgettext_lazy("milestone", "Ahead"), pgettext_lazy("milestone", "Ahead"), "draft"),
    State(REPORTED, _("Reported, to be checked"), _("Reported"), "submitted"),
    State(REWORK, _("To be put right"), _("To be put right"), "need"),
    State(
        ACCEPTED,
        pgettext_lazy("milestone", "Accepted"),
        pgettext_lazy("milestone", "Accepted"),
        "approved",
        is_final=True,
    ),
)
TO_REPORT = (PENDING, REWORK)
