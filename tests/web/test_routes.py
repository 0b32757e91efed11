"""Role by scope by act, held against every route of the app. A new route needs a row here."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from campaigns import sound
from campaigns.loading import load_campaigns
from campaigns.models.import_job import ImportJob, ImportState
from campaigns.models.send import Send, SendState
from campaigns.models.series import SendSeries, SeriesState
from campaigns.models.start import CampaignStart, StartState
from campaigns.models.version import CampaignVersion
from campaigns.sends import saved
from campaigns.sends.audience import Audience
from campaigns.sends.rhythm import Every
from casework.models.saved_filter import SavedFilter
from casework.models.saved_reply import SavedReply
from casework.models.task import TaskKind
from casework.tasks import open_task
from channels.file_kinds import FileKind
from channels.values import ChannelKind
from messaging.directory import absences, contact_points, own_fields, referrals
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.inbound.routing import TriageReason
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import MessageStatus
from messaging.models.own_field import FieldKind
from messaging.models.own_wording import OwnWording
from messaging.models.second_factor import Passkey
from messaging.models.secret import ApiKey
from messaging.models.staff import Staff, StaffRole, StaffSession, Way
from messaging.models.stage import Stage
from messaging.outbound import questions
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.models import EventDelivery
from service import facts
from service.accounts import add_key
from service.app import create_app
from tests.outgoing.receiver import FakeSender
from tests.support.databases import copy_sqlite
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff, phone
from tests.web.browsers import MemoryThrottle, browser, log_in, password_hash
from tests.web.conversations import doubtful, heard, told
from tests.web.routes import Door, doors
from web.api.keys import Scope
from web.identity import inviting
from web.identity.inviting import Invited
from web.identity.sessions import LIFE
from web.staff.event_addresses import looker, sender_of
from web.staff.sessions import COOKIE

NUMBER = "+13125550142"
CAMPAIGN = next(iter(load_campaigns().values()))

WHO = ("nora", "south", "other", "sup", "adm", "aud", "partner", "stranger", "elm")
"""A caseworker of the case's branch, one of another branch, one of that branch's other program; its
supervisor; an administrator and an auditor of the agency; the partner it was referred to, and
another one; an administrator of another agency."""

#                      nora south other sup adm aud partner stranger elm
ANYONE = "             +    +     +     +   +   +   +       +        + "
CONVERSATION = "       +    0     0     +   +   x   +       0        0 "
FILED = "              +    0     0     +   +   x   x       x        0 "
ANSWER = "             +    0     0     +   +   x   x       x        0 "
LIST = "               +    +     +     +   +   x   +       +        + "
WRITING = "            +    +     +     +   +   x   x       x        + "
SHARED = "             +    +    +     +   +   x   x       x        0 "
TRIAGE = "             x    x     x     +   +   x   x       x        + "
ONE_STRAY = "          x    x     x     +   +   x   x       x        0 "
RUNNING = "            x    x     x     +   +   x   x       x        + "
ONE_SET_UP = "         x    x     x     +   +   x   x       x        0 "
NOT_THEIRS = "         0    0     0     0   0   0   0       0        0 "
NOBODY_TO_JOIN = "     x    x     x     0   0   x   x       x        0 "
NOT_THEIRS_TO_READ = " 0    0     0     0   0   x   0       0        0 "
WHOLE = "              x    x     x     x   +   x   x       x        + "
MOVING = "             x    x     x     +   +   x   x       x        0 "
MOVING_BY_KEY = "      x    0     0     +   +   x   x       x        0 "
TELLING = "            x    x     x     x   +   x   x       x        + "
AUDITING = "           x    x     x     x   +   +   x       x        + "
ONE_TOLD = "           x    x     x     x   +   x   x       x        0 "
"""`+` is let in, `x` hears that this is not open to them (403), `0` finds nothing there (404)."""

PAGES: Mapping[Door, str] = {
    ("GET", "/staff/"): ANYONE,
    ("POST", "/staff/logout"): ANYONE,
    ("GET", "/staff/account"): ANYONE,
    ("POST", "/staff/account/authenticator"): ANYONE,
    ("POST", "/staff/account/authenticator/confirm"): ANYONE,
    ("POST", "/staff/account/authenticator/remove"): ANYONE,
    ("POST", "/staff/account/recovery"): ANYONE,
    ("POST", "/staff/account/passkeys"): ANYONE,
    ("POST", "/staff/account/sign-on"): ANYONE,
    ("POST", "/staff/account/sign-on/remove"): ANYONE,
    # At an address that is no name, as here, there are none.
    ("POST", "/staff/account/passkeys/options"): ANYONE,
    ("POST", "/staff/account/passkeys/{passkey_id}"): NOT_THEIRS,
    ("POST", "/staff/account/passkeys/{passkey_id}/remove"): NOT_THEIRS,
    ("POST", "/staff/account/sessions/end"): ANYONE,
    ("POST", "/staff/account/sessions/{session_id}/end"): NOT_THEIRS,
    ("POST", "/staff/account/password"): ANYONE,
    ("GET", "/staff/inbox"): LIST,
    ("GET", "/staff/inbox/list"): LIST,
    ("GET", "/staff/design"): ANYONE,
    ("POST", "/staff/inbox/several"): WRITING,
    ("GET", "/staff/choices/{of}"): WRITING,
    ("POST", "/staff/filters"): LIST,
    ("POST", "/staff/filters/{filter_id}/forget"): NOT_THEIRS_TO_READ,
    ("POST", "/staff/search"): LIST,
    ("GET", "/staff/live"): LIST,
    ("GET", "/staff/threads/{thread_id}"): CONVERSATION,
    ("GET", "/staff/threads/{thread_id}/messages"): CONVERSATION,
    ("GET", "/staff/threads/{thread_id}/answering"): CONVERSATION,
    ("POST", "/staff/threads/{thread_id}/find"): CONVERSATION,
    ("GET", "/staff/files/{file_id}"): CONVERSATION,
    ("POST", "/staff/threads/{thread_id}/reply"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/saved-reply"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/form"): ANSWER,
    ("POST", "/staff/measure"): WRITING,
    ("GET", "/staff/saved-replies"): RUNNING,
    ("POST", "/staff/saved-replies"): RUNNING,
    ("POST", "/staff/saved-replies/{reply_id}"): ONE_SET_UP,
    ("POST", "/staff/saved-replies/{reply_id}/delete"): ONE_SET_UP,
    ("GET", "/staff/imports"): WHOLE,
    ("POST", "/staff/imports"): WHOLE,
    ("GET", "/staff/imports/{job_id}"): ONE_TOLD,
    ("POST", "/staff/imports/{job_id}/columns"): ONE_TOLD,
    ("POST", "/staff/imports/{job_id}/run"): ONE_TOLD,
    ("POST", "/staff/imports/{job_id}/drop"): ONE_TOLD,
    ("GET", "/staff/imports/{job_id}/errors.csv"): ONE_TOLD,
    ("GET", "/staff/sends"): WRITING,
    ("POST", "/staff/sends"): WRITING,
    ("POST", "/staff/sends/audiences"): WRITING,
    ("POST", "/staff/sends/audiences/{audience_id}/rename"): SHARED,
    ("POST", "/staff/sends/audiences/{audience_id}/delete"): SHARED,
    ("GET", "/staff/sends/series/{series_id}"): ANSWER,
    ("POST", "/staff/sends/series/{series_id}/confirm"): ANSWER,
    ("POST", "/staff/sends/series/{series_id}/pause"): ANSWER,
    ("POST", "/staff/sends/series/{series_id}/resume"): ANSWER,
    ("POST", "/staff/sends/series/{series_id}/end"): ANSWER,
    ("GET", "/staff/sends/{send_id}"): ANSWER,
    ("POST", "/staff/sends/{send_id}/confirm"): ANSWER,
    ("POST", "/staff/sends/{send_id}/pause"): ANSWER,
    ("POST", "/staff/sends/{send_id}/resume"): ANSWER,
    ("POST", "/staff/sends/{send_id}/cancel"): ANSWER,
    ("POST", "/staff/sends/{send_id}/test"): ANSWER,
    ("GET", "/staff/tasks"): WRITING,
    ("POST", "/staff/tasks/{task_id}/{act}"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/tasks/{task_id}/{act}"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/messages/{message_id}/take-back"): ANSWER,
    ("GET", "/staff/office"): WRITING,
    ("POST", "/staff/office/hours"): WHOLE,
    ("POST", "/staff/office/hours/{code}"): RUNNING,
    ("POST", "/staff/office/absences"): ANSWER,
    ("POST", "/staff/office/absences/{absence_id}/end"): ANSWER,
    ("GET", "/staff/appointments"): WRITING,
    ("GET", "/staff/cases"): WRITING,
    ("POST", "/staff/cases"): WRITING,
    ("GET", "/staff/cases/{case_id}"): FILED,
    ("GET", "/staff/cases/people/{person_id}"): FILED,
    ("GET", "/staff/cases/people/{person_id}/alike"): ONE_SET_UP,
    ("POST", "/staff/cases/people/{person_id}/alike"): ONE_SET_UP,
    ("GET", "/staff/cases/people/{person_id}/join/{other_id}"): NOBODY_TO_JOIN,
    ("POST", "/staff/cases/people/{person_id}/join/{other_id}"): NOBODY_TO_JOIN,
    ("POST", "/staff/cases/people/{person_id}/apart/{other_id}"): NOBODY_TO_JOIN,
    ("GET", "/staff/alarm"): LIST,
    ("GET", "/staff/overdue"): LIST,
    ("POST", "/staff/threads/{thread_id}/no-answer-needed"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/worker"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/branch"): MOVING,
    ("POST", "/staff/threads/{thread_id}/language"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/close"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/reopen"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/snooze"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/bring-back"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/holds/{contact_id}"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/questions/{question_id}"): ANSWER,
    ("GET", "/staff/triage"): TRIAGE,
    ("POST", "/staff/triage/{inbound_id}/search"): ONE_STRAY,
    ("POST", "/staff/triage/{inbound_id}/match"): ONE_STRAY,
    ("POST", "/staff/triage/{inbound_id}/dismiss"): ONE_STRAY,
    ("POST", "/staff/triage/{inbound_id}/hold"): ONE_STRAY,
    ("POST", "/staff/triage/{inbound_id}/answer"): ONE_STRAY,
    ("GET", "/staff/uncertain"): LIST,
    ("POST", "/staff/uncertain/{attempt_id}"): ANSWER,
    ("GET", "/staff/status"): RUNNING,
    ("POST", "/staff/status/senders"): ONE_STRAY,
    ("POST", "/staff/status/campaigns/{campaign}"): RUNNING,
    ("GET", "/staff/campaigns"): RUNNING,
    ("GET", "/staff/campaigns/{campaign}"): RUNNING,
    ("GET", "/staff/campaigns/{campaign}/starts"): RUNNING,
    ("POST", "/staff/campaigns/{campaign}/starts"): RUNNING,
    ("GET", "/staff/starts/{start_id}"): ONE_SET_UP,
    ("POST", "/staff/starts/{start_id}/confirm"): ONE_SET_UP,
    ("POST", "/staff/starts/{start_id}/cancel"): ONE_SET_UP,
    ("GET", "/staff/campaigns/{campaign}/edit"): RUNNING,
    ("POST", "/staff/campaigns/{campaign}"): RUNNING,
    ("POST", "/staff/campaigns/{campaign}/versions/{version}/{move}"): ONE_SET_UP,
    ("GET", "/staff/reports"): RUNNING,
    ("GET", "/staff/reports/file.csv"): RUNNING,
    ("GET", "/staff/wording"): RUNNING,
    ("GET", "/staff/wording/{template}"): RUNNING,
    ("GET", "/staff/wording/{template}/{language}"): RUNNING,
    ("POST", "/staff/wording/{template}/{language}"): RUNNING,
    ("POST", "/staff/wording/{template}/{language}/preview"): RUNNING,
    ("POST", "/staff/wording-versions/{wording_id}/{move}"): ONE_SET_UP,
    ("GET", "/staff/experiments/{experiment}"): WHOLE,
    ("POST", "/staff/experiments/{experiment}"): WHOLE,
    ("POST", "/staff/experiments/{experiment}/end"): WHOLE,
    ("GET", "/staff/records"): RUNNING,
    ("POST", "/staff/records/hearing"): ONE_SET_UP,
    ("POST", "/staff/records/person"): ONE_SET_UP,
    ("GET", "/staff/settings"): TELLING,
    ("POST", "/staff/settings/agency"): TELLING,
    ("POST", "/staff/settings/branches"): TELLING,
    ("POST", "/staff/settings/branches/{branch_id}"): ONE_TOLD,
    ("POST", "/staff/threads/{thread_id}/fields"): ANSWER,
    ("POST", "/staff/threads/{thread_id}/notes"): ANSWER,
    ("POST", "/staff/settings/fields"): TELLING,
    ("POST", "/staff/settings/fields/{field_id}"): ONE_TOLD,
    ("POST", "/staff/settings/senders"): ONE_TOLD,
    ("POST", "/staff/settings/retention"): TELLING,
    ("GET", "/staff/api-keys"): TELLING,
    ("POST", "/staff/api-keys"): ONE_TOLD,
    ("POST", "/staff/api-keys/{key_id}/rotate"): ONE_TOLD,
    ("POST", "/staff/api-keys/{key_id}/end"): ONE_TOLD,
    ("POST", "/staff/api-keys/secrets"): TELLING,
    ("POST", "/staff/api-keys/endpoints/{endpoint_id}"): ONE_TOLD,
    ("GET", "/staff/audit"): AUDITING,
    ("POST", "/staff/audit"): AUDITING,
    ("POST", "/staff/audit/export"): AUDITING,
    ("GET", "/staff/people"): TELLING,
    ("POST", "/staff/people"): TELLING,
    ("POST", "/staff/people/second-factor"): TELLING,
    ("GET", "/staff/sign-on"): TELLING,
    ("POST", "/staff/sign-on"): TELLING,
    ("POST", "/staff/sign-on/remove"): TELLING,
    ("POST", "/staff/people/invitations/{invitation_id}/again"): ONE_TOLD,
    ("POST", "/staff/people/invitations/{invitation_id}/withdraw"): ONE_TOLD,
    ("POST", "/staff/people/{colleague_id}/sessions/end"): ONE_TOLD,
    ("POST", "/staff/people/{colleague_id}/factors/remove"): ONE_TOLD,
    ("POST", "/staff/people/{colleague_id}/close"): ONE_TOLD,
    ("POST", "/staff/people/{colleague_id}/reopen"): ONE_TOLD,
    ("GET", "/staff/events"): TELLING,
    ("GET", "/staff/events/new"): TELLING,
    ("POST", "/staff/events/new"): TELLING,
    ("GET", "/staff/events/endpoints/{endpoint_id}"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/types"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/secret"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/test"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/pause"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/resume"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/replay"): ONE_TOLD,
    ("POST", "/staff/events/{delivery_id}/replay"): ONE_TOLD,
    ("POST", "/staff/events/endpoints/{endpoint_id}/remove"): ONE_TOLD,
}
API: Mapping[Door, str] = {
    ("GET", "/api/v1/threads"): LIST,
    ("GET", "/api/v1/threads/{thread_id}"): CONVERSATION,
    ("GET", "/api/v1/threads/{thread_id}/messages"): CONVERSATION,
    ("POST", "/api/v1/threads/{thread_id}/messages"): ANSWER,
    ("GET", "/api/v1/messages/{message_id}"): CONVERSATION,
    ("GET", "/api/v1/threads/{thread_id}/holds"): CONVERSATION,
    ("POST", "/api/v1/threads/{thread_id}/holds/{contact_id}"): ANSWER,
    ("GET", "/api/v1/threads/{thread_id}/questions"): CONVERSATION,
    ("POST", "/api/v1/threads/{thread_id}/questions/{question_id}"): ANSWER,
    ("GET", "/api/v1/triage/holds"): TRIAGE,
    ("POST", "/api/v1/triage/{inbound_id}/hold"): ONE_STRAY,
    ("GET", "/api/v1/sends"): WRITING,
    ("POST", "/api/v1/sends"): WRITING,
    ("GET", "/api/v1/sends/{send_id}"): ANSWER,
    ("POST", "/api/v1/sends/{send_id}/confirm"): ANSWER,
    ("POST", "/api/v1/sends/{send_id}/{verb}"): ANSWER,
    ("GET", "/api/v1/tasks"): WRITING,
    ("POST", "/api/v1/tasks/{task_id}/take"): ANSWER,
    ("POST", "/api/v1/tasks/{task_id}/give-back"): ANSWER,
    ("GET", "/api/v1/office"): RUNNING,
    ("POST", "/api/v1/office/agency"): WHOLE,
    ("POST", "/api/v1/office/branches/{code}"): RUNNING,
    ("GET", "/api/v1/absences"): WRITING,
    ("POST", "/api/v1/absences"): ANSWER,
    ("POST", "/api/v1/absences/{absence_id}/end"): ANSWER,
    ("GET", "/api/v1/overdue"): LIST,
    ("POST", "/api/v1/threads/{thread_id}/no-answer-needed"): ANSWER,
    ("POST", "/api/v1/threads/{thread_id}/worker"): ANSWER,
    ("POST", "/api/v1/threads/{thread_id}/branch"): MOVING_BY_KEY,
    ("POST", "/api/v1/threads/{thread_id}/close"): ANSWER,
    ("POST", "/api/v1/threads/{thread_id}/snooze"): ANSWER,
    ("POST", "/api/v1/threads/{thread_id}/wake"): ANSWER,
    ("POST", "/api/v1/threads/several"): WRITING,
    ("POST", "/api/v1/threads/{thread_id}/reopen"): ANSWER,
    ("GET", "/api/v1/uncertain"): LIST,
    ("POST", "/api/v1/uncertain/{attempt_id}"): ANSWER,
    ("GET", "/api/v1/wordings"): RUNNING,
    ("GET", "/api/v1/wordings/{template}"): RUNNING,
    ("POST", "/api/v1/wordings/{template}/{language}"): RUNNING,
    ("GET", "/api/v1/campaigns"): RUNNING,
    ("GET", "/api/v1/campaigns/{campaign}"): RUNNING,
    ("POST", "/api/v1/campaigns/{campaign}"): RUNNING,
    ("GET", "/api/v1/reports"): RUNNING,
    ("GET", "/api/v1/rehearsed-messages"): LIST,
    ("GET", "/api/v1/endpoints"): TELLING,
    ("GET", "/api/v1/outgoing-events"): TELLING,
    ("GET", "/api/v1/outgoing-events/{event_id}"): ONE_TOLD,
    ("POST", "/api/v1/outgoing-events/{event_id}/replay"): ONE_TOLD,
    ("POST", "/api/v1/endpoints/{endpoint_id}/replay"): ONE_TOLD,
}
OPEN: frozenset[Door] = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("GET", "/static"),
        ("GET", "/api/v1/openapi.json"),
        ("GET", "/staff/login"),
        ("POST", "/staff/login"),
        ("GET", "/staff/forgot"),
        ("GET", "/staff/login/sign-on"),
        ("GET", "/staff/login/sign-on/back"),
        ("POST", "/staff/forgot"),
        ("GET", "/staff/login/code"),
        ("POST", "/staff/login/code"),
        ("POST", "/staff/login/passkey"),
        ("POST", "/staff/login/passkey/options"),
        ("GET", "/p/leave"),
        ("GET", "/p/chat"),
        ("GET", "/p/embed.js"),
        ("GET", "/p/start/{slug}"),
    }
)
"""They tell nothing of anybody."""
SIGNED: frozenset[Door] = frozenset(
    {
        ("POST", "/webhooks/twilio/inbound"),
        ("POST", "/webhooks/twilio/status"),
        ("POST", "/webhooks/agency/{agency}"),
        ("POST", "/webhooks/email/inbound"),
    }
)
"""Doors for machines: without a signature they refuse."""
LINKED: frozenset[Door] = frozenset(
    {
        ("GET", "/p/chat/{token}"),
        ("POST", "/p/chat/{token}"),
        ("GET", "/p/chat/{token}/messages"),
        ("GET", "/p/chat/{token}/live"),
        ("GET", "/p/chat/{token}/leave"),
        ("GET", "/p/start/{slug}/{token}"),
        ("POST", "/p/start/{slug}/{token}"),
        ("GET", "/p/start/{slug}/{token}/messages"),
        ("GET", "/p/start/{slug}/{token}/live"),
        ("GET", "/p/start/{slug}/{token}/leave"),
        ("GET", "/p/start/{slug}/{token}/prove"),
        ("POST", "/p/start/{slug}/{token}/prove"),
        ("GET", "/p/start/{slug}/{token}/code"),
        ("POST", "/p/start/{slug}/{token}/code"),
        ("GET", "/p/form/{token}"),
        ("POST", "/p/form/{token}"),
        ("GET", "/p/preferences/{token}"),
        ("POST", "/p/preferences/{token}"),
        ("GET", "/staff/reset/{token}"),
        ("POST", "/staff/reset/{token}"),
        ("GET", "/staff/invitation/{token}"),
        ("POST", "/staff/invitation/{token}"),
        ("GET", "/p/unsubscribe/{token}"),
        ("POST", "/p/unsubscribe/{token}"),
    }
)
"""Pages behind a link, which is the key: a parent's own, and choosing a password."""

