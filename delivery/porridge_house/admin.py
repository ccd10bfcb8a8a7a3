"""The porridge house in the back office: places, partners and terms are kept here; meals and money are only read."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin_access import RoleAdmin, RoleTabularInline
from delivery.porridge_house.models import (
    DayCount,
    Employer,
    EmployerContact,
    FoodSafetyLog,
    FraudSignal,
    HealthCertificate,
    MealCard,
    MealRedemption,
    MealSite,
    MealStatement,
    MealTerms,
    MonthTotal,
    Partner,
    RefusedScan,
    RosterEntry,
    SiteClerk,
    StatementLine,
    WelfareSignal,
)
from delivery.porridge_house.roles import FINANCE, OFFICE
from delivery.porridge_house.services import keeping, rosters, sites
from web.templatetags.ui import yuan


class KeptAdmin(RoleAdmin):
    """Kept by the office; each save goes through the service, with its event."""

    change_roles = OFFICE
    add_roles = OFFICE
    show_full_result_count = False

    def save_model(self, request, obj, form, change):
        keeping.keep_row(row=obj, fields=form.changed_data, by=request.user, at=timezone.now())


class ReadAdmin(RoleAdmin):
    view_roles = OFFICE
    administrators_change = False
    show_full_result_count = False


@admin.register(Partner)
class PartnerAdmin(KeptAdmin):
    list_display = ("name", "credit_code")
    search_fields = ("name", "=credit_code")


@admin.register(Employer)
class EmployerAdmin(KeptAdmin):
    list_display = ("name", "credit_code")
    search_fields = ("name", "=credit_code")


class ContactForm(forms.ModelForm):
    """What the service would refuse, said beside the field."""

    def clean(self):
        values = super().clean()
        known = EmployerContact.objects.current().filter(employer=values.get("employer"), user=values.get("user"))
        if known.exists():
            self.add_error("user", _("This account sends the lists of this employer already."))
        return values


@admin.register(EmployerContact)
class EmployerContactAdmin(RoleAdmin):
    """Who sends the lists of an employer. Ending is an action, so that the past stays."""

    add_roles = OFFICE
    view_roles = OFFICE
    administrators_change = False
    list_display = ("employer", "user", "since", "ended_at")
    list_filter = ("employer",)
    list_select_related = ("employer", "user")
    form = ContactForm
    fields = ("employer", "user")
    autocomplete_fields = ("user",)
    actions = ("dismiss",)

    def save_model(self, request, obj, form, change):
        made = rosters.appoint_contact(by=request.user, at=timezone.now(), **form.cleaned_data)
        obj.pk = made.pk

    @admin.action(description=_("Sends lists no longer"), permissions=["add"])
    def dismiss(self, request, queryset):
        for contact in queryset.order_by("pk"):
            rosters.dismiss_contact(contact=contact, by=request.user, at=timezone.now())


@admin.register(MealSite)
class MealSiteAdmin(KeptAdmin):
    """A place that closes stays, with its meals."""

    list_display = ("code", "name_zh", "mode", "partner", "area", "daily_quota", "licence_until", "is_open")
    list_filter = ("mode", "is_open", "partner")
    list_select_related = ("partner", "area")
    search_fields = ("code", "name_zh", "name_en")
    raw_id_fields = ("activity",)


@admin.register(MealTerms)
class MealTermsAdmin(RoleAdmin):
    """A new price is a new row; nothing that was in force is changed."""

    add_roles = OFFICE
    view_roles = (*OFFICE, *FINANCE)
    administrators_change = False
    list_display = ("valid_from", "partner", "price", "opens_at", "closes_at", "source")
    list_filter = ("partner",)
    list_select_related = ("partner",)
    fields = ("partner", "valid_from", "price_fen", "opens_at", "closes_at", "source")

    @admin.display(description=_("price of a meal (yuan)"), ordering="price_fen")
    def price(self, terms):
        return yuan(terms.price_fen)

    def save_model(self, request, obj, form, change):
        made = sites.publish_terms(by=request.user, at=timezone.now(), **form.cleaned_data)
        obj.pk = made.pk


class ClerkForm(forms.ModelForm):
    """What the service would refuse, said beside the field."""

    def clean(self):
        values = super().clean()
        site, user = values.get("site"), values.get("user")
        if site and user and SiteClerk.objects.current().filter(site=site, user=user).exists():
            self.add_error("user", _("This person stands at the counter of this place already."))
        if site and site.partner_id is None and values.get("signs_statements"):
            self.add_error("signs_statements", _("A kitchen of volunteers has no statements to sign."))
        return values


@admin.register(SiteClerk)
class SiteClerkAdmin(RoleAdmin):
    """Who gives meals where. Ending is an action, so that the past stays."""

    add_roles = OFFICE
    view_roles = OFFICE
    administrators_change = False
    list_display = ("site", "user", "signs_statements", "since", "ended_at")
    list_filter = ("site", "signs_statements")
    list_select_related = ("site", "user")
    form = ClerkForm
    fields = ("site", "user", "signs_statements")
    autocomplete_fields = ("user",)
    actions = ("dismiss",)

    def save_model(self, request, obj, form, change):
        made = sites.appoint_clerk(by=request.user, at=timezone.now(), **form.cleaned_data)
        obj.pk = made.pk

    @admin.action(description=_("No longer at the counter"), permissions=["add"])
    def dismiss(self, request, queryset):
        for clerk in queryset.order_by("pk"):
            sites.dismiss_clerk(clerk=clerk, by=request.user, at=timezone.now())


@admin.register(RosterEntry)
class RosterEntryAdmin(ReadAdmin):
    """Lists are taken over from Excel; this shows what they said last."""

    list_display = ("person", "employer", "hardship", "left_on", "leave_from", "leave_until", "listed_at")
    list_filter = ("employer", "hardship", ("left_on", admin.EmptyFieldListFilter))
    list_select_related = ("person", "employer")
    raw_id_fields = ("person",)


@admin.register(MealCard)
class MealCardAdmin(ReadAdmin):
    list_display = ("number", "state", "person", "employer", "gift_of", "valid_from", "valid_until")
    list_filter = ("state", "employer", "gift_of", "program")
    list_select_related = ("person", "employer", "gift_of")
    search_fields = ("=number",)
    raw_id_fields = ("person", "application", "replaces")


@admin.register(MealRedemption)
class MealRedemptionAdmin(ReadAdmin):
    list_display = ("pk", "eaten_at", "site", "card", "source", "is_donated", "statement", "voided_at")
    list_filter = ("source", "is_donated", "site", "day")
    list_select_related = ("site", "card", "statement")
    search_fields = ("=card__number", "=statement__reference")
    raw_id_fields = ("card", "statement")


@admin.register(RefusedScan)
class RefusedScanAdmin(ReadAdmin):
    list_display = ("pk", "seen_at", "site", "card", "reason")
    list_filter = ("reason", "site")
    list_select_related = ("site", "card")
    raw_id_fields = ("card",)


@admin.register(DayCount)
class DayCountAdmin(ReadAdmin):
    list_display = ("day", "site", "own_count", "counted_by", "reviewed_by")
    list_filter = ("site",)
    list_select_related = ("site", "counted_by", "reviewed_by")


@admin.register(MonthTotal)
class MonthTotalAdmin(ReadAdmin):
    list_display = ("month", "site", "meals", "donated")
    list_select_related = ("site",)


class LineInline(RoleTabularInline):
    model = StatementLine
    administrators_change = False
    view_roles = (*OFFICE, *FINANCE)
    fields = ("site", "price_fen", "is_donated", "meals")
    show_change_link = False


@admin.register(MealStatement)
class MealStatementAdmin(ReadAdmin):
    view_roles = (*OFFICE, *FINANCE)
    list_display = ("reference", "state", "month", "partner", "amount", "agreed_by", "booked_by", "paid_by")
    list_filter = ("state", "partner")
    list_select_related = ("partner", "agreed_by", "booked_by", "paid_by")
    search_fields = ("=reference",)
    inlines = (LineInline,)

    @admin.display(description=_("Amount (yuan)"), ordering="amount_fen")
    def amount(self, statement):
        return yuan(statement.amount_fen)


@admin.register(FoodSafetyLog)
class FoodSafetyLogAdmin(ReadAdmin):
    list_display = ("day", "site", "sample_grams", "fridge_tenths", "is_clean", "staff_healthy", "inspector")
    list_filter = ("site", "is_clean", "staff_healthy")
    list_select_related = ("site", "inspector")


@admin.register(HealthCertificate)
class HealthCertificateAdmin(ReadAdmin):
    list_display = ("site", "name", "valid_until", "ended_at")
    list_filter = ("site",)
    list_select_related = ("site",)


@admin.register(FraudSignal)
class FraudSignalAdmin(ReadAdmin):
    list_display = ("day", "kind", "site", "card", "outcome", "answered_by")
    list_filter = ("kind", "outcome", "site")
    list_select_related = ("site", "card", "answered_by")
    raw_id_fields = ("card",)


@admin.register(WelfareSignal)
class WelfareSignalAdmin(ReadAdmin):
    """What was found out about a person stands on the page of those who look after him."""

    list_display = ("last_seen_on", "card", "outcome", "returned_on", "answered_at")
    list_filter = ("outcome",)
    list_select_related = ("card",)
    exclude = ("answer",)
    raw_id_fields = ("card",)
