"""Mails to somebody about their own account. They go through the outbox as the other mails to staff
do, in the transaction of what they tell of."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from messaging.models.staff import Staff
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit


class Change(StrEnum):
    """What may happen to an account that its owner should know of."""

    AUTHENTICATOR_ADDED = "authenticator_added"
    AUTHENTICATOR_REMOVED = "authenticator_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_RENEWED = "codes_renewed"
    CODE_USED = "code_used"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a word)
    FACTORS_REMOVED = "factors_removed"
    SIGN_ON_TIED = "sign_on_tied"
    SIGN_ON_UNTIED = "sign_on_untied"
    SIGN_ON_CHANGED = "sign_on_changed"
    """Of the agency: for its administrators."""


SUBJECT: Mapping[str, str] = MappingProxyType(
    {"en": "Kinline: your account was changed", "es": "Kinline: cambió su cuenta"}
)
REST: Mapping[str, str] = MappingProxyType(
    {
        "en": "If this was you, there is nothing to do. If it was not, tell your administrator at "
        "once.",
        "es": "Si fue usted, no hay nada que hacer. Si no, avise enseguida a su administrador.",
    }
)
SAID: Mapping[str, Mapping[Change, str]] = MappingProxyType(
    {
        "en": {
            Change.AUTHENTICATOR_ADDED: "An authenticator app was added to your account.",
            Change.AUTHENTICATOR_REMOVED: "The authenticator app was removed from your account.",
            Change.PASSKEY_ADDED: "A passkey was added to your account.",
            Change.PASSKEY_REMOVED: "A passkey was removed from your account.",
            Change.CODES_RENEWED: "New recovery codes were made for your account.",
            Change.CODE_USED: "Somebody logged in to your account with a recovery code.",
            Change.PASSWORD_CHANGED: "The password of your account was changed.",
            Change.FACTORS_REMOVED: "An administrator removed the second factors of your account. "
            "Your password is as it was.",
            Change.SIGN_ON_TIED: "Single sign-on now opens your account.",
            Change.SIGN_ON_UNTIED: "Single sign-on opens your account no more.",
            Change.SIGN_ON_CHANGED: "An administrator of your agency changed how its people log in "
            "by single sign-on.",
        },
        "es": {
            Change.AUTHENTICATOR_ADDED: "Se añadió una aplicación de códigos a su cuenta.",
            Change.AUTHENTICATOR_REMOVED: "Se quitó la aplicación de códigos de su cuenta.",
            Change.PASSKEY_ADDED: "Se añadió una llave de acceso a su cuenta.",
            Change.PASSKEY_REMOVED: "Se quitó una llave de acceso de su cuenta.",
            Change.CODES_RENEWED: "Se crearon códigos de recuperación nuevos para su cuenta.",
            Change.CODE_USED: "Alguien entró en su cuenta con un código de recuperación.",
            Change.PASSWORD_CHANGED: "Se cambió la contraseña de su cuenta.",
            Change.FACTORS_REMOVED: "Un administrador quitó los segundos factores de su cuenta. "
            "Su contraseña no cambió.",
            Change.SIGN_ON_TIED: "El inicio de sesión único ya abre su cuenta.",
            Change.SIGN_ON_UNTIED: "El inicio de sesión único ya no abre su cuenta.",
            Change.SIGN_ON_CHANGED: "Un administrador de su agencia cambió el inicio de sesión "
            "único de su personal.",
        },
    }
)


def tell(unit: Unit, staff: Staff, change: Change) -> None:
    """A mail that says so to the account's owner."""
    language = staff.language if staff.language in SAID else "en"
    text = f"{SAID[language][change]}\n\n{REST[language]}\n"
    staff_mail.write(unit, f"account:{new_id()}", [(staff, Letter(SUBJECT[language], text))])
