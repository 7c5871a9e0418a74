"""Checks of other bodies from a table (XLSX or CSV): read, laid beside what is known, written."""
