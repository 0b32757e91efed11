"""From a provider's call to the right thread, or to a person who decides."""
