"""The three columns of everything that moves through a workflow."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stateful(models.Model):
    """`state` changes only through Workflow.fire; a trigger (database.operations.state_needs_event) sees to it."""

    state = models.CharField(_("state"), max_length=40, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    state_since = models.DateTimeField(_("in this state since"), editable=False)

    class Meta:
        abstract = True
