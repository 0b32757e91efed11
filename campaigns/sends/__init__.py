"""What staff send to one or to many, once: listed, previewed, confirmed, sent."""
