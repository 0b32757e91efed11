"""What the audit calls things, in words. What has none is shown as it is stored."""

from collections.abc import Mapping
from types import MappingProxyType

from messaging.models.audit import Why
from web.catalogue import N_

ACTOR: Mapping[str, str] = MappingProxyType(
    {
        "staff": N_("A former account"),
        "key": N_("A key of the agency's systems"),
        "parent": N_("The parent"),
        "system": N_("Kinline itself"),
        "keyboard": N_("Whoever runs Kinline"),
    }
)
ACTION: Mapping[str, str] = MappingProxyType(
    {
        "read": N_("Read what was said"),
        "reply": N_("Sent an answer"),
        "answer.read_as": N_("Said what a parent's answer means"),
        "take_back": N_("Took an answer back"),
        "match": N_("Sorted a message"),
        "dismiss": N_("Put a message aside"),
        "file.read": N_("Opened a file"),
        "inbox.listed": N_("Saw the inbox"),
        "inbox.searched": N_("Searched"),
        "tasks.listed": N_("Saw the tasks"),
        "task.taken": N_("Took a task"),
        "task.given_back": N_("Gave a task back"),
        "task.closed": N_("Closed a task"),
        "overdue.listed": N_("Saw who waits too long"),
        "thread.no_answer_needed": N_("Said that no answer is needed"),
        "thread.closed": N_("Put a conversation away"),
        "thread.reopened": N_("Opened a conversation again"),
        "case.handed_over": N_("Handed a case over"),
        "case.moved": N_("Moved a case to another branch"),
        "triage.listed": N_("Saw messages to sort"),
        "uncertain.listed": N_("Saw doubtful messages"),
        "threads.listed": N_("Listed conversations"),
        "thread.shown": N_("Saw whose conversation it is"),
        "hold.wants": N_("Said that they still want messages"),
        "hold.stop": N_("Said that they want to stop"),
        "attempt.went": N_("Said that a message went"),
        "attempt.again": N_("Had a message sent again"),
        "staff.logged_in": N_("Logged in"),
        "staff.logged_out": N_("Logged out"),
        "staff.added": N_("Added an account"),
        "key.added": N_("Added a key"),
        "key.rotated": N_("Replaced a key"),
        "key.ended": N_("Ended a key"),
        "key.rehearsed": N_("Tried something out with a test key"),
        "rehearsed.listed": N_("Saw what was tried out"),
        "party.referred": N_("Referred to a partner"),
        "referral.ended": N_("Ended a referral"),
        "retention.set": N_("Set how long contents are kept"),
        "contents.removed": N_("Contents were removed, their time being over"),
        "legal_hold.made": N_("Put a case on legal hold"),
        "legal_hold.ended": N_("Ended a legal hold"),
        "record.exported": N_("Took a person's whole record out"),
        "hearing.exported": N_("Took a record for a hearing out"),
        "audit.read": N_("Read the audit"),
        "audit.exported": N_("Exported the audit"),
        "audit.begun": N_("Chained the rows from before there was a chain"),
        "audit.not_ours": N_("A row was found that nobody here wrote"),
        "location_request": N_("Asked where the other parent is"),
        "prove": N_("Showed in the chat who they are"),
        "keep": N_("Kept a saved reply"),
        "remove": N_("Removed a saved reply"),
        "endpoint.added": N_("Added an address for events"),
        "endpoint.paused": N_("Stopped events to an address"),
        "endpoint.resumed": N_("Let events to an address go on"),
        "endpoint.removed": N_("Removed an address for events"),
        "endpoint.secret_added": N_("Added a secret to an address for events"),
        "event.resent": N_("Had an event sent again"),
        "secret.added": N_("Added a secret"),
        "agency.added": N_("Added the agency"),
        "agency.office": N_("Set the office's hours"),
        "branch.added": N_("Added a branch"),
        "experiment.started": N_("Started an experiment"),
        "experiment.closed": N_("Ended an experiment"),
        "report.exported": N_("Took a report away"),
    }
)
SUBJECT: Mapping[str, str] = MappingProxyType(
    {
        "thread": N_("conversation"),
        "message": N_("message"),
        "inbound": N_("message that came in"),
        "file": N_("file"),
        "task": N_("task"),
        "tasks": N_("tasks"),
        "inbox": N_("inbox"),
        "triage": N_("messages to sort"),
        "attempt": N_("attempt"),
        "attempts": N_("doubtful messages"),
        "threads": N_("conversations"),
        "contact_point": N_("phone or address"),
        "staff": N_("account"),
        "api_key": N_("key"),
        "party": N_("party"),
        "person": N_("person"),
        "case": N_("case"),
        "audit": N_("audit"),
        "campaign": N_("campaign"),
        "experiment": N_("experiment"),
        "report": N_("report"),
        "sender": N_("sender"),
        "agency": N_("agency"),
    }
)
WHY: Mapping[Why, str] = MappingProxyType(
    {
        Why.HEARING: N_("A hearing"),
        Why.RECORDS_REQUEST: N_("The person asked for their record"),
        Why.COMPLAINT: N_("A complaint"),
        Why.REVIEW: N_("A review"),
        Why.SECURITY: N_("Security"),
    }
)
