"""The tab Performance: one view of charts at a time, for a period, split as far as a figure can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QVBoxLayout, QWidget

from app.domain.errors import AppError, ValidationError
from app.domain.parsing.problems import ParseProblem
from app.services.insights.figures import Dimension, Stage
from app.ui.app_context import AppContext
from app.ui.charts.card import ChartCard
from app.ui.charts.stage_bar import StageBar
from app.ui.documents.offers import Offer, PrintKey
from app.ui.performance import source
from app.ui.performance.source import PERIODS, SPLITS, Choice, PageData, PeriodKey, View
from app.ui.performance.stage_goals import StageGoals
from app.ui.shared.bus import Refresher
from app.ui.shared.buttons import Button, IconButton, Kind
from app.ui.shared.cards import Card, ScrollPage
from app.ui.shared.chips import Chip
from app.ui.shared.empty_state import Skeleton
from app.ui.shared.errors import field_sentence, sentence, show_error
from app.ui.shared.labels import Role, label
from app.ui.shared.operations import run_operation
from app.ui.shared.screen_head import ScreenHead
from app.ui.shared.slices import Slices
from app.ui.theme import current_theme
from app.wording.measures import DIMENSIONS

VIEW_NAMES = {View.CHAIN: "Chain", View.SUPPLIERS: "Suppliers", View.STOCK: "Stock", View.SALES: "Sales"}
STATE = "performance"
CARD_WIDTH = 400
MOST_COLUMNS = 3
TABLES = (
    "shipment", "shipment_line", "sales_order", "sales_order_line", "purchase_order", "purchase_order_line",
    "stock_move", "setting",
)  # fmt: skip


class PerformanceTab(QWidget):
    """Remembers view, period and split for each person."""

    def __init__(self, ctx: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx = ctx
        self.setAccessibleName("Performance")
        self.choice = _remembered(ctx)
        self.cards: list[ChartCard] = []
        self.columns = 0
        self._aims: Mapping[Stage, Fraction] = {}
        self._drawing = Slices(self)
        self._build()
        self._refresher = Refresher(self, ctx.bus, TABLES, self.reload)
        current_theme().changed.connect(self._place_cards)
        self.reload()

    @property
    def is_whole(self) -> bool:
        """Whether every chart of the view is drawn."""
        return bool(self.cards) and not self._drawing.under_way

    @Slot()
    def reload(self) -> None:
        """Read the view anew."""
        if not self.cards:
            self.skeleton.start()
        self.ctx.runner.read(
            self, source.load, self.ctx, self.choice, on_result=self._on_page, on_error=self._on_failed, question="view"
        )

    def choose(self, choice: Choice) -> None:
        """Show another view, period or split."""
        if choice.split not in SPLITS[choice.view]:
            choice = Choice(choice.view, choice.period)
        if choice == self.choice:
            return
        self.choice = choice
        self.ctx.set_view_state(
            STATE, {"view": choice.view.value, "period": choice.period.value, "split": choice.split.value}
        )
        self._show_choice()
        self.reload()

    def document_offers(self) -> list[Offer]:
        """The business summary, for those who may make it."""
        return [Offer("Business summary (PDF) …", self._on_pdf_wanted)] if self.pdf_button.isVisible() else []

    # -- how it is built

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = ScreenHead("Performance", self)
        for view in View:
            self.head.segments.add(view.value, VIEW_NAMES[view])
        self.head.segments.show()
        self.head.segments.chosen.connect(self._on_view_chosen)
        self.period_chip = self._menu_chip("Period")
        self.split_chip = self._menu_chip("Split")
        self.pdf_button = Button("Summary PDF", Kind.PRIMARY, self, on_click=self._on_pdf_wanted)
        self.pdf_button.hide()
        PrintKey(self)
        for button in (self.split_chip, self.period_chip, self.pdf_button):
            self.head.add_action(button)
        column.addWidget(self.head)
        self.page = ScrollPage(self, margins=(16, 6, 16, 16))
        self.skeleton = Skeleton(self.page, lines=8)
        self.stages = self._make_stages()
        self.grid = QGridLayout()
        self.grid.setSpacing(14)
        self.page.body.addWidget(self.skeleton)
        self.page.body.addWidget(self.stages)
        self.page.body.addLayout(self.grid)
        self.page.body.addStretch(1)
        column.addWidget(self.page, 1)
        self._show_choice()

    def _menu_chip(self, name: str) -> Chip:
        chip = Chip("", self, checkable=False)
        menu = QMenu(chip)
        menu.triggered.connect(self._on_action)
        chip.set_menu(menu)
        chip.setAccessibleDescription(f"{name}: opens a menu")
        return chip

    def _make_stages(self) -> Card:
        card = Card("A product’s way through the chain", self.page)
        card.head.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.goals_button = Button("Goals", Kind.LINK, card, on_click=self._on_stage_goals_wanted)
        self.goals_button.setAccessibleName("Goals of the stages")
        card.head.add_action(self.goals_button)
        button = IconButton("question", "Definition: days in each stage", card)
        button.setCheckable(True)
        card.head.add_action(button)
        self.stages_definition = label("", Role.LABEL, card, wrap=True, selectable=True)
        self.stages_definition.hide()
        button.toggled.connect(self.stages_definition.setVisible)
        self.stage_bar = StageBar(card)
        card.body.addWidget(self.stages_definition)
        card.body.addWidget(self.stage_bar)
        self.stage_goals = StageGoals(card)
        card.body.addWidget(self.stage_goals)
        card.hide()
        return card

    # -- what it shows

    def _on_page(self, page: PageData) -> None:
        self.skeleton.stop()
        self.skeleton.hide()
        self.stages.setVisible(bool(page.stages))
        if page.stages:
            self.stage_bar.show_blocks(page.stages)
            self.stages.head.set_note(page.stages_note)
            self.stages_definition.setText(page.stages_formula)
            self._aims = page.stage_goals or {}
            self.goals_button.setVisible(page.stage_goals is not None)
        self.pdf_button.setVisible(page.can_report)
        if [card.content.data.name for card in self.cards] != [content.data.name for content in page.charts]:
            self._make_cards(page)
        self._drawing.start(self._draw(page))

    def _make_cards(self, page: PageData) -> None:
        for card in self.cards:
            self.grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [ChartCard(content, self.page) for content in page.charts]
        for card in self.cards:
            card.goal_wanted.connect(self._on_goal_wanted)
        self.columns = 0
        self._place_cards()

    def _draw(self, page: PageData) -> Iterator[None]:
        # A chart takes a third of the time that a person notices: all in one turn would hold the window up. New cards
        # are laid out in a turn of their own.
        yield
        for card, content in zip(self.cards, page.charts, strict=True):
            card.show_content(content)
            yield

    @Slot()
    def _place_cards(self) -> None:
        room = self.width() // current_theme().px(CARD_WIDTH)
        columns = max(1, min(room, MOST_COLUMNS, len(self.cards) or 1))
        if columns == self.columns:
            return
        for index in range(max(self.columns, columns)):
            self.grid.setColumnStretch(index, 1 if index < columns else 0)
        self.columns = columns
        for index, card in enumerate(self.cards):
            self.grid.addWidget(card, index // columns, index % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Three charts in a row, two, or one."""
        super().resizeEvent(event)
        self._place_cards()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the font changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place_cards()

    def _show_choice(self) -> None:
        choice = self.choice
        self.head.segments.choose(choice.view.value)
        self.period_chip.set_text(PERIODS[choice.period])
        self.split_chip.set_text(f"By {DIMENSIONS[choice.split].lower()}")
        _fill(self.period_chip, [(key, text, key is choice.period) for key, text in PERIODS.items()])
        splits = [(split, f"By {DIMENSIONS[split].lower()}", split is choice.split) for split in SPLITS[choice.view]]
        _fill(self.split_chip, splits)

    def _on_failed(self, error: Exception) -> None:
        self.skeleton.stop()
        show_error(self, error)

    # -- what a person does

    @Slot(str)
    def _on_view_chosen(self, key: str) -> None:
        self.choose(Choice(View(key), self.choice.period, self.choice.split))

    @Slot(QAction)
    def _on_action(self, action: QAction) -> None:
        value = action.data()
        if value in set(PeriodKey):
            self.choose(Choice(self.choice.view, PeriodKey(value), self.choice.split))
        else:
            self.choose(Choice(self.choice.view, self.choice.period, Dimension(value)))

    @Slot(str, str)
    def _on_goal_wanted(self, name: str, text: str) -> None:
        from app.services.insights.goals import set_goal
        from app.wording.errors import parse_problem_sentence

        card = next(card for card in self.cards if card.content.data.name.value == name)
        try:
            goal: Fraction | None = source.goal_of(text, source.is_rate(name))
        except ParseProblem as problem:
            card.goal_field.refuse(parse_problem_sentence(problem))
            return
        saving = _Saving(card)
        run_operation(
            self, set_goal, name, goal, on_success=saving.on_saved, on_error=saving.on_error, toast="Goal saved"
        )

    @Slot()
    def _on_stage_goals_wanted(self) -> None:
        self.stage_goals.ask(self._aims)

    @Slot()
    def _on_pdf_wanted(self) -> None:
        from app.ui.documents.preview import DocumentPreview
        from app.ui.performance.summary import summary_source

        today = self.ctx.ops.now().astimezone().date()
        DocumentPreview(self.ctx, summary_source(self.ctx.ops), self, today=today).open()


class _Saving:
    """What follows the saving of a goal, at its card."""

    def __init__(self, card: ChartCard) -> None:
        self._card = card

    def on_saved(self, _outcome: object) -> None:
        self._card.goal_field.hide()

    def on_error(self, error: AppError) -> None:
        words = field_sentence(error) if isinstance(error, ValidationError) else sentence(error)
        self._card.goal_field.refuse(words)


def _fill(chip: Chip, items: Sequence[tuple[str, str, bool]]) -> None:
    menu = chip.drop_menu
    if menu is None:
        return
    menu.clear()
    group = QActionGroup(menu)
    for value, text, chosen in items:
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.setData(str(value))
        group.addAction(action)
        menu.addAction(action)


def _remembered(ctx: AppContext) -> Choice:
    state = ctx.view_state(STATE)
    try:
        choice = Choice(View(state["view"]), PeriodKey(state["period"]), Dimension(state["split"]))
    except (KeyError, ValueError):
        return Choice()
    return choice if choice.split in SPLITS[choice.view] else Choice(choice.view, choice.period)
