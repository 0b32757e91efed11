import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.carrier.signature import sign
from tests.sandbox.twilio_package import RequestValidator


@pytest.mark.parametrize(
    ("url", "form", "signature"),
    [
        (  # from the tests of the twilio package
            "https://mycompany.com/myapp.php?foo=1&bar=2",
            {
                "CallSid": "CA1234567890ABCDE",
                "Digits": "1234",
                "From": "+14158675309",
                "To": "+18005551212",
                "Caller": "+14158675309",
            },
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        )
    ],
)
def test_signs_like_twilio(url: str, form: dict[str, str], signature: str) -> None:
    assert sign("12345", url, form) == signature


@given(
    st.dictionaries(st.text("ABCabc09", min_size=1), st.text()),
    st.text("abc", min_size=1),
    st.text("abc=&1"),
)
def test_every_form_signed_here_is_accepted_by_the_twilio_package(
    form: dict[str, str], token: str, query: str
) -> None:
    url = f"https://house.example/hooks?{query}"
    assert RequestValidator(token).compute_signature(url, form) == sign(token, url, form)
