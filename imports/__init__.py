"""Lists from spreadsheets: staged, checked whole, corrected in place, then taken over row by row."""
