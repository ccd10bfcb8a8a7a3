"""What the portal is made of: its apps, and one line for each scheme, channel, payable source, list, kind of job.

Settings like all others (settings.py takes them in), in a file of their own because this is the one that grows.
"""

# Highest first, as in the import order. An app of delivery/ goes by its last name everywhere else: label, templates,
# catalogue, tests and policies of delivery.wristbands are called wristbands.
PORTAL_APPS = [
    "welfare_portal",
    "home",
    "oversight",
    "certificates",
    "disclosure",
    "delivery.community_grants",
    "delivery.porridge_house",
    "delivery.wristbands",
    "delivery.festival_visits",
    "delivery.seedling_protection",
    "volunteers",
    "donations",
    "applications",
    "payments",
    "programs",
    "beneficiaries",
    "funds",
    "accounts",
    "areas",
    "imports",
    "jobs",
    "notifications",
    "workflow",
    "audit",
    "protection",
    "web",
]

PORTAL_LABELS = {name.rpartition(".")[2]: name for name in PORTAL_APPS}  # app label: package

AID_SCHEMES = [
    "programs.schemes.student_aid",
    "programs.schemes.freshman_aid",
    "programs.schemes.employee_illness_aid",
    "programs.schemes.marginal_household_aid",
    "programs.schemes.child_care_protection",
    "programs.schemes.emergency_relief",
    "programs.schemes.judicial_aid_fund",
    "programs.schemes.wristband",
    "programs.schemes.porridge_house",
]

NOTIFICATION_CHANNELS = [
    "notifications.channels.in_app",
    "notifications.channels.email",
    "notifications.channels.sms",
]

PAYABLE_SOURCES = [
    "applications.payables",
    "delivery.community_grants.payables",
    "delivery.festival_visits.payables",
]

DELIVERED_FIGURES = [  # programs.delivered: what is told to the public
    "delivery.festival_visits.delivered.festival_figures",
    "delivery.wristbands.delivered.wristband_figures",
    "delivery.porridge_house.delivered.meals",
    "delivery.community_grants.delivered.figures",
    "delivery.seedling_protection.delivered.seedling_figures",
]

FUND_SOURCES = [
    "applications.fund_sources",
    "donations.fund_sources",
    "funds.fund_sources",
    "delivery.festival_visits.fund_sources",
    "delivery.community_grants.fund_sources",
    "delivery.wristbands.fund_sources",
    "delivery.porridge_house.fund_sources",
    "delivery.seedling_protection.fund_sources",
]

JOB_KINDS = ["jobs.exporting.EXPORT", "imports.job_kinds.CHECK_LIST", "imports.job_kinds.TAKE_OVER"]
JOB_KINDS += ["applications.bulk.TRIAL", "applications.bulk.EXECUTION"]
JOB_KINDS += ["certificates.jobs.BULK", "certificates.exchange.EXCHANGE"]
JOB_KINDS += ["donations.jobs.CHECK_FILE", "donations.jobs.TAKE_FILE"]

LIST_EXPORTS = [
    "accounts.admin_lists.BACK_OFFICE",
    *(f"delivery.porridge_house.list_exports.{name}" for name in ("CARDS", "MEALS", "STATEMENTS")),
    "applications.list_exports.CASES",
    "applications.meeting_exports.MEETINGS",
    "applications.find_exports.UNCLAIMED",
    "beneficiaries.list_exports.PEOPLE",
    "beneficiaries.list_exports.HOUSEHOLDS",
    "beneficiaries.duplicate_exports.DUPLICATES",
    "beneficiaries.affiliate_exports.AFFILIATES",
    "payments.list_exports.PAYMENTS",
    "payments.check_exports.CHECKS",
    "funds.list_exports.MONEY",
    "oversight.list_exports.COMPLAINTS",
    "oversight.review_exports.REVIEWS",
    "volunteers.list_exports.SIGNUPS",
    *(f"volunteers.season_exports.{name}" for name in ("SIGNUPS_OF_SEASON", "SHIFTS_OF_SEASON")),
    *(f"volunteers.season_exports.{name}" for name in ("ACTIVITIES", "VOLUNTEERS")),
    "donations.list_exports.GIFTS",
    "delivery.community_grants.list_exports.GRANTS",
    *(f"delivery.wristbands.list_exports.{name}" for name in ("ISSUES", "EVENTS", "MOVEMENTS")),
    "delivery.festival_visits.list_exports.HOMES",
    "delivery.seedling_protection.list_exports.SCHOOLS",
]

OPEN_WORK = "home.open_work.open_work_of"  # asked before an account is closed
IMPORT_KINDS = [
    "applications.imports.cases.CASES",
    "beneficiaries.imports.HOUSEHOLDS",
    "applications.imports.visits.VISITS",
    "payments.imports.ROSTER",
    "volunteers.imports.HOURS",
    "volunteers.shift_imports.SHIFTS",
    "donations.imports.OFFICIAL_RECEIPTS",
    "delivery.community_grants.imports.ORGANISATIONS",
    "delivery.porridge_house.imports.WORKERS",
    "delivery.wristbands.imports.EVENTS",
    "delivery.festival_visits.imports.HOUSEHOLDS",
    "delivery.seedling_protection.imports.BOOKS",
]

BANK_FORMATS = [f"payments.bank_formats.{name}" for name in ("workbook", "csv_gbk", "csv_utf8")]
