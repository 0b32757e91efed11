"""What is asked for where: every page of the app by its route, as whom, and in which forms."""

from collections.abc import Mapping, Sequence

WORKER, HEAD, ADMIN = "worker", "head", "admin"
"""A caseworker and the supervisor of one office; the administrator of the whole agency."""
NOBODY = "nobody"
"""Whoever has a link, or comes without."""

ALL = (WORKER, HEAD, ADMIN)
HEADS = (HEAD, ADMIN)
ONLY_ADMIN = (ADMIN,)
Forms = Sequence[str]
"""What stands behind the path, in its address; what is in braces is filled in."""

PAGES: Mapping[str, tuple[Sequence[str], Forms]] = {
    "/staff/": (ALL, ("",)),
    "/staff/inbox": (
        ALL,
        (
            "",
            "?in=mine",
            "?state=unread",
            "?state=waiting",
            "?state=snoozed",
            "?state=opted_out",
            "?state=put_away",
            "?language=es",
            "?role=custodial",
            "?limit=80",
        ),
    ),
    "/staff/inbox/list": (ALL, ("", "?in=mine")),
    "/staff/threads/{thread_id}": (ALL, ("",)),
    "/staff/threads/{thread_id}/messages": (ALL, ("",)),
    "/staff/threads/{thread_id}/answering": (ALL, ("",)),
    "/staff/files/{file_id}": (HEADS, ("", "?save=true")),
    "/staff/tasks": (ALL, ("", "?in=mine")),
    "/staff/alarm": (ALL, ("",)),
    "/staff/overdue": (ALL, ("",)),
    "/staff/uncertain": (ALL, ("",)),
    "/staff/triage": (ONLY_ADMIN, ("",)),
    "/staff/office": (ALL, ("", "?page=2")),
    "/staff/choices/{of}": (ALL, ("?field=who&who=Nora",)),
    "/staff/account": (ALL, ("",)),
    "/staff/design": (ALL, ("",)),
    "/staff/appointments": (ALL, ("",)),
    "/staff/cases": (ALL, ("",)),
    "/staff/cases/{case_id}": (ALL, ("",)),
    "/staff/cases/people/{person_id}": (ALL, ("",)),
    "/staff/cases/people/{person_id}/alike": (HEADS, ("",)),
    "/staff/cases/people/{person_id}/join/{other_id}": (HEADS, ("",)),
    "/staff/sends": (ALL, ("", "?thread={thread_id}")),
    "/staff/sends/{send_id}": (HEADS, ("",)),
    "/staff/sends/series/{series_id}": (HEADS, ("",)),
    "/staff/starts/{start_id}": (HEADS, ("",)),
    "/staff/saved-replies": (HEADS, ("",)),
    "/staff/status": (HEADS, ("",)),
    "/staff/campaigns": (HEADS, ("",)),
    "/staff/campaigns/{campaign}": (HEADS, ("",)),
    "/staff/campaigns/{campaign}/edit": (HEADS, ("",)),
    "/staff/campaigns/{campaign}/starts": (HEADS, ("",)),
    "/staff/reports": (HEADS, ("", "?from={month}&to={month}", "?from={year}")),
    "/staff/reports/file.csv": (HEADS, ("",)),
    "/staff/wording": (HEADS, ("",)),
    "/staff/wording/{template}": (HEADS, ("",)),
    "/staff/wording/{template}/{language}": (HEADS, ("",)),
    "/staff/records": (HEADS, ("", "?thread={thread_id}")),
    "/staff/experiments/{experiment}": (ONLY_ADMIN, ("",)),
    "/staff/imports": (ONLY_ADMIN, ("",)),
    "/staff/imports/{job_id}": (ONLY_ADMIN, ("",)),
    "/staff/imports/{job_id}/errors.csv": (ONLY_ADMIN, ("",)),
    "/staff/settings": (ONLY_ADMIN, ("", "?find=north")),
    "/staff/api-keys": (ONLY_ADMIN, ("",)),
    "/staff/audit": (
        ONLY_ADMIN,
        (
            "",
            "?case={case_number}",
            "?person={person_number}",
            "?since={day}&until={day}",
            "?staff={staff_id}",
            "?why=complaint",
        ),
    ),
    "/staff/people": (ONLY_ADMIN, ("", "?find=nora+north")),
    "/staff/sign-on": (ONLY_ADMIN, ("",)),
    "/staff/events": (ONLY_ADMIN, ("", "?in=delivered", "?in=waiting")),
    "/staff/events/new": (ONLY_ADMIN, ("",)),
    "/staff/events/endpoints/{endpoint_id}": (ONLY_ADMIN, ("",)),
    "/staff/login": ((NOBODY,), ("",)),
    "/staff/login/sign-on": ((NOBODY,), ("",)),
    "/staff/login/sign-on/back": ((NOBODY,), ("",)),
    "/staff/login/code": ((NOBODY,), ("",)),
    "/staff/forgot": ((NOBODY,), ("",)),
    "/staff/reset/{token}": ((NOBODY,), ("",)),
    "/staff/invitation/{token}": ((NOBODY,), ("",)),
    "/p/preferences/{token}": ((NOBODY,), ("",)),
    "/p/unsubscribe/{token}": ((NOBODY,), ("",)),
    "/p/form/{token}": ((NOBODY,), ("",)),
    "/p/chat/{token}": ((NOBODY,), ("",)),
    "/p/chat/{token}/messages": ((NOBODY,), ("",)),
    "/p/chat/{token}/leave": ((NOBODY,), ("",)),
    "/p/chat": ((NOBODY,), ("",)),
    "/p/leave": ((NOBODY,), ("",)),
    "/p/embed.js": ((NOBODY,), ("",)),
    "/p/start/{slug}": ((NOBODY,), ("",)),
    "/p/start/{slug}/{token}": ((NOBODY,), ("",)),
    "/p/start/{slug}/{token}/messages": ((NOBODY,), ("",)),
    "/p/start/{slug}/{token}/leave": ((NOBODY,), ("",)),
    "/p/start/{slug}/{token}/prove": ((NOBODY,), ("",)),
    "/p/start/{slug}/{token}/code": ((NOBODY,), ("",)),
    "/healthz": ((NOBODY,), ("",)),
}
POSTED: Mapping[str, tuple[Sequence[str], Sequence[Mapping[str, str]]]] = {
    "/staff/search": (
        ALL,
        ({"words": "Maria"}, {"words": "Maria Sample"}, {"words": "{case_number}"},
         {"words": "nobodyhasthisname"}),
    ),
    "/staff/cases": (ALL, ({"words": "Maria"}, {"words": "{case_number}"})),
    "/staff/triage/{inbound_id}/search": (ONLY_ADMIN, ({"words": "Maria"},)),
    "/staff/records/hearing": (
        HEADS,
        ({"case": "{case_number}", "number": "{person_number}", "purpose": "hearing"},),
    ),
    "/staff/records/person": (
        HEADS, ({"number": "{person_number}", "purpose": "records_request"},),
    ),
    "/staff/audit": (ONLY_ADMIN, ({"who": "nobodyhasthisname"},)),
    "/staff/audit/export?case={case_number}": (
        ONLY_ADMIN,
        ({"purpose": "review"},),
    ),
}  # fmt: skip
"""Pages that are asked for by a form: what is searched for must not stand in an address."""

NOT_MEASURED: Mapping[str, str] = {
    "/staff/live": "a stream that ends when the browser goes",
    "/p/chat/{token}/live": "likewise",
    "/p/start/{slug}/{token}/live": "likewise",
    "/readyz": "asks after the other servers, for whoever runs the processes",
    "/metrics": "for a machine that asks twice a minute",
    "/static": "files, no rows",
}
"""And why not. What begins with `/api/` is measured by inbox-api, or is one of these pages' own
functions without the page."""
