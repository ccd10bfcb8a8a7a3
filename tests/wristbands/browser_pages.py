"""What is looked at in Chromium of wristbands."""

from datetime import timedelta

from django.utils import timezone

from delivery.wristbands.calling import family_path
from delivery.wristbands.models import Alert, MissingCase, VolunteerCall
from delivery.wristbands.services import finding, missing
from delivery.wristbands.services.money import set_fund
from delivery.wristbands.services.outings import close_event
from delivery.wristbands.tokens import new_token
from tests.browser.pages import Page
from tests.factories.applications import make_program
from tests.factories.case_states import case_in
from tests.factories.funds import fund_with
from tests.factories.volunteers import VolunteerFactory
from tests.factories.wristbands import AT, COMMUNITY, LATER, make_event, make_issue, make_stock, raised_alert


def the_store(cast, places):
    """Every list with a row, and the addresses of one of each."""
    keeper, here = cast["reviewer"], places[COMMUNITY]
    stock = make_stock(keeper, 8, received=6)
    issue, _code = make_issue(keeper, here, stock=stock)
    event = make_event(keeper, here, bands=2)
    close_event(event=make_event(keeper, here, number="W02"), attendance=80, leaflets=90, report="好", by=keeper, at=AT)
    case_in("approved", make_program("wristband"), here, cast)
    raised_alert(issue, LATER)
    return [
        "/wristbands/",
        "/wristbands/store/",
        f"/wristbands/store/{stock.batch.pk}/",
        "/wristbands/store/allocate/",
        "/wristbands/events/",
        f"/wristbands/events/{event.number}/",
        f"/wristbands/events/{event.number}/close/",
        "/wristbands/people/",
        f"/wristbands/people/{issue.reference}/",
        f"/wristbands/people/{issue.reference}/contacts/",
        f"/wristbands/people/{issue.reference}/replace/",
        "/wristbands/alerts/",
    ]


def forms_of_the_store(cast, places):
    """With an event whose volunteers and bands are known, and a sheet that is not printed yet."""
    keeper, here = cast["reviewer"], places[COMMUNITY]
    batch = make_stock(keeper, 4, received=2).batch
    make_event(keeper, here, bands=1)
    pages = ("order/", "write-off/", "give-back/", f"{batch.pk}/receive/")
    events = ("new/", "W01/change/", "W01/cancel/")
    return [*(f"/wristbands/store/{page}" for page in pages), *(f"/wristbands/events/{page}" for page in events)]


def forms_of_a_band(cast, places):
    issue, _code = make_issue(cast["reviewer"], places[COMMUNITY])
    steps = ("suspend", "lose", "damage", "retire")
    return [f"/wristbands/people/{issue.reference}/{step}/" for step in steps]


def scanned(cast, places):
    issue, code = make_issue(cast["reviewer"], places[COMMUNITY], at=timezone.now() - timedelta(days=1))
    return issue, code


def the_finder(cast, places):
    _issue, code = scanned(cast, places)
    return [f"/w/{code}/", f"/w/{code}/call/", f"/w/{code}/place/", f"/w/{new_token()}/"]


def the_family(cast, places):
    """An alert with a note, and a search."""
    issue, _code = scanned(cast, places)
    now = timezone.now()
    finding.leave_note(issue=issue, phone="19900000008", words="在公交站", at=now)
    alert = issue.alerts.get()
    other, _code = make_issue(cast["reviewer"], places[COMMUNITY], name="李示二", at=now - timedelta(days=1))
    searched = raised_alert(other, now)
    missing.report_missing(alert=searched, last_seen_place="菜市场", clothes="蓝色外套", turn=1, at=now)
    return [family_path(one, one.issue.contacts.get(position=1)) for one in (alert, searched)]


def an_alert(cast, places):
    the_family(cast, places)
    return [f"/wristbands/alerts/{alert.reference}/" for alert in Alert.objects.order_by("pk")]


def a_call(cast, places):
    the_family(cast, places)
    case = MissingCase.objects.get()
    volunteer = VolunteerFactory(user=cast["volunteer"])
    VolunteerCall.objects.create(case=case, volunteer=volunteer, called_at=timezone.now())
    return f"/wristbands/calls/{case.reference}/"


def in_the_books(cast, places):
    batch = make_stock(cast["reviewer"], 4).batch
    set_fund(batch=batch, fund=fund_with(100_000), origin="bought", by=cast["accountant"], at=timezone.now())
    return ["/wristbands/books/", f"/wristbands/books/{batch.pk}/fund/", f"/wristbands/books/{batch.pk}/book/"]


PAGES = (
    Page("wristband-books", user="accountant", prepare=in_the_books),
    Page("wristbands", user="reviewer", prepare=the_store),
    Page("wristband-store-forms", user="reviewer", prepare=forms_of_the_store),
    Page("wristband-forms", user="worker", prepare=forms_of_a_band),
    Page("wristband-issue", "/wristbands/issue/", user="worker"),
    Page("wristband-finder", prepare=the_finder),
    Page("wristband-family", prepare=the_family),
    Page("wristband-alert", user="reviewer", prepare=an_alert),
    Page("wristband-call", user="volunteer", prepare=a_call),
)
