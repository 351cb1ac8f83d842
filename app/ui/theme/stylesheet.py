"""The one style sheet of the application, filled from the tokens."""

from __future__ import annotations

from string import Template

from app.config.paths import resources_folder
from app.ui.theme.tokens import Tokens


def points(px: float, dots_per_inch: float) -> float:
    """A size in pixels as typographic points on a screen."""
    return round(px * 72 / dots_per_inch, 2)


def make_stylesheet(tokens: Tokens, dots_per_inch: float) -> str:
    """The style sheet for these tokens on a screen of this logical resolution."""
    folder = resources_folder() / "themes"
    template = Template((folder / "window.qss").read_text(encoding="utf-8"))
    return template.substitute(
        {k: v for k, v in tokens.colours._asdict().items() if isinstance(v, str)},
        icons=folder.as_posix(),
        mode="dark" if tokens.dark else "light",
        field=tokens.colours.sunken if tokens.dark else tokens.colours.surface,
        hover_strong=tokens.colours.hover if tokens.dark else tokens.colours.neutral_soft,
        segment_on=tokens.colours.surface,
        focus_on_fill=tokens.colours.text,
        **_sizes(tokens),
        **_type(tokens, dots_per_inch),
    )


def _sizes(tokens: Tokens) -> dict[str, int]:
    """Heights inside the borders of each control."""
    px, sizes = tokens.px, tokens.sizes
    control, chip, badge, avatar = px(sizes.control), px(sizes.chip), px(20), px(24)
    return {
        "h_inner": control - 2,
        "h_inner_focus": control - 4,
        "h_chip": chip - 2,
        "h_chip_focus": chip - 4,
        "r_chip": chip // 2,
        "h_segment": control - 6,
        "h_badge": badge,
        "r_badge": badge // 2,
        "h_key": px(16),
        "h_avatar": avatar,
        "r_avatar": avatar // 2,
        "h_item": px(26),
        "p_menu_item": px(5),
        "p_combo": px(26),
        "p_combo_focus": px(26) - 1,
        "i_caret": px(12),
        "i_spin": px(10),
        "i_check": px(16),
        "r_radio": px(16) // 2 + 1,
    }


def _type(tokens: Tokens, dots_per_inch: float) -> dict[str, float]:
    scale = tokens.scale
    return {
        "pt_label": points(tokens.type.label.px * scale, dots_per_inch),
        "pt_key": points(11 * scale, dots_per_inch),
        "pt_head": points(12 * scale, dots_per_inch),
        "pt_section": points(tokens.type.section.px * scale, dots_per_inch),
        "pt_title": points(tokens.type.title.px * scale, dots_per_inch),
        "pt_figure": points(tokens.type.figure.px * scale, dots_per_inch),
    }
