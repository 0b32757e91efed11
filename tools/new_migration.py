"""Write the migration that takes the database from the last one to the models as they are.

python -m tools.new_migration "What changes"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from service.schema import alembic_config


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = alembic_config(f"sqlite:///{Path(folder) / 'scratch.db'}")
        command.upgrade(config, "head")
        command.revision(config, message, autogenerate=True)


if __name__ == "__main__":
    main(sys.argv[1])
