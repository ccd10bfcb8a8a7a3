"""Pages of donors, gifts, pledges and changes of use."""
