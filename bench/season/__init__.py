"""A season of the federation: many clerks at once do random things to gifts, pools and books, each in a process of his
own; then every sum is derived again from the rows by a script that knows nothing of the portal (sums.py).

python -m bench.season --operations 100000 --processes 8     on SQLite and on PostgreSQL
"""
