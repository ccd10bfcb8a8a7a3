"""What is looked at in Chromium of community grants."""

from delivery.community_grants.services import examining
from tests.browser.pages import Page
from tests.factories import grants


def on_notice(cast, places):
    return f"/community-grants/projects/{grants.awarded(cast, places).reference}/"


def a_round(cast, places):
    return f"/community-grants/rounds/{grants.make_round(cast).code}/"


def filling_in(cast, places):
    grant = grants.draft(cast, places)
    base = f"/community-grants/grants/{grant.reference}/fill-in"
    return [f"{base}/{step}/" for step in ("project", "residents", "budget", "milestones", "papers", "review")]


def an_organisation(cast, places):
    return f"/community-grants/organisations/{grants.make_organisation(cast, places[grants.COMMUNITY]).reference}/"


def to_score(cast, places):
    return f"/community-grants/grants/{grants.named(cast, places).reference}/score/"


def a_project(cast, places):
    grant = grants.accepted(cast, grants.finished(cast, places), accepted_fen=1_500_000)
    return [f"/community-grants/grants/{grant.reference}/", "/community-grants/desk/?tab=pay"]


def reporting(cast, places):
    grant = grants.under_way(cast, places)
    return [
        f"/community-grants/grants/{grant.reference}/",
        f"/community-grants/grants/{grant.reference}/milestones/1/report/",
    ]


def accepting(cast, places):
    return f"/community-grants/grants/{grants.finished(cast, places).reference}/acceptance/"


def figures(cast, places):
    grants.under_way(cast, places)


def being_examined(cast, places):
    grant = examining.take_grant(grant=grants.handed_in(cast, places), by=cast["officer"], at=grants.AT)
    grants.visited(grant, cast["officer"], cast["worker"], grants.AT)
    return [f"/community-grants/grants/{grant.reference}/", f"/community-grants/grants/{grant.reference}/site-visit/"]


def forms_of_an_organisation(cast, places):
    organisation = grants.make_organisation(cast, places[grants.COMMUNITY])
    base = f"/community-grants/organisations/{organisation.reference}"
    return [f"{base}/{what}/" for what in ("contact", "account")]


def forms_of_the_desk(cast, places):
    """What an approver and a reviewer ask of a project under way."""
    grant = grants.under_way(cast, places)
    base = f"/community-grants/grants/{grant.reference}"
    return [f"{base}/do/suspend/", f"{base}/do/terminate/"]


PAGES = (
    Page("grant-site-visit", "", user="officer", prepare=being_examined),
    Page("grant-projects", "/community-grants/", prepare=figures),
    Page("grant-project", "", prepare=on_notice),
    Page("grant-round", "", prepare=a_round),
    Page("grant-fill-in", "", user="applicant", prepare=filling_in),
    Page("grant-organisation-new", "/community-grants/organisations/new/", user="applicant"),
    Page("grant-organisation", "", user="applicant", prepare=an_organisation),
    Page("grant-organisation-forms", user="applicant", prepare=forms_of_an_organisation),
    Page("grant-desk-forms", user="approver", prepare=forms_of_the_desk),
    Page("grant-mine", "/community-grants/mine/", user="applicant", prepare=figures),
    Page("grant-score", "", user="auditor", prepare=to_score),
    Page("grant-desk", "", user="reviewer", prepare=a_project),
    Page("grant-report", "", user="applicant", prepare=reporting),
    Page("grant-acceptance", "", user="reviewer", prepare=accepting),
    Page("grant-overview", "/community-grants/desk/overview/", user="approver", prepare=figures),
    Page("grant-rounds", "/community-grants/desk/rounds/", user="approver", prepare=figures),
    Page("grant-round-new", "/community-grants/desk/rounds/new/", user="reviewer"),
)
