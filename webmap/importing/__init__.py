"""Imports as people meet them: form, words, command, upload and the worker's tasks."""
