"""The figures of a season for those who plan: reach, fill, coming back, and where people will be missing."""
