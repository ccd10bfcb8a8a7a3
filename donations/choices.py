"""Words that describe gifts and donors (fact book §5.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DonorKind(models.TextChoices):
    PERSON = "person", pgettext_lazy("donor", "Person")
    COMPANY = "company", pgettext_lazy("donor", "Company or organisation")


class NameMode(models.TextChoices):
    """How the public reads who gave. REAL and COMPANY show the name and need the donor's consent (慈善法 82)."""

    REAL = "real", _("Whole name")
    COMPANY = "company", _("Name of the company")
    MASKED = "masked", _("Surname only")
    ANONYMOUS = "anonymous", _("No name")


class Channel(models.TextChoices):
    TENCENT = "tencent", _("Tencent charity platform")
    BANK = "bank", _("Bank transfer")
    CASH_BOX = "cash_box", _("Donation box")
    ON_SITE_QR = "on_site_qr", _("QR code on site")
    GOODS = "goods", pgettext_lazy("channel", "Goods handed over")
    SECURITIES = "securities", pgettext_lazy("channel", "Securities transferred")
    SERVICE = "service", pgettext_lazy("channel", "Service given")
    ALLOCATION_FROM_CITY = "allocation", _("Allocation from the city federation")


class GiftKind(models.TextChoices):
    MONEY = "money", pgettext_lazy("gift", "Money")
    GOODS = "goods", pgettext_lazy("gift", "Goods")
    SECURITIES = "securities", pgettext_lazy("gift", "Securities")
    SERVICE = "service", pgettext_lazy("gift", "Service")


class Basis(models.TextChoices):
    """Where the value of a gift that is not money comes from."""

    INVOICE = "invoice", _("Invoice or other voucher of the donor")
    MARKET = "market", _("Market price of the day")
    APPRAISAL = "appraisal", _("Appraisal by a third party")


class Restriction(models.TextChoices):
    UNRESTRICTED = "unrestricted", _("For the federation's work")
    SCHEME = "scheme", _("For one kind of aid")
    PROJECT = "project", _("For one project")
    AREA = "area", _("For one community or village")
    TIME = "time", _("To be used until a day")


class ReceiptState(models.TextChoices):
    """Of the official receipt (慈善法 38)."""

    NOT_NEEDED = "not_needed", _("The donor wants none")
    PENDING = "pending", pgettext_lazy("receipt", "To be issued")
    ISSUED = "issued", pgettext_lazy("receipt", "Issued")
    VOIDED = "voided", pgettext_lazy("receipt", "Voided")
