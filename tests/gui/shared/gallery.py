"""Every shared widget on a few windows, for looking at: `python -m tests.gui.shared.gallery FOLDER` writes pictures."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QAbstractAnimation, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.app_context import AppContext, MemorySettings
from app.ui.shared.badges import Avatar, Badge, KeyCap
from app.ui.shared.banner import Banner
from app.ui.shared.bus import ChangeBus
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Card, Pane, Rule, ScrollPage, SectionTitle
from app.ui.shared.chips import Chip, ChipBar, ChipSpec
from app.ui.shared.columns import Column, Sort, Tone
from app.ui.shared.empty_state import Action, EmptyState
from app.ui.shared.facts import Fact, FactsList
from app.ui.shared.fields import ChoiceField, FilterField, LineField, TextField
from app.ui.shared.forms import Form
from app.ui.shared.labels import ElidedLabel, label
from app.ui.shared.list_detail import ListDetailScreen
from app.ui.shared.list_table import Empty
from app.ui.shared.paged_table import PagedTableModel
from app.ui.shared.popup_list import PopupItem, PopupList
from app.ui.shared.segmented import SegmentedControl
from app.ui.shared.side_sheet import SideSheet
from app.ui.shared.tab_bar import TabBar
from app.ui.shared.tasks import TaskRunner
from app.ui.shared.toasts import ToastHost
from app.ui.shared.undo import UndoState
from app.ui.theme import Scheme, Theme

NAMES = (
    "Harbour Café|Gothenburg|Champion|$18,420|2 d|SO-3391|Jonas",
    "Orchard & Vine|Malmö|At risk|$8,940|61 d|–|Maya",
    "Fern & Fig|Uppsala|Growing|$6,210|1 d|Q-311|Priya",
    "Bakehouse Nine|Stockholm|Loyal|$11,730|5 d|SO-3388|Jonas",
    "Kestrel Hotels|Oslo|Prospect|$0|3 d|O-87|Priya",
    "Lund Student Union|Lund|Loyal|$4,980|12 d|–|Maya",
    "Mor Annas Kitchen|Aarhus|New|$640|8 d|SO-3385|Jonas",
    "Nordic Picnic|Bergen|At risk|$3,310|74 d|–|Priya",
    "Old Mill Inn|Kalmar|Loyal|$7,150|9 d|–|Maya",
    "Plate & Poem|Helsinki|Growing|$5,020|4 d|SO-3394|Jonas",
    "Quay 12|Gothenburg|Champion|$15,870|6 d|SO-3390|Jonas",
    "Rye & Co <b>bold</b>|Copenhagen|New|$310|2 d|–|Priya",
)
TONES = {
    "Champion": Tone.GOOD,
    "Loyal": Tone.GOOD,
    "At risk": Tone.BAD,
    "Growing": Tone.INFO,
    "New": Tone.INFO,
    "Prospect": Tone.NEUTRAL,
}


@dataclass(frozen=True)
class Row:
    id: int
    cells: tuple[str, ...]


class Source:
    def ids(self, filter_: object, sort: Sort | None) -> array[int]:
        return array("q", range(1, len(NAMES) + 1))

    def rows(self, ids: Sequence[int]) -> Sequence[Row]:
        return [Row(i, tuple(NAMES[i - 1].split("|"))) for i in ids]


def _cell(n: int):
    def text(row: Row) -> str:
        return row.cells[n]

    return text


COLUMNS: tuple[Column[Row], ...] = (
    Column("name", "Customer", _cell(0), width=170, sort_key="name"),
    Column("city", "City", _cell(1), width=120, sort_key="city"),
    Column("segment", "Segment", _cell(2), width=110, badge=lambda r: TONES[r.cells[2]], sort_key="segment"),
    Column("sales", "Sales, 12 mo", _cell(3), width=110, numeric=True, sort_key="sales"),
    Column("contact", "Last contact", _cell(4), width=110, numeric=True),
    Column("open", "Open", _cell(5), width=90),
    Column("owner", "Owner", _cell(6), width=80, muted=True),
)


class FakeOps:
    can_undo = can_redo = False


def context(app: QApplication, theme: Theme) -> AppContext:
    ops = FakeOps()
    runner = TaskRunner(app, inline=True)
    return AppContext(ops, runner, ChangeBus(app), MemorySettings(), theme, UndoState(ops, app))  # type: ignore[arg-type]


def timeline_like(parent: QWidget) -> QWidget:
    page = ScrollPage(parent)
    composer = Pane("sunken", page)
    inner = QVBoxLayout(composer)
    inner.setContentsMargins(12, 10, 12, 10)
    line = QHBoxLayout()
    line.addWidget(ChipBar([ChipSpec(k, k) for k in ("Call", "Email", "Meeting", "Note")], composer), 1)
    line.addWidget(label("00:00 ▸ start timer", "label", composer))
    inner.addLayout(line)
    inner.addWidget(
        TextField(composer, bare=True, lines=2, placeholder="What was said? @ mentions an order, a product or a person")
    )
    foot = QHBoxLayout()
    outcome = Chip("Outcome", composer, checkable=False)
    outcome.set_menu(QMenu(outcome))
    foot.addWidget(outcome)
    foot.addWidget(Chip("Follow up: Wed 09:30", composer, checkable=False))
    foot.addStretch(1)
    foot.addWidget(Button("Save", Kind.PRIMARY, composer, keys="Ctrl+Return"))
    inner.addLayout(foot)
    page.body.addWidget(composer)
    page.body.addWidget(SectionTitle("Facts", page, note="from the last import"))
    page.body.addWidget(
        FactsList([Fact("Sells", "1.9 a day, 2.4 in December"), Fact("Covers", "28 days at 97 %")], page)
    )
    page.body.addStretch(1)
    return page


def screen(ctx: AppContext) -> QWidget:
    window = Pane("window")
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    bar = Pane("top-bar", window)
    row = QHBoxLayout(bar)
    row.setContentsMargins(16, 0, 16, 0)
    row.addWidget(label("Tradepost", "section", bar))
    tabs = TabBar(bar, name="Screens", large=True)
    for key in ("Today", "Suppliers", "Inventory", "Shipments", "Customers", "Performance"):
        tabs.add(key, key)
    tabs.set_count("Today", 7, Tone.BAD)
    tabs.choose("Customers")
    row.addWidget(tabs, 0, Qt.AlignmentFlag.AlignBottom)
    row.addStretch(1)
    search = FilterField(bar, placeholder="Search everything", keys="Ctrl+K")
    search.setFixedWidth(300)
    row.addWidget(search)
    row.addWidget(Button("Log a call", parent=bar, keys="Ctrl+L"))
    new = Button("New", Kind.PRIMARY, bar)
    new.set_menu(QMenu(new))
    row.addWidget(new)
    column.addWidget(bar)
    model = PagedTableModel(ctx.runner, Source(), COLUMNS)
    empty = Empty("No customers yet", "Add one, or import your list.", "users")
    page = ListDetailScreen(
        ctx, model, window, name="gallery", title="Customers", placeholder="Filter customers", empty=empty
    )
    page.set_list_name("Directory")
    for key in ("Pipeline", "Orders", "Tickets 5", "Campaigns"):
        page.add_view(key, key, QWidget(page))
    export = Button("Export", parent=page)
    export.set_menu(QMenu(export))
    page.add_action(export)
    page.add_action(Button("New customer", Kind.PRIMARY, page))
    page.set_chips(
        [
            ChipSpec("all", "All", 312),
            ChipSpec("m", "Mine", 104),
            ChipSpec("r", "At risk", 9),
            ChipSpec("c", "To call", 4),
        ]
    )
    page.set_count_text("312 customers")
    page.detail.set_title(
        "Harbour Café", "Rosa Lindqvist · +46 31 555 01 42 · rosa@harbourcafe.example", badge="Champion", tone=Tone.GOOD
    )
    page.detail.set_facts(
        [
            Fact("Sales, 12 mo", "$18,420"),
            Fact("Margin after service", "41 %"),
            Fact("Orders every", "16 days"),
            Fact("Perfect orders", "91 %"),
            Fact("Owes", "$612"),
        ]
    )
    page.detail.tabs.add("timeline", "Timeline", timeline_like(page))
    for key in ("Orders", "People", "Tickets"):
        page.detail.tabs.add(key, key, QWidget(page))
        page.detail.tabs.set_count(key, len(key))
    column.addWidget(page, 1)
    page.table.select_id(1)
    window.list_screen = page  # type: ignore[attr-defined]
    return window


def buttons_card(window: QWidget) -> Card:
    card = Card("Buttons", window, note="one primary a screen")
    for enabled in (True, False):
        line = QHBoxLayout()
        for kind in Kind:
            button = Button(str(kind).title(), kind, card, icon="phone" if kind != Kind.LINK else None)
            button.setEnabled(enabled)
            line.addWidget(button)
        line.addWidget(IconButton("dots-three", "More", card))
        line.addStretch(1)
        card.body.addLayout(line)
    line = QHBoxLayout()
    line.addWidget(Button("Scan", parent=card, keys="F2"))
    line.addWidget(Button("Save", Kind.PRIMARY, card, keys="Ctrl+Return"))
    line.addWidget(KeyCap("Ctrl+K", card))
    line.addWidget(Avatar("Maya Berg", card))
    line.addWidget(SegmentedControl([("a", "Table"), ("b", "Board"), ("c", "Calendar")], card))
    line.addStretch(1)
    card.body.addLayout(line)
    line = QHBoxLayout()
    for tone in Tone:
        line.addWidget(Badge(str(tone).title(), tone, card))
    line.addStretch(1)
    card.body.addLayout(line)
    for role in ("title", "figure", "section", "strong", "body", "muted", "label", "error", "link"):
        card.body.addWidget(label(f"{role}: Stoneware bowl 16 cm <b>1,284.00</b>", role, card))
    card.body.addWidget(ElidedLabel("A very long text that does not fit in here " * 5, "body", card))
    card.body.addStretch(1)
    return card


def fields_card(window: QWidget) -> Card:
    card = Card("Fields", window)
    form = Form(card)
    form.add("name", "Name", LineField(card, placeholder="Name"), required=True, half=True)
    form.add("country", "Country", ChoiceField([("se", "Sweden"), ("dk", "Denmark")], card), half=True)
    form.add("vat", "VAT number", LineField(card), hint="As on the invoice")
    form.add("note", "Note", TextField(card))
    disabled = LineField(card)
    disabled.setText("Disabled")
    disabled.setEnabled(False)
    form.add("off", "Disabled", disabled, half=True)
    reminders = QCheckBox("Remind me", card)
    reminders.setChecked(True)
    form.add("on", "Reminders", reminders, half=True)
    form.field("vat").set_error("This VAT number has 3 digits too few.")
    card.body.addWidget(form)
    radio = QRadioButton("One", card)
    radio.setChecked(True)
    card.body.addWidget(radio)
    card.body.addWidget(QCheckBox("Off", card))
    bar = QProgressBar(card)
    bar.setValue(40)
    bar.setTextVisible(False)
    card.body.addWidget(bar)
    return card


def rows_card(window: QWidget) -> Card:
    card = Card("Your calls today", window, flush=True)
    card.head.add_action(Button("Log a call", Kind.LINK, card))
    for name in ("Harbour Café", "Fern & Fig"):
        row = QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 10)
        row.addWidget(label(name, "body", card))
        row.addStretch(1)
        row.addWidget(Badge("overdue", Tone.WARN, card))
        card.body.addLayout(row)
        card.body.addWidget(Rule(card, soft=True))
    for tone in (Tone.BAD, Tone.WARN, Tone.INFO):
        banner = Banner(card)
        text = "3 customer orders worth $1,284 can’t be filled until this arrives"
        banner.show_message(text, tone, action="Show", on_action=banner.clear)
        card.body.addWidget(banner)
    card.body.addStretch(1)
    return card


def controls() -> QWidget:
    window = Pane("window")
    grid = QGridLayout(window)
    grid.setContentsMargins(16, 16, 16, 16)
    grid.setSpacing(16)
    grid.addWidget(buttons_card(window), 0, 0)
    grid.addWidget(fields_card(window), 0, 1)
    grid.addWidget(rows_card(window), 1, 0)
    actions = (Action("Import", window.update), Action("Add supplier", window.update, Kind.PRIMARY))
    sentence = "Add one, import your list, or try the sample shop."
    grid.addWidget(EmptyState("No suppliers yet", sentence, window, icon="package", actions=actions), 1, 1)
    return window


def write(folder: Path) -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(app, Scheme.LIGHT)
    theme.install()
    ctx = context(app, theme)
    main, other = screen(ctx), controls()
    main.resize(1440, 900)
    other.resize(1200, 900)
    main.show()
    other.show()
    field = LineField(other)
    page = main.list_screen  # type: ignore[attr-defined]
    form = Form(page.detail)
    form.add("name", "Name", LineField(form), required=True)
    form.add("city", "City", LineField(form), half=True)
    form.add("country", "Country", ChoiceField([("se", "Sweden")], form), half=True)
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        for scale in (1.0, 2.0):
            theme.set_scheme(scheme)
            theme.set_scale(scale)
            for _ in range(6):
                app.processEvents()
            name = f"{scheme}-{int(scale * 100)}.png"
            main.grab().save(str(folder / f"screen-{name}"))
            other.grab().save(str(folder / f"controls-{name}"))
    theme.set_scale(1.0)
    theme.set_scheme(Scheme.LIGHT)
    page.table.setFocus()
    main.activateWindow()
    main.resize(1190, 760)
    for _ in range(6):
        app.processEvents()
    main.grab().save(str(folder / "screen-1190.png"))
    theme.set_scale(2.0)
    page.show_detail()
    for _ in range(6):
        app.processEvents()
    main.grab().save(str(folder / "screen-1190-200.png"))
    theme.set_scale(1.0)
    main.resize(1440, 900)
    host = ToastHost(main)
    host.show_toast("Call with Harbour Café logged", app.processEvents)
    sheet = SideSheet(page.detail, "New customer", form)
    sheet.open_sheet()
    sheet.move(page.detail.width() - sheet.width(), 0)
    for slide in sheet.findChildren(QAbstractAnimation):
        slide.setCurrentTime(slide.duration())
    popup = PopupList(page.filter, name="Results")
    popup.show_items(
        [
            PopupItem(None, "Customers", head=True),
            PopupItem(1, "Harbour Café", "Gothenburg", "users"),
            PopupItem(2, "SO-3391", "sales order", "receipt"),
        ],
        QRect(page.filter.rect()),
    )
    for _ in range(30):
        app.processEvents()
    main.grab().save(str(folder / "overlays.png"))
    for widget in app.allWidgets():
        if isinstance(widget, QLabel):
            assert widget.textFormat() == Qt.TextFormat.PlainText, widget.text()
    field.deleteLater()


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write(target)