FORMS: Mapping[str, Mapping[str, str]] = {
    "/staff/people/{colleague_id}/factors/remove": {"proved": "in_person"},
    "/staff/threads/{thread_id}/language": {"language": "es"},
    "/staff/office/hours": {"opens": "8", "closes": "17", "within": "2"},
    "/staff/office/absences": {
        "staff": "{staff_id}",
        "cover": "{colleague_id}",
        "first_day": "2026-03-02",
        "last_day": "2026-03-06",
    },
    "/staff/sign-on": {"issuer": "https://localhost:1", "client_id": "sample", "name": "Sample"},
    "/staff/people": {"email": "{fresh}@oak.example", "name": "Sample"},
    "/staff/inbox/several": {"act": "close", "thread": "{thread_id}"},
    "/staff/filters": {"name": "sample"},
    "/staff/threads/{thread_id}/snooze": {"when": "tomorrow"},
    "/staff/search": {"words": "Maria"},
    "/staff/cases": {"words": "Maria"},
    "/staff/cases/people/{person_id}/join/{other_id}": {"reason": "papers"},
    "/staff/records/hearing": {
        "case": "{case_number}",
        "number": "{person_number}",
        "purpose": "hearing",
    },
    "/staff/records/person": {"number": "{person_number}", "purpose": "records_request"},
    "/staff/api-keys": {"name": "sample", "acts_for": "{staff_id}", "scope": "tasks:read"},
    "/staff/audit/export": {"purpose": "review"},
    "/staff/threads/{thread_id}/reply": {"key": "sample-key", "text": "Hello", "way": "chat"},
    "/staff/threads/{thread_id}/holds/{contact_id}": {"verdict": "wants"},
    "/staff/threads/{thread_id}/questions/{question_id}": {"answer": "A"},
    "/staff/threads/{thread_id}/notes": {"key": "sample-key", "note": "Call first"},
    "/staff/threads/{thread_id}/form": {"which": "work", "key": "sample-key"},
    "/staff/threads/{thread_id}/saved-reply": {"saved": "{saved_id}", "key": "sample-key"},
    "/staff/imports": {"key": "{fresh}", "kind": "people"},
    "/staff/sends": {"key": "{fresh}", "en": "{{{{ agency_name }}}}: Hello"},
    "/staff/campaigns/{campaign}/starts": {"key": "{fresh}"},
    "/staff/starts/{start_id}/confirm": {"number": "1"},
    "/staff/sends/audiences": {"name": "{fresh}"},
    "/staff/sends/audiences/{audience_id}/rename": {"name": "{fresh}"},
    "/staff/sends/series/{series_id}/confirm": {"number": "1"},
    "/staff/sends/{send_id}/confirm": {"number": "1"},
    "/staff/saved-replies": {"name": "{fresh}", "en": "Hello"},
    "/staff/saved-replies/{reply_id}": {"name": "{fresh}", "en": "Hello"},
    "/staff/threads/{thread_id}/no-answer-needed": {"until": "2026-01-01T00:00:00Z"},
    "/staff/threads/{thread_id}/worker": {"worker": "nobody"},
    "/staff/threads/{thread_id}/branch": {"branch": "{branch_id}"},
    "/staff/triage/{inbound_id}/search": {"words": "Maria"},
    "/staff/triage/{inbound_id}/hold": {"verdict": "wants"},
    "/staff/triage/{inbound_id}/match": {"thread_id": "{thread_id}"},
    "/staff/uncertain/{attempt_id}": {"verdict": "went"},
    "/staff/experiments/{experiment}": {
        "holdout": "10",
        "baseline": "60",
        "effect": "6",
        "alike": "person",
    },
    "/staff/settings/agency": {
        "name": "Oak Co Child Support",
        "neutral_name": "Oak Co",
        "phone": "(312) 555-0100",
        "time_zone": "America/Chicago",
        "state": "IL",
    },
    "/staff/settings/branches": {"code": "{fresh}", "name": "Sample"},
    "/staff/settings/branches/{branch_id}": {"name": "Sample", "enabled": "true"},
    "/staff/settings/fields": {"key": "f{fresh.hex}", "label": "Sample", "kind": "yes_no"},
    "/staff/settings/fields/{field_id}": {"label": "Sample", "used": "true"},
    "/staff/settings/senders": {"channel": "sms", "address": "+13125550100", "act": "rate"},
    "/staff/settings/retention": {"record": "files"},
    "/staff/campaigns/{campaign}": {"seen": "9"},
    "/staff/status/senders": {"channel": "sms", "address": "+13125550100"},
    "/staff/events/{delivery_id}/replay": {"again": "sample"},
    "/staff/events/new": {"url": "https://oak.example/{fresh}", "types": "task.opened"},
    "/staff/events/endpoints/{endpoint_id}/types": {"types": "task.opened"},
}
BODIES: Mapping[str, Mapping[str, object]] = {
    "/api/v1/office/agency": {
        "opens_hour": 8,
        "closes_hour": 17,
        "closed_days": [],
        "answer_work_days": 2,
    },
    "/api/v1/office/branches/{code}": {
        "opens_hour": None,
        "closes_hour": None,
        "closed_days": [],
    },
    "/api/v1/absences": {
        "staff_id": "{staff_id}",
        "cover_id": "{colleague_id}",
        "first_day": "2026-03-02",
        "last_day": "2026-03-06",
    },
    "/api/v1/wordings/{template}/{language}": {
        "words": {
            "sms.text": "{{ sender_name }}: Please call {{ agency_phone }} {{ office_hours }} or "
            "see {{ help_site }}. STOP to end."
        }
    },
    "/api/v1/campaigns/{campaign}": {"definition": sound.stored(CAMPAIGN)},
    "/api/v1/sends": {"audience": {}, "words": {"en": "{{ agency_name }}: Hello"}},
    "/api/v1/sends/{send_id}/confirm": {"number": 1},
    "/api/v1/threads/{thread_id}/messages": {"text": "Hello", "channel": "chat"},
    "/api/v1/threads/{thread_id}/holds/{contact_id}": {"verdict": "wants"},
    "/api/v1/triage/{inbound_id}/hold": {"verdict": "wants"},
    "/api/v1/threads/{thread_id}/questions/{question_id}": {"answer": "A"},
    "/api/v1/threads/{thread_id}/no-answer-needed": {"until": "2026-01-01T00:00:00Z"},
    "/api/v1/threads/{thread_id}/worker": {"worker_id": None},
    "/api/v1/threads/{thread_id}/snooze": {"until": "2026-03-03T10:00:00Z"},
    "/api/v1/threads/several": {"threads": [str(UUID(int=1))], "do": {"act": "put_away"}},
    "/api/v1/threads/{thread_id}/branch": {"branch": "north"},
    "/api/v1/uncertain/{attempt_id}": {"verdict": "went"},
    "/api/v1/endpoints/{endpoint_id}/replay": {"since": "2026-01-01T00:00:00Z"},
}
REFUSED = frozenset({401, 403, 422})
"""422: a header of the signature is missing."""
TYPE: Mapping[str, str] = {"/webhooks/email/inbound": "message/rfc822"}
LET_IN = frozenset({200, 201, 204, 303, 409})
"""409: somebody before them did it."""


