"""The doors the story goes through: the same ones an agency, a parent and a caseworker use."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import httpx2
from standardwebhooks.webhooks import Webhook

from service.demo.cast import AGENCY, PROGRAM, Parent

TIMEOUT = httpx2.Timeout(30)


class DoorError(Exception):
    """A door did not answer as it should have."""


class AgencyDoor:
    """The agency's own system: it tells Kinline what happened, with a signature."""

    def __init__(self, house: str, secret: str, zone: str) -> None:
        self._http = httpx2.Client(base_url=house, timeout=TIMEOUT)
        self._webhook = Webhook(secret)
        self._zone = zone

    def tell(
        self, kind: str, parent: Parent, about: Mapping[str, object], now: datetime, key: str
    ) -> dict[str, Any]:
        """Post one event. `key` is its identity: the same key twice starts nothing twice."""
        case = {"number": parent.case, "program": PROGRAM, "branch": parent.branch}
        party = parent.described(self._zone, now.replace(year=now.year - 1))
        body = json.dumps(
            {
                "type": kind,
                "timestamp": now.isoformat(),
                "data": {"case": case, "party": party, **about},
            }
        )
        signature = self._webhook.sign(key, now, body)
        answer = self._http.post(
            f"/webhooks/agency/{AGENCY}",
            content=body,
            headers={
                "content-type": "application/json",
                "webhook-id": key,
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": signature,
            },
        )
        if answer.status_code != 202:
            raise DoorError(f"{kind} ({key}) was answered with {answer.status_code}")
        told: dict[str, Any] = answer.json()
        return told

    def close(self) -> None:
        self._http.close()


class Sandbox:
    """The parents' phones and mailboxes."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, timeout=TIMEOUT)

    def behave(self, number: str, profile: str) -> None:
        self._checked(
            self._http.put(f"/sandbox/numbers/{quote(number)}", json={"profile": profile})
        )

    def bounce(self, *addresses: str) -> None:
        faults = {"mail": {"bounce": list(addresses)}}
        self._checked(self._http.put("/sandbox/faults", json=faults))

    def text(self, number: str, body: str) -> None:
        """A parent types on their handset; Twilio's webhook has been answered when this returns."""
        answer = self._checked(
            self._http.post(f"/sandbox/handsets/{quote(number)}/messages", json={"body": body})
        )
        if answer.json()["status"] != 200:
            raise DoorError(f"a text was answered with {answer.json()['status']}")

    def texts_to(self, number: str) -> list[str]:
        log = self._checked(self._http.get("/sandbox/log", params={"kind": "sms", "to": number}))
        return [entry["body"] for entry in log.json() if entry["direction"].startswith("outbound")]

    def mail_to(self, address: str) -> list[dict[str, Any]]:
        log = self._checked(self._http.get("/sandbox/log", params={"kind": "mail", "to": address}))
        found: list[dict[str, Any]] = log.json()
        return found

    def answer_mail(self, mail_id: str, body: str) -> None:
        url = f"/sandbox/mail/{quote(mail_id)}/replies"
        self._checked(self._http.post(url, json={"body": body}))

    def _checked(self, answer: httpx2.Response) -> httpx2.Response:
        if answer.is_error:
            raise DoorError(f"the sandbox answered {answer.status_code} to {answer.url.path}")
        return answer

    def close(self) -> None:
        self._http.close()


class StaffDoor:
    """A caseworker's own key to the API."""

    def __init__(self, house: str, key: str) -> None:
        self._http = httpx2.Client(
            base_url=house, timeout=TIMEOUT, headers={"authorization": f"Bearer {key}"}
        )

    def reply(self, thread_id: uuid.UUID, text: str, channel: str, key: str) -> None:
        answer = self._http.post(
            f"/api/v1/threads/{thread_id}/messages",
            json={"text": text, "channel": channel},
            headers={"idempotency-key": key},
        )
        if answer.is_error:
            raise DoorError(f"a reply was answered with {answer.status_code}: {answer.text}")

    def close(self) -> None:
        self._http.close()


class ChatPage:
    """A parent's browser on the chat page, without script."""

    def __init__(self, house: str) -> None:
        self._http = httpx2.Client(base_url=house, timeout=TIMEOUT, follow_redirects=True)

    def write(self, link: str, text: str) -> None:
        page = self._http.get(link)
        if page.is_error:
            raise DoorError(f"the chat page answered {page.status_code}")
        fields = _hidden_fields(page.text)
        sent = self._http.post(link, data={**fields, "text": text})
        if sent.is_error:
            raise DoorError(f"the chat was answered with {sent.status_code}")

    def leave(self, link: str) -> None:
        """They press "Leave this page"; the neutral site it leads to is not visited."""
        left = self._http.get(f"{link}/leave", follow_redirects=False)
        if not left.is_redirect:
            raise DoorError(f"leaving the chat was answered with {left.status_code}")

    def close(self) -> None:
        self._http.close()


class _Hidden(HTMLParser):
    """The hidden fields of a page's forms."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "input" and given.get("type") == "hidden" and name:
            self.fields[name] = given.get("value") or ""


def _hidden_fields(page: str) -> dict[str, str]:
    parser = _Hidden()
    parser.feed(page)
    return parser.fields
