"""Pages: the public check, the volunteer's own certificates, the register of the federation."""