# Every route, asked by everyone.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def app(runtime: Runtime) -> FastAPI:
    app = create_app(runtime)
    app.state.throttle = MemoryThrottle()
    app.dependency_overrides[looker] = lambda: lambda _host, _port: ["8.8.8.8"]
    app.dependency_overrides[sender_of] = FakeSender
    # Its streams end at once.
    app.state.live.close()
    return app


@dataclass(slots=True)
class World:
    """One parent's case with everything that a route can name."""

    runtime: Runtime
    office: Office
    parent: Registered
    staff: dict[str, Staff]
    ids: dict[str, object] = field(default_factory=dict)

    def path(self, template: str) -> str:
        used_up = {
            "inbound_id": self.stray,
            "reply_id": self.saved,
            "invitation_id": self.invitation,
            "job_id": self.file,
            "audience_id": self.kept_list,
            "series_id": self.series,
            "start_id": self.start,
        }
        made = {name: make() for name, make in used_up.items() if f"{{{name}}}" in template}
        return template.format(**self.ids, **made)

    def saved(self) -> UUID:
        """Another one each time: one is deleted once."""
        with self.runtime.unit() as unit:
            return saved_reply(unit, self.office.agency.id)

    def kept_list(self) -> UUID:
        """Likewise."""
        with self.runtime.unit() as unit:
            by = Viewer.of(self.staff["nora"])
            return saved.keep(unit, by, f"Sample {new_id()}", Audience()).id

    def series(self) -> UUID:
        """Likewise."""
        with self.runtime.unit() as unit:
            row = SendSeries(
                id=new_id(), agency_id=self.office.agency.id, author_id=self.staff["nora"].id,
                branch_id=self.office.branch.id, made_by=str(new_id()), audience={}, template=None,
                ways=["sms"], every=Every.WEEK, day=0, hour=9, until=date(2026, 4, 1),
                state=SeriesState.RUNNING, created_at=unit.now,
            )  # fmt: skip
            unit.session.add(row)
            return row.id

    def start(self) -> UUID:
        """Likewise."""
        with self.runtime.unit() as unit:
            row = CampaignStart(
                id=new_id(), agency_id=self.office.agency.id, author_id=self.staff["sup"].id,
                branch_id=self.office.branch.id, made_by=str(new_id()), campaign=CAMPAIGN.key,
                audience={}, name="Sample", state=StartState.READY, worked_at=unit.now,
                created_at=unit.now,
            )  # fmt: skip
            unit.session.add(row)
            return row.id

    def invitation(self) -> UUID:
        """Likewise."""
        with self.runtime.unit() as unit:
            new = Invited(f"{new_id()}@oak.example", "Sample", StaffRole.CASEWORKER)
            by = Viewer.of(self.staff["adm"])
            return inviting.invite(unit, self.runtime.settings, by, new).id

    def file(self) -> UUID:
        """Likewise."""
        with self.runtime.unit() as unit:
            job = ImportJob(
                id=new_id(), agency_id=self.office.agency.id, author_id=self.staff["adm"].id,
                made_by=str(new_id()), kind="people", encoding="utf-8", rows_in_all=0,
                state=ImportState.UPLOADED, worked_at=unit.now, created_at=unit.now,
            )  # fmt: skip
            job.name, job.headings = "sample.csv", "[]"
            unit.session.add(job)
            return job.id

    def stray(self) -> UUID:
        """Likewise: a stray is sorted once."""
        with self.runtime.unit() as unit:
            row = inbound(unit, self.office, None)
            row.state, row.triage_reason = InboundState.TRIAGE, TriageReason.UNKNOWN_SENDER
            contact = contact_points.find_or_add(
                unit.session, self.office.agency.id, ChannelKind.SMS, phone()
            )
            contact.held_for_review_at = unit.now
            row.contact_point_id = contact.id
            return row.id


