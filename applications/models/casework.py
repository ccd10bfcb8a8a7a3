"""What is done on a case: papers asked for, checks, findings, remarks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programs.documents import KINDS

USER = settings.AUTH_USER_MODEL


class ApplicationDocumentQuerySet(models.QuerySet):
    def readable(self) -> "ApplicationDocumentQuerySet":
        """What counts as handed in: a photograph that nobody can read proves nothing."""
        return self.filter(unreadable_at__isnull=True)


class ApplicationDocument(models.Model):
    """A paper of the applicant's family that this case relies on."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="papers")
    document = models.ForeignKey("beneficiaries.Document", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    unreadable_at = models.DateTimeField(_("found unreadable"), null=True, blank=True)
    unreadable_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("found unreadable by")
    )
    unreadable_why = models.CharField(_("why it cannot be read"), max_length=120, blank=True)

    objects = ApplicationDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(fields=["application", "document"], name="paper_once_per_case"),
            models.CheckConstraint(
                condition=Q(unreadable_at__isnull=True, unreadable_by__isnull=True, unreadable_why="")
                | (Q(unreadable_at__isnull=False, unreadable_by__isnull=False) & ~Q(unreadable_why="")),
                name="paper_unreadable_at_by_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class SupplementRequest(models.Model):
    """One notice that lists everything missing at once (最低生活保障审核确认办法 art. 10)."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="supplement_requests")
    items = models.JSONField(_("missing items"), default=list)
    note = models.TextField(_("note"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    extended_at = models.DateTimeField(_("given more time"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request for documents")
        verbose_name_plural = _("requests for documents")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at__isnull=True), name="one_open_supplement_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {len(self.items)}"

    @property
    def labels(self) -> list[object]:
        return [KINDS[item].label if item in KINDS else item for item in self.items]


class VerificationTask(models.Model):
    """A question to another body: 社会事业局, school, employer, hospital, case office."""

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        CONTRADICTED = "contradicted", _("Contradicted")
        NO_ANSWER = "no_answer", _("No answer in time")

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="verification_tasks")
    body = models.CharField(_("asked of"), max_length=60)
    named = models.CharField(_("which one"), max_length=60, blank=True)
    question = models.CharField(_("question"), max_length=200)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=20, choices=Result, blank=True)
    note = models.TextField(_("note"), blank=True)
    document = models.OneToOneField(
        "beneficiaries.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answer in writing"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("verification task")
        verbose_name_plural = _("verification tasks")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, result="") | (Q(answered_at__isnull=False) & ~Q(result="")),
                name="verification_answer_complete",
            )
        ]

    def __str__(self) -> str:
        return self.body


class Finding(models.Model):
    """A written conclusion: opinion, vote, answer to an objection, follow-up result. Never edited."""

    class Kind(models.TextChoices):
        DATA = "data", _("Data against the claim")
        APPRAISAL = "appraisal", _("Democratic appraisal")
        PRELIMINARY = "preliminary", _("Preliminary opinion")
        OBJECTION = "objection", _("Finding on an objection")
        CHECK = "check", _("Second check")
        FINAL = "final", _("Decision")
        PAPERWORK = "paperwork", _("Papers of an emergency")
        COLLECTIVE = "collective", _("Collective decision")
        RECONSIDERATION = "reconsideration", _("Reconsideration")
        FOLLOW_UP = "follow_up", _("Follow-up")
        RECOVERY = "recovery", _("Recovery")

    class Outcome(models.TextChoices):
        AGREE = "agree", _("Agree")
        REFUSE = "refuse", _("Refuse")
        NOTE = "note", _("For the record")

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    refusal_code = models.CharField(_("refusal code"), max_length=10, blank=True)
    text = models.TextField(_("text"), blank=True)
    panel_size = models.PositiveSmallIntegerField(_("members of the panel"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("present"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    recused = models.PositiveSmallIntegerField(_("recused"), null=True, blank=True)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("by whom"))

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.kind}: {self.outcome}"


class Remark(models.Model):
    """The words that go with a step of the timeline; internal unless it says otherwise."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="remarks")
    event = models.OneToOneField("audit.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"))
    is_public = models.BooleanField(_("shown to the applicant"), default=False)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")

    def __str__(self) -> str:
        return f"{self.application_id}"


class RefusalWording(models.Model):
    """The sentence of a refusal code as it was edited for this case and printed in its letter; only added."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="refusal_wordings")
    code = models.CharField(_("refusal code"), max_length=10)
    sentence = models.TextField(_("sentence of the letter"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("by whom"))

    class Meta:
        verbose_name = _("wording of a refusal")
        verbose_name_plural = _("wordings of refusals")
        constraints = [models.CheckConstraint(condition=~Q(sentence=""), name="refusal_wording_says_something")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.code}"


class ClaimUse(models.Model):
    """Something that counts only once (programs.history.Claim): an invoice for anybody, a criminal case per person."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(_("kind"), max_length=30)
    number = models.CharField(_("number"), max_length=60)
    person = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("number used once")
        verbose_name_plural = _("numbers used once")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                condition=Q(released_at__isnull=True, person__isnull=True),
                name="claim_used_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "number", "person"],
                condition=Q(released_at__isnull=True, person__isnull=False),
                name="claim_used_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class AccountCorrection(models.Model):
    """After a failed payment: one person enters the new account, another compares it with the bank card."""

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="account_corrections")
    entered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered"))
    verified_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)

    class Meta:
        verbose_name = _("account correction")
        verbose_name_plural = _("account corrections")
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(verified_by=models.F("entered_by"))),
                name="account_verified_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"
