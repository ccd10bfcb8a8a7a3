"""One module per file layout of a bank; settings.BANK_FORMATS lists them."""