def saved_reply(unit: Unit, agency_id: UUID) -> UUID:
    row = SavedReply(id=new_id(), agency_id=agency_id, changed_at=unit.now)
    row.name, row.texts = f"Sample {row.id}", {"en": "Hello"}
    unit.session.add(row)
    return row.id


def _wording(unit: Unit, office: Office, author_id: UUID) -> UUID:
    row = OwnWording(
        id=new_id(), agency_id=office.agency.id, template="help", language="en", version=1,
        texts={}, stage=Stage.DRAFT, author_id=author_id, created_at=unit.now, changed_at=unit.now,
    )  # fmt: skip
    unit.session.add(row)
    return row.id


def inbound(unit: Unit, office: Office, thread_id: UUID | None) -> InboundMessage:
    row = InboundMessage(
        id=new_id(), agency_id=office.agency.id, channel=ChannelKind.SMS, provider="twilio",
        provider_id=str(new_id()), sender_index=b"", state=InboundState.THREADED,
        thread_id=thread_id, received_at=unit.now,
    )  # fmt: skip
    row.sender, row.recipient, row.text, row.raw = "+13125550199", "+13125550100", "hello", ""
    unit.session.add(row)
    unit.session.flush()
    return row


@pytest.fixture
def world(runtime: Runtime, office: Office) -> World:
    with runtime.unit() as unit:
        oak, north = office.agency, office.branch
        south, elm = (
            add_branch(unit, oak, "south"),
            add_office(unit, "elm", text_sender="+13125550199"),
        )
        made = {
            "nora": add_staff(unit, oak, north),
            "south": add_staff(unit, oak, south),
            "other": add_staff(unit, oak, north),
            "sup": add_staff(unit, oak, north, role=StaffRole.SUPERVISOR),
            "adm": add_staff(unit, oak, role=StaffRole.ADMINISTRATOR),
            "aud": add_staff(unit, oak, role=StaffRole.AUDITOR),
            "partner": add_staff(unit, oak, role=StaffRole.PARTNER),
            "stranger": add_staff(unit, oak, role=StaffRole.PARTNER),
            "elm": add_staff(unit, elm.agency, role=StaffRole.ADMINISTRATOR),
        }
        made["other"].programs = ["medical"]
        for each in made.values():
            each.password_hash = password_hash()
        parent = add_parent(unit, office, text_to=NUMBER)
        referrals.refer(unit, oak.id, "test", parent.party.id, made["partner"].id)
        one = World(runtime, office, parent, made)
        one.ids |= _things(unit, office, parent, made["nora"].id)
        endpoint = endpoints.add(unit, oak.id, "https://oak.example/hooks")[0]
        add_key(unit, oak, "sample", scopes=[])
        one.ids["field_id"] = own_field(unit, oak.id)
        one.ids["case_number"] = parent.case.number
        one.ids["person_number"] = parent.person.external_id
        one.ids["key_id"] = unit.session.scalars(select(ApiKey.id)).one()
        one.ids["staff_id"] = made["nora"].id
        unit.record(FactType.TASK_OPENED, oak.id, subject_id=new_id(), kind="call_back")
    facts.drain(runtime, {})
    with runtime.reading() as session:
        delivery = session.scalars(select(EventDelivery.id)).first()
    one.ids |= {"endpoint_id": endpoint.id, "delivery_id": delivery, "event_id": delivery}
    return one


