"""Doors to people and households: fetch through visible_to, parse, call one service, answer."""
