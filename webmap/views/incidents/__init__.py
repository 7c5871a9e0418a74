"""Pages of reports, one module a job: the form, following by code, the desk, the map."""
