"""Files: receipts and signatures of teachers, photographs of a training, quality certificates of a lot."""

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection.models.trainings import TrainingSession


class PaperKind(models.TextChoices):
    RECEIPT = "receipt", _("receipt signed by the teacher")
    SIGNATURE = "signature", _("signature drawn on the screen")
    PHOTO = "photo", _("photograph of a training")
    CERTIFICATE = "certificate", _("quality certificate of a lot")


PLACES = {
    PaperKind.PHOTO: {"training__isnull": False, "lot__isnull": True},
    PaperKind.CERTIFICATE: {"training__isnull": True, "lot__isnull": False},
    PaperKind.RECEIPT: {"training__isnull": True, "lot__isnull": True},
    PaperKind.SIGNATURE: {"training__isnull": True, "lot__isnull": True},
}


class Paper(models.Model):
    """A photograph that shows faces is kept only with who holds the guardians' consents (PIPL 31)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind)
    training = models.ForeignKey(
        TrainingSession, models.PROTECT, null=True, blank=True, related_name="photos", verbose_name=_("training")
    )
    lot = models.ForeignKey(
        "seedling_protection.SupplyLot",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
        verbose_name=_("lot of bags or book sets"),
    )
    file = models.CharField(_("file"), max_length=120)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=40)
    shows_faces = models.BooleanField(_("faces can be recognised"), default=False)
    consent = models.CharField(_("who holds the guardians' consents"), max_length=120, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by"))

    class Meta:
        verbose_name = _("file of the programme")
        verbose_name_plural = _("files of the programme")
        constraints = [
            models.CheckConstraint(
                condition=reduce(or_, (Q(kind=kind, **places) for kind, places in PLACES.items())),
                name="seedling_paper_in_its_place",
            ),
            models.CheckConstraint(condition=Q(shows_faces=False) | ~Q(consent=""), name="seedling_faces_need_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
