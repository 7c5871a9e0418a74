"""What citizens, officers and police do, as plain functions. They never commit."""
