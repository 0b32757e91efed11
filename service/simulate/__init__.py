"""A made-up agency lives through days in minutes: all of Kinline for real, with the clock moved."""
