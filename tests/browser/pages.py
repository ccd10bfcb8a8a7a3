"""The pages that are looked at in Chromium: one line per page, one block per app.

    Page("worklist", "/applications/", user="worker", prepare=some_cases)

`user` is a name of the cast, "" a visitor. `prepare(cast, places)` makes rows and may return the path when that depends
on them, or a list of paths that share the rows. Every page is loaded with two text sizes, in two languages, at two
widths: no accessibility violation, nothing wider than the screen, nothing that the Content-Security-Policy refuses, no
error in the console.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.browser import scenes, sent_forms

Send = Callable[[Any], None]
Prepare = Callable[[Mapping[str, Any], Mapping[str, Any]], str | list[str] | None]


@dataclass(frozen=True)
class Page:
    """`status` is what the server must answer; `rules_off` names axe rules that do not apply, with a reason beside.

    `send` fills in and sends the form that stands there: looked at is the answer, which stands at `sent_to` when that
    is another path.
    """

    name: str
    path: str = ""
    user: str = ""
    prepare: Prepare = scenes.nothing
    status: int = 200
    rules_off: tuple[str, ...] = ()
    send: Send | None = None
    sent_to: str = ""


ACCOUNT_PAGES = ("/accounts/email/", "/accounts/password/change/", "/accounts/sessions/", "/accounts/reauthenticate/")

HOME = (
    Page("home", "/", prepare=scenes.demo),
    Page("about", "/about/"),
    Page("privacy", "/privacy/"),
    Page("accessibility", "/accessibility/"),
    Page("site-map", "/site-map/"),
    Page("offline", "/offline/"),
    Page("not-found", "/nothing/", status=404),
    Page("not-allowed", "/payments/", user="worker", status=403),
    Page("my-day-worker", "/my-day/", user="worker", prepare=scenes.cases),
    Page("day-plan", "/my-day/plan/", user="worker", prepare=scenes.cases),
    Page("handover", "/handover/", user="admin", prepare=scenes.cases),
    Page("handover-preview", user="admin", prepare=scenes.leaver),
    Page("my-day-volunteer", "/my-day/", user="volunteer", prepare=scenes.demo),
    Page("my-day-leader", "/my-day/", user="leader", prepare=scenes.demo),
    Page("my-day-applicant", "/my-day/", user="applicant", prepare=scenes.cases),
    Page("my-day-accountant", "/my-day/", user="accountant", prepare=scenes.cases),
    Page("my-day-auditor", "/my-day/", user="auditor", prepare=scenes.cases),
    Page("my-day-partner", "/my-day/", user="partner"),
)
ACCOUNTS = (
    Page("login", "/accounts/login/"),
    Page("signup", "/accounts/signup/"),
    Page("account", "/accounts/", user="volunteer"),
    Page("account-details", user="volunteer", prepare=scenes.paths(*ACCOUNT_PAGES)),
    Page("second-factor", "/accounts/2fa/", user="worker"),
)
PROGRAMS = (
    Page("programs", "/programs/", prepare=scenes.demo),
    Page("screener", "/programs/check/", prepare=scenes.demo),
    Page("screener-answer", "/programs/check/", prepare=scenes.demo, send=sent_forms.family),
    Page("guide", "/programs/student-aid/", prepare=scenes.demo),
    Page("guide-judicial", "/programs/judicial-aid/", prepare=scenes.demo),
)
APPLICATIONS = (
    Page("status", "/applications/status/"),
    Page("notices", prepare=scenes.notice_pages),
    Page("worklist", "/applications/", user="worker", prepare=scenes.cases),
    Page("own-applications", "/applications/", user="applicant", prepare=scenes.cases),
    Page("case", "", user="worker", prepare=scenes.one_case),
    Page("case-emergency", "", user="officer", prepare=scenes.emergency_case),
    Page("fast-review", "", user="officer", prepare=scenes.fast_review_form),
    Page("call", "", user="officer", prepare=scenes.call_form),
    Page("case-recovering", "", user="reviewer", prepare=scenes.recovering_case),
    Page("meetings", "/applications/meetings/", user="reviewer", prepare=scenes.meeting_list),
    Page("call-committee", "/applications/meetings/call/committee/", user="reviewer", prepare=scenes.demo),
    Page("meeting", "", user="reviewer", prepare=scenes.one_meeting),
    Page("votes", "", user="reviewer", prepare=scenes.votes_form),
    Page("renewal", "", user="applicant", prepare=scenes.renewal),
    Page("minutes", "", user="reviewer", prepare=scenes.minutes_form),
    Page("money-back", user="reviewer", prepare=scenes.money_back),
    Page("reported-danger", user="officer", prepare=scenes.reported_danger),
    Page("board", user="officer", prepare=scenes.board),
    Page("objection-answer", user="officer", prepare=scenes.objection_answer),
    Page("handover", user="worker", prepare=scenes.handover),
    Page("own-case", "", user="applicant", prepare=scenes.own_case),
    Page("unclaimed", "/applications/unclaimed/", user="worker", prepare=scenes.unclaimed),
    Page("unclaimed-dismiss", "", user="worker", prepare=scenes.dismissing),
    Page("conditions", "", user="worker", prepare=scenes.conditions),
    Page("own-conditions", "", user="applicant", prepare=scenes.own_conditions),
    Page("apply", "/programs/student-aid/apply/", user="applicant", prepare=scenes.demo),
    Page("draft-step", "", user="applicant", prepare=scenes.draft_step),
    Page("draft-who", "", user="worker", prepare=scenes.draft_who),
    Page("draft-papers", "", user="applicant", prepare=scenes.draft_papers),
    Page("draft-end", user="applicant", prepare=scenes.draft_end),
    Page("own-case-papers", user="applicant", prepare=scenes.own_case_papers),
    Page("asks-of-the-clerk", user="worker", prepare=scenes.asks_of_the_clerk),
    Page("work-on-a-case", user="worker", prepare=scenes.work_on_a_case),
    Page("asks-of-the-officer", user="officer", prepare=scenes.asks_of_the_officer),
    Page("termination", user="reviewer", prepare=scenes.termination),
    Page("refusal letter", user="reviewer", prepare=scenes.refusal_letter),
    Page("asks-of-the-reviewer", user="reviewer", prepare=scenes.asks_of_the_reviewer),
)
HELP, PREVIEW = "/volunteers/help/", "/volunteers/team/series/preview/"
VOLUNTEERS = (
    Page("shifts", "/volunteers/shifts/", prepare=scenes.demo),
    Page("shifts-volunteer", "/volunteers/shifts/", user="volunteer", prepare=scenes.demo),
    Page("shift", "", user="volunteer", prepare=scenes.one_shift),
    Page("my-service", "/volunteers/me/", user="volunteer", prepare=scenes.demo),
    Page("team", "/volunteers/team/", user="leader", prepare=scenes.demo),
    Page("roster", "", user="leader", prepare=scenes.one_roster),
    Page("series", user="leader", prepare=scenes.series_pages),
    Page("series-preview", user="leader", prepare=scenes.series_form, send=sent_forms.new_series, sent_to=PREVIEW),
    Page("series-consequences", user="leader", prepare=scenes.series_change, send=sent_forms.later_shifts),
    Page("volunteer-profile", "/volunteers/me/profile/", user="volunteer", prepare=scenes.demo),
    Page("join", "/volunteers/join/"),
    Page("join-steps", user="volunteer", prepare=scenes.join_steps),
    Page("teams", "/volunteers/teams/", prepare=scenes.demo),
    Page("team-and-project", prepare=scenes.team_and_project),
    Page("team-to-join", user="volunteer2", prepare=scenes.team_and_project),
    Page("risk-notice", user="volunteer", prepare=scenes.risk_notice),
    Page("leading", user="leader", prepare=scenes.leading),
    Page("help", HELP, prepare=scenes.demo),
    Page("help-received", HELP, prepare=scenes.demo, send=sent_forms.request_for_help, sent_to=f"{HELP}received/"),
    Page("help-status", f"{HELP}status/"),
    Page("volunteer-requests", "/volunteers/requests/", user="reviewer", prepare=scenes.demo),
    Page("volunteer-request", user="reviewer", prepare=scenes.volunteer_request),
    Page("asks-of-the-leader", user="leader", prepare=scenes.asks_of_the_leader),
)
OFFICE = (
    Page("inbox", "/notifications/", user="volunteer"),
    Page("message-preferences", "/notifications/preferences/", user="volunteer"),
    Page("register", "/beneficiaries/", user="worker"),
    Page("relatives", "/beneficiaries/relatives/", user="worker"),
    Page("payments", "/payments/", user="accountant"),
    Page("new-batch", "/payments/new/", user="accountant", prepare=scenes.demo),
)
ADMIN = (
    Page("admin-index", "/admin/", user="admin", prepare=scenes.cases),
    Page("admin-index-auditor", "/admin/", user="auditor", prepare=scenes.cases),
    Page("admin-cases", "/admin/applications/application/", user="admin", prepare=scenes.cases),
    Page("admin-cases-auditor", "/admin/applications/application/", user="auditor", prepare=scenes.cases),
    Page("admin-case", "", user="admin", prepare=scenes.admin_case),
    Page("admin-case-auditor", "", user="auditor", prepare=scenes.admin_case),
    Page("admin-schedule", "/admin/schedule/", user="admin"),
    Page("admin-lists", user="admin", prepare=scenes.admin_lists),
    Page("admin-publish-terms", "", user="admin", prepare=scenes.admin_publish_terms),
    Page("admin-programs", "/admin/programs/program/", user="admin", prepare=scenes.demo),
    Page("admin-simulate", "", user="admin", prepare=scenes.simulator),
    Page("admin-simulated", "", user="admin", prepare=scenes.simulator, send=sent_forms.other_limits),
    # The heads of a tabular inline without a word are Django's own.
    Page("admin-program", "", user="admin", prepare=scenes.admin_program, rules_off=("empty-table-header",)),
)

PAGES: tuple[Page, ...] = (*HOME, *ACCOUNTS, *PROGRAMS, *APPLICATIONS, *VOLUNTEERS, *OFFICE, *ADMIN)
