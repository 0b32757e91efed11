"""What the settings page says of the environment."""

from messaging.platform.settings import Settings
from web.staff.installation import INSTALLATION


def test_every_variable_of_the_environment_has_its_sentence() -> None:
    named = [name for each in INSTALLATION for name in each.names]
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
