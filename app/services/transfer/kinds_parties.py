"""Partners, people, and what was said with them."""

from __future__ import annotations

from app.services.transfer.fields import Field, FieldType, Kind, same

_T = FieldType


def _address(*, contact: bool = False) -> tuple[Field, ...]:
    places = ("", "business ", "home ", "other ", "mailing ", "billing ") if contact else ("",)

    def names(*words: str) -> tuple[str, ...]:
        plain = tuple(f"{place}{word}" for place in places for word in words)
        return plain + tuple(f"address 1 - {word}" for word in words)

    def place(name: str, type_: FieldType, *words: str) -> Field:
        return Field(name, type_, names(*words), group="address", words=len(words), personal=True)

    return (
        place("street", _T.NOTES, "street", "street address", "address"),
        place("city", _T.LINE, "city", "town"),
        place("region", _T.LINE, "region", "state", "province", "county"),
        place("postal_code", _T.LINE, "postal code", "zip", "zip code", "postcode"),
        place("country", _T.LINE, "country", "country/region", "country name", "office location"),
    )


def party(kind: str, singular: str, *others: str) -> Kind:
    """Suppliers, customers or carriers: one list of fields, found by the words for each of them."""
    ids = tuple(f"{word} {tail}" for word in (singular, *others) for tail in ("id", "code", "no", "number", "key"))
    titles = tuple(f"{word}{tail}" for word in (singular, *others) for tail in ("", " name"))
    return Kind(
        kind,
        (
            Field(
                "name",
                _T.NAME,
                (
                    "company name",
                    "company",
                    *titles,
                    "organization name",
                    "organisation",
                    "organization",
                    "account name",
                    "account",
                    "legal name",
                    "name",
                ),
                own_last=True,
            ),
            Field("code", _T.CODE, (*ids, "id", "record id", "number", "account number", "partner code")),
            Field(
                "contact_name", _T.NAME, ("contact", "contact person", "primary contact", "attention"), personal=True
            ),
            Field("contact_title", _T.LINE, ("contact job title", "contact position"), personal=True),
            Field(
                "phone",
                _T.LINE,
                ("phone number", "telephone", "tel", "main phone", "business phone", "home phone"),
                personal=True,
            ),
            Field("email", _T.LINE, ("e-mail", "mail", "email address", "e-mail address"), personal=True),
            Field("website", _T.LINE, ("home page", "website url", "web site", "web", "url", "web page")),
            *_address(),
            Field("tax_id", _T.LINE, ("vat", "vat number", "vat id", "tax number", "tax no", "ein")),
            Field("currency", _T.CURRENCY, ("currency code",)),
            Field("payment_days", _T.WHOLE, ("payment terms days", "terms days", "net days"), low=0, high=3650),
            Field("credit_limit", _T.MONEY, low=0),
            Field("lead_time_days", _T.WHOLE, ("lead time", "lead days"), low=0, high=3650),
            Field(
                "owner",
                _T.LINE,
                ("company owner", "account owner", "account manager", "sales rep", "salesperson", "owner name"),
            ),
            Field("tags", _T.TAGS, ("labels", "categories", "groups", "sector", "industry")),
            Field("notes", _T.NOTES, ("note", "comments", "comment", "remarks", "description")),
            Field(
                "status",
                _T.CHOICE,
                ("state of record", "active status"),
                same("active", "archived", inactive="archived", closed="archived"),
            ),
        ),
        (("name",),),
        ("code", "name"),
    )


STAFF = Kind(
    "staff",
    (
        Field("last_name", _T.NAME, ("surname", "family name")),
        Field("first_name", _T.NAME, ("given name", "forename")),
        Field(
            "name",
            _T.NAME,
            ("full name", "sales agent", "agent", "employee", "employee name", "sales rep", "salesperson"),
        ),
        Field(
            "code", _T.CODE, ("employee id", "staff id", "employee no", "employee number", "agent id", "user id", "id")
        ),
        Field("title", _T.LINE, ("job title", "position", "function")),
        Field("email", _T.LINE, ("e-mail", "mail", "email address", "e-mail address")),
        Field(
            "role",
            _T.CHOICE,
            ("access role", "permission"),
            same("owner", "manager", "sales", "warehouse", "read_only", readonly="read_only", viewer="read_only"),
        ),
    ),
    (("last_name", "name"),),
    ("code", "name"),
)

_CONTACT_PHONES = (
    "phone number",
    "telephone",
    "business phone",
    "business phone 2",
    "primary phone",
    "company main phone",
    "home phone",
    "home phone 2",
    "other phone",
    "phone 1 - value",
    "phone 2 - value",
    "phone 3 - value",
    "phone 2",
    "phone 3",
)

