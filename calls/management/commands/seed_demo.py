"""manage.py seed_demo: a made-up organisation to look at."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from calls.demo import seed_demo
from campaigns.commands import OneLineCommand

MAX_CALLS = 5_000_000


class Command(OneLineCommand):
    """Parse, seed, print."""

    help = (
        'Replaces everything of the organisation "demo" by made-up rows, and touches no other '
        "organisation. Also makes the users demo-recruiter (its member) and demo-staff (a "
        "superuser) and gives them new passwords. The same seed within the same hour makes the "
        "same rows."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--calls", type=int, default=20_000, help="default: 20000")
        parser.add_argument("--seed", type=int, default=1, help="default: 1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed the demo and print the counts of its rows."""
        calls = options["calls"]
        if not 1 <= calls <= MAX_CALLS:
            raise CommandError(
                f"--calls must be between 1 and {MAX_CALLS}, not {calls}.", returncode=2
            )
        demo = seed_demo(calls=calls, seed=options["seed"])
        self.stdout.write(f"{demo.organization.name} (organisation {demo.organization.slug}):")
        for name, count in demo.rows.items():
            self.stdout.write(f"  {count:>9,} {name}")
        self.stdout.write("Users and their new passwords:")
        for user, password in demo.passwords.items():
            self.stdout.write(f"  {user:<14} {password}")
