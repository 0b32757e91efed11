"""What was said and taken, for the judge."""

from dataclasses import dataclass, field

from service.demo.cast import Parent


@dataclass(slots=True)
class Said:
    to_phone: dict[str, str] = field(default_factory=dict)
    """Handset by text."""
    to_mail: dict[str, str] = field(default_factory=dict)
    """Address by text."""
    to_shared: dict[str, str] = field(default_factory=dict)
    """Texts to shared phones, which nobody may get to read."""
    from_phone: dict[str, Parent] = field(default_factory=dict)
    """Who wrote which text."""