def own_field(unit: Unit, agency_id: UUID) -> UUID:
    return own_fields.add(unit, agency_id, "test", "sample", "Sample", FieldKind.YES_NO).id


def _things(unit: Unit, office: Office, parent: Registered, author_id: UUID) -> dict[str, object]:
    thread = parent.thread
    # Of somebody whom none of them is.
    keeper = add_staff(unit, office.agency, office.branch)
    passkey = Passkey(
        agency_id=office.agency.id, staff_id=keeper.id, credential=b"sample", public_key=b"sample",
        name="Sample", created_at=unit.now,
    )  # fmt: skip
    begun = StaffSession(
        agency_id=office.agency.id, staff_id=keeper.id, token_hash=b"sample", way=Way.PASSWORD,
        created_at=unit.now, seen_at=unit.now, expires_at=unit.now + LIFE,
    )  # fmt: skip
    kept = SavedFilter(
        agency_id=office.agency.id, staff_id=keeper.id, name="Sample", asks={}, created_at=unit.now
    )
    unit.session.add_all([passkey, begun, kept])
    heard(unit, parent, "hello")
    message = told(unit, parent, "Sample")
    message.author_id = author_id
    doubt = doubtful(unit, told(unit, parent, "Sample", status=MessageStatus.UNCERTAIN))
    contact = unit.session.scalars(select(ContactPoint)).one()
    contact.held_for_review_at = unit.now
    asked = questions.ask(unit, unit.session.merge(thread), "sample", ["A", "B"], None)
    task = open_task(
        unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, origin="sample",
        due_at=unit.now, thread_id=thread.id,
    )  # fmt: skip
    file = File(
        id=new_id(), agency_id=office.agency.id, position=0, state=FileState.KEPT,
        inbound_id=inbound(unit, office, thread.id).id, kind=FileKind.TEXT, size=5,
        created_at=unit.now, next_try_at=unit.now,
    )  # fmt: skip
    file.source, file.name, file.content = "", "sample.txt", b"hello"
    version = CampaignVersion(
        id=new_id(), agency_id=office.agency.id, campaign=CAMPAIGN.key, version=1,
        stage=Stage.DRAFT, definition=sound.stored(CAMPAIGN), author_id=keeper.id,
        created_at=unit.now, changed_at=unit.now,
    )  # fmt: skip
    unit.session.add_all([file, version])
    unit.session.flush()
    return {
        "case_id": parent.case.id, "person_id": parent.person.id, "other_id": new_id(),
        "branch_id": office.branch.id, "colleague_id": keeper.id, "passkey_id": passkey.id,
        "session_id": begun.id, "filter_id": kept.id,
        "thread_id": thread.id, "message_id": message.id, "attempt_id": doubt.id,
        "contact_id": contact.id, "task_id": task.id, "file_id": file.id,
        "experiment": "renewal", "campaign": CAMPAIGN.key, "version": 1, "act": "done",
        "saved_id": saved_reply(unit, office.agency.id), "question_id": asked.id,
        "send_id": _list(unit, office, author_id), "verb": "pause",
        "template": "help", "language": "en", "wording_id": _wording(unit, office, author_id),
        "move": "discard",
        "code": office.branch.code, "of": "colleagues",
        "absence_id": _absence(unit, author_id, keeper.id),
    }  # fmt: skip


