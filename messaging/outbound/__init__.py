"""From a wish to say something to the provider's word that it arrived."""
