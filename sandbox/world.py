"""The parts of one running sandbox, put together."""

from dataclasses import dataclass

from sandbox.carrier.api import Api
from sandbox.carrier.callbacks import Callbacks
from sandbox.carrier.courier import Courier
from sandbox.carrier.handsets import Handsets
from sandbox.carrier.lifecycle import Lifecycle
from sandbox.config import Config
from sandbox.faults import Mischief
from sandbox.mail.listener import Listener
from sandbox.mail.mailroom import Mailroom
from sandbox.store import Store
from sandbox.tasks import Tasks


@dataclass(frozen=True, slots=True)
class World:
    """Everything a route may need."""

    config: Config
    store: Store
    mischief: Mischief
    tasks: Tasks
    courier: Courier
    lifecycle: Lifecycle
    handsets: Handsets
    mailroom: Mailroom
    api: Api
    listener: Listener | None

    async def start(self) -> None:
        if self.listener is not None:
            await self.listener.start()

    async def stop(self) -> None:
        if self.listener is not None:
            await self.listener.stop()
        await self.tasks.cancel()
        await self.courier.aclose()


def build(config: Config) -> World:
    """Put a sandbox together; nothing listens yet."""
    store, mischief, tasks = Store(config.profiles), Mischief(), Tasks()
    courier = Courier(config.auth_token, config.callback_connections)
    callbacks = Callbacks(courier, mischief, tasks, config.account_sid)
    lifecycle = Lifecycle(store, callbacks, config.pace, config.service_numbers)
    mailroom = Mailroom(config, store, mischief, tasks)
    return World(
        config=config,
        store=store,
        mischief=mischief,
        tasks=tasks,
        courier=courier,
        lifecycle=lifecycle,
        handsets=Handsets(config, store, courier, lifecycle, mischief, tasks),
        mailroom=mailroom,
        api=Api(config, store, lifecycle, mischief),
        listener=_listener(config, mailroom, mischief),
    )


def _listener(config: Config, mailroom: Mailroom, mischief: Mischief) -> Listener | None:
    if config.smtp_port is None:
        return None
    return Listener(config.host, config.smtp_port, config.mail_domain, mailroom, mischief)
