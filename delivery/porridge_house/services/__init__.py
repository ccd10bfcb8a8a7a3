"""What is done at the porridge house, by subject."""
