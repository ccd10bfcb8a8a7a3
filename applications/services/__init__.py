"""The verbs of a case, by stage: intake, casework, review, publicity, aftercare."""
