"""What campaigns brought about: counts, each made of parts that add up to it."""
