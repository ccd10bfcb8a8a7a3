"""The cases of the demo: every scheme in every main state, made by the same services that people use."""
