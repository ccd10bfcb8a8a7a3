"""What people fill in for Spring Festival visits."""
