"""Programs that deliver things instead of money, one app each. They know nothing of one another."""
