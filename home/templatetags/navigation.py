"""The menus, for the base templates. Every tag works without a request (error pages)."""

from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.utils.text import capfirst
from django.utils.translation import gettext

from accounts.permissions import roles_of
from accounts.roles import BY_CODE
from home.navigation import DESK_MENU, PUBLIC_MENU, MenuLink, menu_for, phone_menu_for

register = template.Library()


def user_of(context: Context) -> Any:
    return getattr(context.get("request"), "user", None) or AnonymousUser()


@register.simple_tag(takes_context=True)
def public_menu(context: Context) -> list[MenuLink]:
    return menu_for(user_of(context), PUBLIC_MENU)


@register.simple_tag(takes_context=True)
def desk_menu(context: Context) -> list[MenuLink]:
    return menu_for(user_of(context), DESK_MENU)


@register.simple_tag(takes_context=True)
def phone_menu(context: Context) -> list[MenuLink]:
    return phone_menu_for(user_of(context))


@register.simple_tag(takes_context=True)
def desk_roles(context: Context) -> str:
    """The roles of the user in words, for the foot of the side navigation."""
    labels = [capfirst(str(role.label)) for code, role in BY_CODE.items() if code in roles_of(user_of(context))]
    return gettext(", ").join(labels)
