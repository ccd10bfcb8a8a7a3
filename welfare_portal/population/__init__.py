"""Volume for trying and measuring: invented cases, people, volunteers and shifts by the hundred thousand.

The rows are those that the services would have left behind: every state with its chain of audit events, tallies,
search tokens, sealed fields. `manage.py verify` finds nothing afterwards. Nobody is told anything: events are written
without an outbox entry. What is left out, and why, stands in docs/performance.md.
"""
