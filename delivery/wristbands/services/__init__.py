"""The verbs of wristbands, by subject: stock, sheets, outings, issuing, lifecycle, finding, alerts, missing, upkeep."""
