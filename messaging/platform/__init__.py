"""What every upper room stands on. Knows no parent, case or message."""
