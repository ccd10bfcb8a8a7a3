"""The events of this app in words, for the audit log and the history of a card or statement."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from delivery.porridge_house import states

LABELS: dict[str, Promise | str] = {
    "porridge_house.card_made": _("Meal card made"),
    "porridge_house.card_handed_over": _("Meal card handed over"),
    "porridge_house.card_frozen": _("Meal card frozen"),
    "porridge_house.card_unfrozen": _("Meal card in use again"),
    "porridge_house.card_replaced": _("Meal card replaced"),
    "porridge_house.card_ended": _("Meal card ended"),
    "porridge_house.meal_given": _("Meal given"),
    "porridge_house.meal_refused": _("Meal refused"),
    "porridge_house.meal_taken_back": _("Meal taken back"),
    "porridge_house.day_counted": _("Meals of a day counted"),
    "porridge_house.count_differs": _("Counts of a day differ"),
    "porridge_house.count_reviewed": _("Difference of counts reviewed"),
    "porridge_house.statement_prepared": _("Monthly statement prepared"),
    "porridge_house.statement_signed_by_partner": _("Statement signed by the partner"),
    "porridge_house.statement_agreed": _("Statement signed by the federation"),
    "porridge_house.statement_booked": _("Bill for meals booked"),
    "porridge_house.statement_paid": _("Bill for meals paid"),
    "porridge_house.statement_settled_at_zero": _("Statement settled, nothing to pay"),
    "porridge_house.statement_taken_back": _("Statement taken back"),
    "porridge_house.misuse_suspected": _("Signal of misuse found"),
    "porridge_house.misuse_answered": _("Signal of misuse answered"),
    "porridge_house.guest_missed": _("Regular guest missed"),
    "porridge_house.guest_came_back": _("Missed guest came again"),
    "porridge_house.guest_looked_after": _("Missed guest looked after"),
    "porridge_house.food_log_written": _("Food-safety log written"),
    "porridge_house.health_certificate_added": _("Health certificate entered"),
    "porridge_house.health_certificate_ended": _("Health certificate ended"),
    "porridge_house.contact_appointed": _("Contact person of an employer entered"),
    "porridge_house.contact_dismissed": _("Contact person of an employer taken out"),
    "porridge_house.clerk_appointed": _("Clerk at a counter appointed"),
    "porridge_house.clerk_dismissed": _("Clerk at a counter dismissed"),
    "porridge_house.terms_published": _("Terms of meals published"),
    "porridge_house.row_kept": _("Place, partner or employer entered or changed"),
    "porridge_house.meals_forgotten": _("Meals forgotten after their time"),
    "porridge_house.worker_listed": _("Worker on an employer's list"),
    "porridge_house.paper_runs_out": _("Reminder: licence or health certificate runs out"),
    "porridge_house.meals_exported": _("Meals exported"),
    "porridge_house.cards_exported": _("Meal cards exported"),
    "porridge_house.statements_exported": _("Monthly statements exported"),
}

register_labels(
    LABELS,
    states={
        "porridge_house.mealcard": states.CARD_STATES,
        "porridge_house.mealstatement": states.STATEMENT_STATES,
    },
)
