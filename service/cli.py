"""The `kinline` command line."""

import typer

from service.commands import (
    agency,
    audit,
    campaign,
    doctor,
    endpoints,
    experiment,
    exporting,
    importing,
    mail,
    people,
    processes,
    retention,
    send,
    sender,
    simulate,
)
from service.commands.house import Group

app = typer.Typer(
    name="kinline",
    cls=Group,
    help="Messaging between human-services agencies and the parents they serve.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
for command in (
    processes.up,
    processes.web,
    processes.worker,
    processes.clock,
    mail.mail,
    processes.migrate,
    doctor.doctor,
    simulate.simulate,
):
    app.command()(command)
app.command("import")(importing.import_)
for name, group in {
    "agency": agency.app,
    "branch": agency.branches,
    "user": people.users,
    "key": people.keys,
    "endpoint": endpoints.app,
    "campaign": campaign.app,
    "experiment": experiment.app,
    "send": send.app,
    "sender": sender.app,
    "audit": audit.app,
    "export": exporting.app,
    "retention": retention.app,
    "hold": retention.holds,
}.items():
    app.add_typer(group, name=name)
