"""Lists of cases from spreadsheets: applications for a program, and home visits to make."""
