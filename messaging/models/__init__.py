"""The tables of the core. Import a table from the file of its noun; import this for all of them."""

from messaging.models.absence import Absence
from messaging.models.agency import Agency, Branch
from messaging.models.attempt import Attempt
from messaging.models.audit import Audit, AuditHead
from messaging.models.case import Case, Party
from messaging.models.chat_proof import ChatProof
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.file import File
from messaging.models.form_request import FormRequest
from messaging.models.gate_decision import GateDecision
from messaging.models.guest_answer import GuestAnswer
from messaging.models.inbound import InboundMessage
from messaging.models.invitation import Invitation, PasswordReset, ResetRequest
from messaging.models.left_page import LeftPage
from messaging.models.message import Message
from messaging.models.name_mark import NameMark
from messaging.models.own_field import OwnField, OwnValue
from messaging.models.own_wording import OwnWording
from messaging.models.person import Person, PersonJoin
from messaging.models.preparation import Preparation
from messaging.models.question import Question
from messaging.models.receipt import Receipt
from messaging.models.referral import Referral
from messaging.models.rehearsal import RehearsedMessage
from messaging.models.resealing import Resealing
from messaging.models.retention import LegalHold, Retention
from messaging.models.second_factor import Authenticator, Passkey, RecoveryCode
from messaging.models.secret import ApiKey, WebhookSecret
from messaging.models.sender import Sender
from messaging.models.sign_on import SignOnProvider
from messaging.models.staff import Staff, StaffSession
from messaging.models.thread import Thread
from messaging.platform.events import Event

__all__ = [
    "Absence",
    "Agency",
    "ApiKey",
    "Attempt",
    "Audit",
    "AuditHead",
    "Authenticator",
    "Branch",
    "Case",
    "ChatProof",
    "ConsentEntry",
    "ContactPoint",
    "Event",
    "File",
    "FormRequest",
    "GateDecision",
    "GuestAnswer",
    "InboundMessage",
    "Invitation",
    "LeftPage",
    "LegalHold",
    "Message",
    "NameMark",
    "OwnField",
    "OwnValue",
    "OwnWording",
    "Party",
    "Passkey",
    "PasswordReset",
    "Person",
    "PersonContact",
    "PersonJoin",
    "Preparation",
    "Question",
    "Receipt",
    "RecoveryCode",
    "Referral",
    "RehearsedMessage",
    "Resealing",
    "ResetRequest",
    "Retention",
    "Sender",
    "SignOnProvider",
    "Staff",
    "StaffSession",
    "Thread",
    "WebhookSecret",
]
