"""How a file becomes records: read, checked row by row, planned, written whole or not at all."""