def _absence(unit: Unit, staff_id: UUID, cover_id: UUID) -> UUID:
    who, day = Viewer.of(unit.session.get_one(Staff, staff_id)), date(2026, 3, 9)
    return absences.enter(unit, who, who.actor, staff_id, (day, day), cover_id).id


def _list(unit: Unit, office: Office, author_id: UUID) -> UUID:
    send_id = new_id()
    unit.session.add(
        Send(
            id=send_id,
            agency_id=office.agency.id,
            author_id=author_id,
            branch_id=office.branch.id,
            made_by="sample",
            campaign=f"send:{send_id.hex}",
            audience={},
            template="appointment_reminder",
            topic="appointment",
            ways=["sms"],
            state=SendState.RUNNING,
            worked_at=unit.now,
            created_at=unit.now,
        )
    )  # fmt: skip
    return send_id


Ask = Callable[[str, Door], Response]


@pytest.fixture
def page(app: FastAPI, world: World) -> Iterator[Ask]:
    """A browser of each, logged in."""
    with ExitStack() as stack:
        clients = {who: stack.enter_context(browser(app)) for who in WHO}

        def ask(who: str, door: Door) -> Response:
            client = clients[who]
            if COOKIE not in client.cookies:
                log_in(client, world.staff[who].email)
            return _page(client, world, door)

        yield ask


