"""Signs of danger, as ideas and rows of ideas, one subject a file; see `safety_concepts`."""
