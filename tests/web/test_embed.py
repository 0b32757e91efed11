"""One line on an agency's own site opens the chat, in a window of its own."""

import re

from fastapi.testclient import TestClient

from tests.support.people import Office


def test_other_sites_may_load_it_and_nothing_else(stranger: TestClient, office: Office) -> None:
    answer = stranger.get("/p/embed.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    chat = stranger.get(f"/p/start/{office.agency.slug}")
    assert chat.headers["cross-origin-resource-policy"] == "same-origin"
    assert '"en": "Write to us"' in answer.text
    assert '"es": "Escríbanos"' in answer.text
    # Its link leads to the chat, which no frame may show.
    assert re.search(r"/p/start/\$\{encodeURIComponent\(agency\)\}", answer.text)
    assert "noopener noreferrer" in answer.text
    assert "frame-ancestors 'none'" in chat.headers["content-security-policy"]