def _page(client: TestClient, world: World, door: Door) -> Response:
    method, template = door
    if method == "GET":
        return client.get(world.path(template))
    csrf = hashlib.sha256(b"csrf " + client.cookies[COOKIE].encode()).hexdigest()
    known = {**world.ids, "fresh": new_id()}
    form = {name: value.format(**known) for name, value in FORMS.get(template, {}).items()}
    answer = client.post(world.path(template), data={"csrf": csrf, **form})
    if template == "/staff/logout":
        client.cookies.clear()
    return answer


@pytest.fixture
def api(app: FastAPI, runtime: Runtime, world: World) -> Iterator[Ask]:
    """A key of each, with every scope."""
    scopes = [scope.value for scope in Scope]
    with runtime.unit() as unit:
        keys = {
            who: add_key(
                unit,
                unit.session.get_one(Agency, one.agency_id),
                "test",
                scopes=scopes,
                acts_for=one,
            )
            for who, one in world.staff.items()
        }
    with browser(app) as client:

        def ask(who: str, door: Door) -> Response:
            method, template = door
            headers = {"Authorization": f"Bearer {keys[who]}", "Idempotency-Key": "once"}
            body = _filled(BODIES.get(template, {}), world) if method == "POST" else None
            return client.request(method, world.path(template), json=body, headers=headers)

        yield ask


