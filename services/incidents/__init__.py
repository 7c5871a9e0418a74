"""Reports of citizens (phản ánh): from the form to the end of their record."""
