"""Files taken in from a page: uploaded, their columns named, tried, run in the background."""
