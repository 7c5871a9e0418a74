"""The pages of the field: what a phone keeps, the plain form, files of records."""
