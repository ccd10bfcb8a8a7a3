"""Pages: shifts for everybody, the volunteer's own record, the leader's roster."""
