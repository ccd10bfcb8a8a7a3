"""Schemes for tests: one of each lane, made from a scheme of the portal. Their amount is a fixed sum."""

EMERGENCY, GOODS = "emergency_for_tests", "goods_for_tests"
MODULES = [f"tests.factories.schemes.{name}" for name in ("emergency", "goods")]
