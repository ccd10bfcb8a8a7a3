"""Template tags and filters of the look: chips, money, masks, icons."""

from django import template

register = template.Library()
