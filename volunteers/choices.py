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
    STANDING = "standing", _("Standing place")
    WALK_IN = "walk_in", _("Came without signing up")
    FAMILY = "family", _("Family of the volunteer")
    GROUP = "group", _("Named in a group")


class CancelReason(models.TextChoices):
    OWN_WISH = "own_wish", _("Cancelled by the volunteer")
    BY_LEADER = "by_leader", _("Released by the team leader")
    SHIFT_CANCELLED = "shift_cancelled", _("The shift was cancelled")
    OFFER_DECLINED = "offer_declined", _("The offered place was declined")
    OFFER_EXPIRED = "offer_expired", _("The offered place was not answered in time")
    REPLACED = "replaced", _("Somebody else took the place over")
    NOT_APPROVED = "not_approved", _("Not approved by the leader")
    WITH_GROUP = "with_group", _("Cancelled with the group")


class Outcome(models.TextChoices):
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


class ExcuseReason(models.TextChoices):
    """Why a missed shift does not count against the volunteer; the words beside it are optional."""

    ILLNESS = "illness", _("Ill")
    FAMILY = "family", _("Family emergency")
    TOLD = "told", _("Told the leader in time")
    WEATHER = "weather", _("Weather or traffic")
    ORGANISER = "organiser", _("Mistake of the organisers")
    OTHER = "other", _("Another reason")


class Relation(models.TextChoices):
    """Who somebody is to the volunteer for whom he signs up."""

    CHILD = "child", _("Son or daughter")
    GRANDCHILD = "grandchild", _("Grandchild")
    SPOUSE = "spouse", _("Wife or husband")
    SIBLING = "sibling", _("Brother or sister")
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Guardian")
    RELATIVE = "relative", _("Another relative")


class Agreement(models.TextChoices):
    """How the volunteer said that somebody may sign him up."""

    IN_PERSON = "in_person", _("Said so at the leader's desk")
    PAPER = "paper", _("Signed paper")
    ACCOUNT = "account", _("With the own account")


class LinkEnd(models.TextChoices):
    REFUSED = "refused", _("Not agreed")
    WITHDRAWN = "withdrawn", _("Taken back before the answer")
    REVOKED = "revoked", _("Revoked")


class HoursKind(models.TextChoices):
    """Training is recorded apart and never added to service time (Order 67 art. 7 and 8)."""

    SERVICE = "service", _("Service")
    TRAINING = "training", _("Training")


class HoursSource(models.TextChoices):
    """Where credited time is known from."""

    SCAN = "scan", _("Scanned at the place")
    ROSTER = "roster", _("Roster of the leader")
    AUTO = "auto", _("Scanned on arrival, closed at the planned end")
    BACK_FILL = "back_fill", _("Entered later by the leader")
    IMPORT = "import", _("Taken over from a list")


class EvaluationSide(models.TextChoices):
    OF_VOLUNTEER = "of_volunteer", _("The leader about the volunteer")
    OF_ACTIVITY = "of_activity", _("The volunteer about the activity")


class QuestionOutcome(models.TextChoices):
    CORRECTED = "corrected", _("The record was corrected")
    RIGHT = "right", _("The record is right")


class CheckinKind(models.TextChoices):
    IN = "in", _("Came")
    OUT = "out", _("Left")


class CheckinMethod(models.TextChoices):
    """How it is known; the two kinds of codes are proof of the place, a tick is the leader's word."""

    PLACE = "place", _("Code at the place")
    PERSON = "person", _("Code of the volunteer")
    TICK = "tick", _("Ticked by the leader")
    AUTO = "auto", _("Closed at the planned end")


class AppealOutcome(models.TextChoices):
    PRESENT = "present", _("The volunteer was there")
    EXCUSED = "excused", _("There was a good reason")
    KEPT = "kept", _("The shift was missed without telling")
