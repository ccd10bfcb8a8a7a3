"""Sessions of a user, all at once."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings

from accounts.models import User


def end_sessions(user: User, keep: str | None = None) -> int:
    """Ends every session of the user except the one with the key `keep`. Returns how many were ended."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep)
    keys = list(sessions.values_list("session_key", flat=True))
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store.get_model_class().objects.filter(session_key=key).delete()
    sessions.delete()
    return len(keys)