CONTACTS = Kind(
    "contacts",
    (
        Field("name", _T.NAME, ("full name", "display name", "contact name", "contact"), personal=True),
        Field("first_name", _T.NAME, ("given name", "forename"), personal=True),
        Field("last_name", _T.NAME, ("family name", "surname"), personal=True),
        Field(
            "company",
            _T.NAME,
            (
                "company name",
                "organization name",
                "organization 1 - name",
                "organization",
                "organisation",
                "associated company",
                "account",
                "account name",
                "party",
                "customer",
                "employer",
            ),
        ),
        Field(
            "title",
            _T.LINE,
            ("job title", "organization title", "organization 1 - title", "position", "role", "title"),
            own_last=True,
            personal=True,
        ),
        Field("phone", _T.LINE, _CONTACT_PHONES, many=True, personal=True),
        Field(
            "mobile",
            _T.LINE,
            ("mobile phone", "mobile number", "cell", "cell phone", "car phone", "mobile 2"),
            many=True,
            personal=True,
        ),
        Field(
            "email",
            _T.LINE,
            (
                "e-mail",
                "mail",
                "email address",
                "e-mail address",
                "e-mail 2 address",
                "e-mail 3 address",
                "e-mail 1 - value",
                "e-mail 2 - value",
                "e-mail 3 - value",
                "email 2",
                "email 3",
            ),
            many=True,
            personal=True,
        ),
        *_address(contact=True),
        Field("birthday", _T.DATE, ("birth date", "date of birth", "bday"), personal=True),
        Field("consent_phone", _T.FLAG, ("phone consent", "may call"), personal=True),
        Field("consent_email", _T.FLAG, ("email consent", "may email", "newsletter"), personal=True),
        Field("tags", _T.TAGS, ("labels", "categories", "group membership", "groups")),
        Field("notes", _T.NOTES, ("note", "comments", "comment", "remarks"), personal=True),
    ),
    (("name", "first_name", "last_name"),),
    ("name", "company"),
)

INTERACTIONS = Kind(
    "interactions",
    (
        Field(
            "party",
            _T.LINE,
            (
                "customer",
                "customer id",
                "customer name",
                "account",
                "account name",
                "company",
                "supplier",
                "partner",
                "organization",
            ),
        ),
        Field("contact", _T.LINE, ("contact name", "person", "caller"), personal=True),
        Field("at", _T.MOMENT, ("date", "date time", "timestamp", "when", "call date", "start", "started at")),
        Field("time", _T.CLOCK, ("time of day", "call time", "start time")),
        Field(
            "kind",
            _T.CHOICE,
            ("type", "channel", "interaction type", "activity type"),
            same(
                "call",
                "email",
                "meeting",
                "visit",
                "letter",
                "message",
                "note",
                phone="call",
                phonecall="call",
                mail="email",
                chat="message",
                sms="message",
            ),
        ),
        Field(
            "direction",
            _T.CHOICE,
            ("in or out", "call direction"),
            same(
                "inbound",
                "outbound",
                **{"in": "inbound", "incoming": "inbound", "out": "outbound", "outgoing": "outbound"},
            ),
        ),
        Field(
            "outcome",
            _T.CHOICE,
            ("answered (y/n)", "answered", "result", "disposition", "call outcome"),
            same(
                "connected",
                "no_answer",
                "busy",
                "left_voicemail",
                "left_message",
                "wrong_number",
                "call_back_later",
                "refused",
                y="connected",
                yes="connected",
                answered="connected",
                true="connected",
                n="no_answer",
                no="no_answer",
                false="no_answer",
                noanswer="no_answer",
                voicemail="left_voicemail",
            ),
        ),
        Field(
            "duration_seconds",
            _T.DURATION,
            (
                "talk duration (seconds)",
                "duration",
                "duration (seconds)",
                "call duration",
                "avg talk duration",
                "talk time",
            ),
        ),
        Field("staff", _T.LINE, ("agent", "employee", "user", "sales agent", "handled by", "owner")),
        Field("subject", _T.LINE, ("title", "summary"), personal=True),
        Field("notes", _T.NOTES, ("note", "comments", "body", "description", "text"), personal=True),
        Field("satisfaction", _T.WHOLE, ("satisfaction rating", "rating", "csat"), low=0, high=10),
        Field(
            "waiting_seconds",
            _T.DURATION,
            ("speed of answer in seconds", "waiting time", "wait seconds", "speed of answer"),
        ),
        Field("topic", _T.LINE, ("category", "reason for call")),
    ),
    (("party", "contact"), ("at",), ("kind",)),
    (),
)
