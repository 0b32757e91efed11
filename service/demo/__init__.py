"""All of Kinline on one machine, with a sample agency and a short story told through its doors."""
