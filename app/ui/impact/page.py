"""Who waits for goods that are to come: whom to call first, and what to offer them until then."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services.shipments.impact_models import Impact, ImpactOrder, WayKind, WayOut
from app.ui.shared.access import Access
from app.ui.shared.badges import Badge
from app.ui.shared.banner import Banner
from app.ui.shared.buttons import Button, Kind
from app.ui.shared.cards import Rule, ScrollPage, clear_layout
from app.ui.shared.columns import Tone
from app.ui.shared.formats import formats
from app.ui.shared.labels import ElidedLabel, Role, label
from app.wording import shipments as words

MOST_ORDERS = 30
_COLUMNS = 4
_NEEDS = {WayKind.PART: "shipment.save", WayKind.SWAP: "sales_order.save", WayKind.BUY: "purchase_order.save"}


class ImpactPage(ScrollPage):
    """Signals say what a person wants: to call for an order, to promise it another day, to open it, to take a way."""

    call_wanted = Signal(object)
    day_wanted = Signal(object)
    order_wanted = Signal(object)
    way_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._access: Access | None = None
        self.current: Impact | None = None
        self.banner = Banner(self)
        self.expected = label("", Role.MUTED, self, wrap=True)
        self.head = label("Who to call first", Role.SECTION, self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.ways_head = label("Ways out", Role.SECTION, self)
        self._ways = QVBoxLayout()
        self._ways.setSpacing(8)
        self._none = label("No customer’s order waits for what is in it.", Role.MUTED, self, wrap=True)
        for widget in (self.banner, self.expected, self.head):
            self.body.addWidget(widget)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._none)
        self.body.addWidget(self.ways_head)
        self.body.addLayout(self._ways)
        self.body.addStretch(1)

    @property
    def focused(self) -> str:
        """The act that has the keyboard, by its spoken name; empty when none has."""
        return next((link.accessibleName() for link in self.findChildren(_Link) if link.hasFocus()), "")

    def set_access(self, access: Access) -> None:
        """What the person may do; a way that the role may not take says why."""
        self._access = access

    def show_impact(self, impact: Impact) -> None:
        """Show who waits, and what can be done; the keyboard stays at what it was."""
        focused = self.focused
        shown: list[QWidget] = []
        clear_layout(self._rows)
        clear_layout(self._ways)
        self.current = impact
        self._say(impact, words.impact_sentence(impact, formats()))
        for place, order in enumerate(sorted(impact.orders, key=_urgency)[:MOST_ORDERS]):
            if place:
                self._rows.addWidget(Rule(self, soft=True))
            shown.append(_OrderRow(order, impact, self))
            self._rows.addWidget(shown[-1])
        if len(impact.orders) > MOST_ORDERS:
            more = f"and {formats().number(len(impact.orders) - MOST_ORDERS)} more"
            self._rows.addWidget(label(more, Role.MUTED, self))
        for place, way in enumerate(impact.ways):
            shown.append(_WayRow(way, self, best=place == 0))
            self._ways.addWidget(shown[-1])
        self.ways_head.setVisible(bool(impact.ways))
        _focus(focused, shown)

    def refusal(self, operation: str) -> str:
        """Why the person may not; empty when they may."""
        return self._access.reason(operation) if self._access is not None else ""

    def _say(self, impact: Impact, sentence: str) -> None:
        if sentence:
            self.banner.show_message(sentence, Tone.BAD if impact.late else Tone.INFO)
        else:
            self.banner.clear()
        self.expected.setText(words.expected_sentence(impact, formats()) if sentence else "")
        self.expected.setVisible(bool(sentence))
        self.head.setVisible(bool(sentence))
        self._none.setVisible(not sentence)


def _focus(name: str, rows: list[QWidget]) -> None:
    for row in rows:
        for link in row.findChildren(_Link):
            if name and link.accessibleName() == name:
                row.show()  # the layout shows it a turn later, and nothing hidden takes the keyboard
                link.setFocus()


def _urgency(order: ImpactOrder) -> tuple[date, int]:
    """Whom to call first: whose day comes first, then where most hangs on it."""
    return order.promised or date.max, -order.value_minor


class _OrderRow(QWidget):
    """A customer who waits: whom to call, for what; and what to do about it."""

    def __init__(self, order: ImpactOrder, impact: Impact, page: ImpactPage) -> None:
        super().__init__(page)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 8, 0, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(ElidedLabel(order.customer, Role.STRONG, self), 0, 0)
        opening = _Link(order.number, f"Open {order.number}", order, self)
        opening.wanted.connect(page.order_wanted)
        grid.addWidget(opening, 0, 1)
        value = formats().money_minor(order.value_minor, order.currency, whole=True)
        grid.addWidget(label(value, Role.BODY, self), 0, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._promise(order, impact), 0, 3, Qt.AlignmentFlag.AlignRight)
        who = ", ".join(filter(None, (order.contact, order.phone)))
        if who:
            grid.addWidget(label(who, Role.MUTED, self, wrap=True, selectable=True), 1, 0, 1, 2)
        acts = QHBoxLayout()
        acts.setSpacing(10)
        call = _Link(
            "Call", f"Call {order.customer} about {order.number}", order, self, page.refusal("interaction.log")
        )
        call.wanted.connect(page.call_wanted)
        day = _Link("New day", f"Promise {order.number} another day", order, self, page.refusal("sales_order.save"))
        day.wanted.connect(page.day_wanted)
        for button in (call, day):
            acts.addWidget(button)
        grid.addLayout(acts, 1, 2, 1, 2, Qt.AlignmentFlag.AlignRight)
        waits = f"waits for {words.waiting_for(order, formats())}"
        grid.addWidget(label(waits, Role.MUTED, self, wrap=True), 2, 0, 1, _COLUMNS)
        if order.told is not None:
            told = f"Spoken to {formats().moment(order.told, impact.now)}"
            grid.addWidget(label(told, Role.GOOD, self), 3, 0, 1, _COLUMNS)

    def _promise(self, order: ImpactOrder, impact: Impact) -> QWidget:
        text = formats().day_month(order.promised, impact.today)
        return label(f"{text}, late" if order.late else text, Role.BAD if order.late else Role.BODY, self)


class _WayRow(QWidget):
    """Something that can be offered, with the act that does it."""

    def __init__(self, way: WayOut, page: ImpactPage, *, best: bool) -> None:
        super().__init__(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        name = words.WAY_NAMES[way.kind]
        tone = Tone.GOOD if best else Tone.NEUTRAL
        badge = Badge(f"Best: {name.lower()}" if best else name, tone, self)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        sentence = words.way_sentence(way, formats())
        row.addWidget(label(sentence, Role.BODY, self, wrap=True), 1)
        action = words.WAY_ACTIONS[way.kind]
        link = _Link(action, f"{action}: {sentence}", way, self, page.refusal(_NEEDS[way.kind]))
        link.wanted.connect(page.way_wanted)
        row.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)


class _Link(Button):
    """A link that says what it stands for: `wanted(payload)`."""

    wanted = Signal(object)

    def __init__(self, text: str, name: str, payload: object, parent: QWidget, refusal: str = "") -> None:
        super().__init__(text, Kind.LINK, parent, on_click=self._on_clicked)
        self._payload = payload
        self.setAccessibleName(name)
        if refusal:
            self.refuse(refusal)

    @Slot()
    def _on_clicked(self) -> None:
        self.wanted.emit(self._payload)
