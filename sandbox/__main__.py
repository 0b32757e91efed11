"""`python -m sandbox`: run a carrier and a mail server on this machine."""

import argparse
from collections.abc import Sequence
from datetime import timedelta

from sandbox.carrier.profiles import PROFILES
from sandbox.config import Config, Relay
from sandbox.server import Server

_DEFAULTS = Config()


def parse(arguments: Sequence[str] | None = None) -> Config:
    """The configuration a command line asks for; ends the process with a hint if it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    add = parser.add_argument
    add("--host", default=_DEFAULTS.host)
    add("--port", type=int, default=_DEFAULTS.port, help="HTTP; 0 takes any free port")
    add("--smtp-port", type=int, default=_DEFAULTS.smtp_port, help="0 takes any free port")
    add("--account-sid", default=_DEFAULTS.account_sid)
    add("--auth-token", default=_DEFAULTS.auth_token)
    add("--inbound-url", help="where a parent's text is posted")
    add("--mail-relay", type=_relay, metavar="HOST:PORT", help="where replies and bounces go")
    add("--number", action="append", metavar="+1…", help="a number of the messaging service")
    add("--service-sid", help="named in webhooks for a parent's text")
    add("--profile", action="append", type=_profile, default=[], metavar="+1…=landline")
    add("--carrier-opt-out", action="store_true", help="the carrier keeps its own STOP list")
    add("--pace-ms", type=int, default=50, help="time between two statuses of a message")
    given = parser.parse_args(arguments)
    return Config(
        host=given.host,
        port=given.port,
        smtp_port=given.smtp_port,
        account_sid=given.account_sid,
        auth_token=given.auth_token,
        inbound_url=given.inbound_url,
        mail_relay=given.mail_relay,
        service_numbers=tuple(given.number or _DEFAULTS.service_numbers),
        service_sid=given.service_sid,
        profiles=tuple(given.profile),
        carrier_opt_out=given.carrier_opt_out,
        pace=timedelta(milliseconds=given.pace_ms),
    )


def _relay(value: str) -> Relay:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal():
        raise argparse.ArgumentTypeError("give a host and a port, such as 127.0.0.1:8025")
    return Relay(host, int(port))


def _profile(value: str) -> tuple[str, str]:
    number, _, name = value.partition("=")
    if name not in PROFILES:
        raise argparse.ArgumentTypeError(f"give a number and one of {', '.join(PROFILES)}")
    return number, name


def main() -> None:
    Server(parse(), announce=True).run()


if __name__ == "__main__":
    main()
