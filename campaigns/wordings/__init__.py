"""The agency's own words for messages of the library: written, approved by another, in force."""
