"""Only addresses that cannot harm are opened (G23)."""

from __future__ import annotations

import pytest

from app.domain.vocabulary import ContactPointKind
from app.ui.customers.reach import url_of
from app.ui.shared.urls import mail_url, open_url, phone_url, safe_url

REFUSED = (
    "",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "file:///etc/passwd",
    "file://host/share/x",
    "FILE:c:/windows",
    "smb://host/share",
    "//host/share",
    "\\\\host\\share",
    "http:\\\\host\\share",
    "https:/\\host",
    "http:///etc/passwd",
    "http://",
    "https://exa mple.com",
    "https://user:password@example.com",
    "https://bank.example@evil.example/",
    "https://host\\@evil.example",
    "ms-msdt:/id PCWDiagnostic",
    "ms-excel:ofe|u|http://x",
    "search-ms:query=x",
    "data:text/html,<script>",
    "vbscript:x",
    "ftp://host/x",
    "ssh://host",
    "tel:javascript",
    "tel:*#06#",
    "tel:12",
    "mailto:",
    "mailto:nobody",
    "mailto:a@b@c",
    "mailto:a b@c.de",
    "mailto:a@-c.de",
    "C:\\Windows\\System32\\calc.exe",
    "/etc/passwd",
    "../x",
    "example.com",
    "www.example.com",
    "http://-bad.example",
    "https://exa_mple..com",
    "https://example.com/\u202egnp.exe\n",
    "https://example.com/a\x00b",
    "https://" + "a" * 3000,
    "<img src=x>",
)

OPENED = (
    ("https://example.com", "https://example.com"),
    ("HTTP://Example.com/path?x=1#y", "http://example.com/path?x=1#y"),
    ("https://example.com:8443/a%20b", "https://example.com:8443/a%20b"),
    ("http://192.0.2.1/", "http://192.0.2.1/"),
    ("http://[2001:db8::1]/", "http://[2001:db8::1]/"),
    ("mailto:rosa@harbourcafe.example", "mailto:rosa@harbourcafe.example"),
    ("mailto:rosa@harbourcafe.example?attach=/etc/passwd&cc=x@y.z", "mailto:rosa@harbourcafe.example"),
    ("tel:+46 31 555 01 42", "tel:+46315550142"),
    ("tel:(030) 123-456", "tel:030123456"),
)


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_refused(text: str) -> None:
    assert safe_url(text) is None
    assert open_url(text) is False


@pytest.mark.parametrize(("text", "url"), OPENED)
def test_opened(text: str, url: str) -> None:
    found = safe_url(text)
    assert found is not None
    assert found.toString(found.ComponentFormattingOption.FullyEncoded) == url


def test_a_field_of_its_own_needs_no_scheme() -> None:
    mail, phone = mail_url("rosa@harbourcafe.example"), phone_url("+46 31 555 01 42")
    assert mail is not None
    assert mail.scheme() == "mailto"
    assert phone is not None
    assert phone.path() == "+46315550142"
    assert mail_url("rosa@harbour cafe.example") is None
    assert phone_url("ask Rosa") is None


@pytest.mark.parametrize("text", REFUSED)
def test_a_website_without_its_scheme_is_a_host_or_nothing(text: str) -> None:
    """A partner's website is often `example.com`; what is no plain host must not become one by being completed."""
    url = url_of(ContactPointKind.WEBSITE, text)
    if url is not None:
        assert (url.scheme(), url.userInfo()) == ("https", "")
        assert url.host() in ("example.com", "www.example.com", "tel", "mailto")


@pytest.mark.parametrize("kind", [kind for kind in ContactPointKind if kind is not ContactPointKind.WEBSITE])
@pytest.mark.parametrize("text", REFUSED)
def test_no_other_way_to_reach_somebody_opens_more_than_its_own_scheme(kind: ContactPointKind, text: str) -> None:
    url = url_of(kind, text)
    assert url is None or url.scheme() in ("tel", "mailto")