def _filled(body: Mapping[str, object], world: World) -> Mapping[str, object]:
    return {
        name: value.format(**world.ids) if isinstance(value, str) else value
        for name, value in body.items()
    }


def test_every_route_has_a_row(app: FastAPI) -> None:
    assert doors(app) == {*PAGES, *API, *OPEN, *SIGNED, *LINKED}


@pytest.mark.parametrize(("table", "asking"), [(PAGES, "page"), (API, "api")], ids=["pages", "api"])
def test_every_route_is_open_to_whom_it_should_be(
    request: pytest.FixtureRequest, table: Mapping[Door, str], asking: str
) -> None:
    ask: Ask = request.getfixturevalue(asking)
    wrong = [
        f"{' '.join(door)} for {who}: {answer.status_code}, and {expected} was expected"
        for door, row in table.items()
        for who, expected in zip(WHO, row.split(), strict=True)
        if _mark(answer := ask(who, door)) != expected
    ]
    assert wrong == []


def _mark(answer: Response) -> str:
    """A refusal that names the parent is none."""
    if answer.status_code >= 400 and "Maria" in answer.text:
        return "?"
    known = {403: "x", 404: "0"} | dict.fromkeys(LET_IN, "+")
    to_log_in = "/staff/login?" in answer.headers.get("location", "")
    return "?" if to_log_in else known.get(answer.status_code, "?")


def test_nobody_gets_in_without_logging_in(app: FastAPI, world: World) -> None:
    with browser(app) as client:
        for method, template in PAGES:
            answer = client.request(method, world.path(template))
            assert answer.status_code == 303, template
            assert answer.headers["location"].startswith("/staff/login?"), template
        for method, template in API:
            answer = client.request(method, world.path(template))
            assert answer.status_code == 401, template


def test_a_post_of_another_session_is_refused(app: FastAPI, world: World) -> None:
    """Every one of them, also of somebody to whom the route is open."""
    with browser(app) as client:
        log_in(client, world.staff["adm"].email)
        for method, template in PAGES:
            if method == "POST":
                answer = client.post(world.path(template), data={"csrf": "0" * 64})
                assert answer.status_code == 403, template


def test_doors_for_machines_want_a_signature(app: FastAPI, world: World) -> None:
    with browser(app) as client:
        for method, template in SIGNED:
            answer = client.request(
                method,
                template.format(agency="oak"),
                content=b"From=%2B1",
                headers={"Content-Type": TYPE.get(template, "application/x-www-form-urlencoded")},
            )
            assert answer.status_code in REFUSED, template


def test_a_link_that_is_not_ours_opens_nothing(app: FastAPI, world: World) -> None:
    with browser(app) as client:
        for method, template in LINKED:
            answer = client.request(method, template.format(token="sample", slug="oak-co"))
            assert "Maria" not in answer.text
            assert answer.status_code >= 400 or template.endswith("leave")


def test_open_routes_tell_nothing_of_anybody(app: FastAPI, world: World) -> None:
    with browser(app) as client:
        for method, path in OPEN:
            assert "Maria" not in client.request(method, path).text


def test_what_is_not_there_is_told_a_parent_in_their_words_with_a_way_out(app: FastAPI) -> None:
    with browser(app) as client:
        page = client.get("/p/nothing", headers={"Accept-Language": "es"})
    assert page.status_code == 404
    assert "<title>Mensajes</title>" in page.text
    assert "data-leave" in page.text
    assert "Not Found" not in page.text
