"""What a page shows of a list before anything goes: who would get what, and who nothing."""

from typing import Any

from sqlalchemy.orm import Session

from campaigns.models.send import Send, SendState
from campaigns.sends import preview
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.staff.sends.words import why
from web.voice import Voice
from web.wording import CHANNEL, language_name


def foreseen(session: Session, runtime: Runtime, row: Send, voice: Voice) -> dict[str, Any]:
    """For the pieces `staff/send_*.html`."""
    seen = preview.preview(session, row)
    ready = row.state is SendState.READY
    shown = preview.examples(Unit(session, voice.now), runtime, row) if ready else []
    price = runtime.settings.segment_price
    return {
        "seen": seen,
        "cost": f"{seen.segments * price:,.2f}" if price else "",
        "channels": [(voice.say(CHANNEL[one]), n) for one, n in seen.by_channel.most_common()],
        "tongues": [
            (language_name(one, voice.language), n) for one, n in seen.by_language.most_common()
        ],
        "held": [(why(one, voice), n) for one, n in seen.held.most_common()],
        "left_out": [(why(one, voice), n) for one, n in seen.left_out.most_common()],
        "names": [
            (one.name, one.thread_id, why(one.reason, voice))
            for one in preview.left_out(session, row)
        ],
        "examples": [
            (one, voice.say(CHANNEL[one.channel]), language_name(one.language, voice.language))
            for one in shown
        ],
    }
