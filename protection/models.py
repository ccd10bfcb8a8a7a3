"""Keys that personal data needs beyond the field keys, wrapped by them."""

from django.db import models


class WrappedKey(models.Model):
    """A key for one purpose (blind index of a column, audit chain), stored encrypted under a field key."""

    purpose = models.CharField(max_length=80, unique=True)
    kid = models.CharField(max_length=20)
    sealed = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.purpose
