"""Closed lists of the volunteer service."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceField(models.TextChoices):
    """The seven fields of the federation's volunteer service, and the "others" its text leaves room for."""

    COMMUNITY_GOVERNANCE = "community_governance", _("Community governance")
    ECOLOGY = "ecology", _("Ecology and environment")
    CARE_COMPANION = "care_companion", _("Care and company")
    SAFETY_INTEGRITY = "safety_integrity", _("Safety and good faith")
    HEALTH = "health", _("Health")
    SCIENCE_POPULARIZATION = "science_popularization", _("Popular science")
    ARTS_FOR_PEOPLE = "arts_for_people", _("Arts for the people")
    OTHER = "other", _("Other service")


class RiskLevel(models.TextChoices):
    NONE = "none", _("No particular risk")
    SOME = "some", _("Some risk, explained below")
    DANGER = "danger", _("Possible personal danger")


class TrainingKind(models.TextChoices):
    FOOD_HYGIENE = "food_hygiene", _("Food hygiene")
    FIRST_AID = "first_aid", _("First aid (CPR)")
    FIRE_EVACUATION = "fire_evacuation", _("Fire and evacuation")
    DROWNING_PREVENTION = "drowning_prevention", _("Drowning prevention")
    VISITING_ELDERS = "visiting_elders", _("Visiting elders who live alone")


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class SignupSource(models.TextChoices):
    SELF = "self", _("The volunteer")
    LEADER = "leader", _("The team leader")
    IMPORT = "import", _("Import")


class CancelReason(models.TextChoices):
    OWN_WISH = "own_wish", _("Cancelled by the volunteer")
    BY_LEADER = "by_leader", _("Released by the team leader")
    SHIFT_CANCELLED = "shift_cancelled", _("The shift was cancelled")


class Outcome(models.TextChoices):
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


class HoursKind(models.TextChoices):
    """Training is recorded apart and never added to service time (Order 67 art. 7 and 8)."""

    SERVICE = "service", _("Service")
    TRAINING = "training", _("Training")
