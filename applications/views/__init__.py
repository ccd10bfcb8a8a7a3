"""Doors to the cases: fetch through visible_to, parse, call one service, answer."""
