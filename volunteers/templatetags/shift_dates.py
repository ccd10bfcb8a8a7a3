"""Days in words, for templates."""

from django import template

from volunteers import dates

register = template.Library()
register.filter("month_day", dates.month_day)
register.filter("month_day_time", dates.month_day_time)
