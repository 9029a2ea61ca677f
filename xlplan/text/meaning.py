"""What a figure is meant as: the seven verbs, from the verb's wording, the noun and the base."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlplan.text.claims import (
    DIFFERENCE,
    EXCESS,
    GROWTH,
    INDEX,
    LEVEL,
    NONE,
    PLAN,
    RATIO,
    SHARE,
    Claim,
)
from xlplan.text.figures import AMOUNT, FRACTION, PART, POINTS, RATE, TIMES, Figure

UP, DOWN = 1, -1


@dataclass
class Setting:
    """What stands around a figure. `verb` holds the meanings of the verb that governs it (empty for
    none); `explicit` is the base of its own ("" for none), `carried` one from before; `noun` the
    kind of the subject's noun; `after` the previous claim of the sentence."""

    figure: Figure
    verb: tuple[str, ...] = ()
    said: str = ""
    explicit: str = ""
    carried: str = ""
    noun: str = ""
    growing: bool = False
    bracket: bool = False
    equal: bool = False
    sign: str = ""
    from_word: bool = False
    followed_by_name: bool = False
    detail: bool = False
    inherited: bool = False
    led: bool = False
    after: Claim | None = None
    doubts: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Its own base, else the carried one, else none."""
        return self.explicit or self.carried or NONE


def meant(setting: Setting) -> tuple[str, int] | None:
    """The verb and the sign of a figure; None where the figure claims nothing."""
    kind = setting.figure.kind
    if kind == RATE:
        return _rate(setting)
    if kind in (AMOUNT, FRACTION):
        return _amount(setting)
    if kind == POINTS:
        return DIFFERENCE, _direction(setting)
    if kind == TIMES:
        return _times(setting)
    if kind == PART:
        return _part(setting)
    return None


def _direction(setting: Setting) -> int:
    falls = {"fall", "compare_less", "lack", "loss"} & set(setting.verb)
    return DOWN if falls or setting.sign == "-" else UP


def _rate(setting: Setting) -> tuple[str, int]:
    verb, noun = setting.verb, setting.noun
    if setting.sign and not verb:
        return GROWTH, DOWN if setting.sign == "-" else UP
    if setting.from_word and ("growth" in verb or "fall" in verb):
        return (SHARE if noun == "share" else RATIO), UP
    if verb:
        return _rate_by_verb(setting, set(verb))
    return _bare_rate(setting)


def _rate_by_verb(setting: Setting, verb: set[str]) -> tuple[str, int]:
    noun, sign = setting.noun, _direction(setting)
    part = noun in ("ratio", "share")
    if verb & {"growth", "fall"}:
        if part and setting.figure.upper is None:
            setting.doubts.append("points")
            return DIFFERENCE, sign
        return (EXCESS if setting.base == PLAN else GROWTH), sign
    if verb & {"excess", "lack"}:
        return (DIFFERENCE if part else EXCESS), sign
    if verb & {"compare", "compare_less"}:
        if part or noun == "growth":
            setting.doubts.append("points")
            return DIFFERENCE, sign
        return (EXCESS if setting.base == PLAN else GROWTH), sign
    if "share" in verb:
        return SHARE, UP
    if "index" in verb or "times" in verb:
        return _index(setting), UP
    return _after_change(setting), UP


def _index(setting: Setting) -> str:
    """ "đạt X%" is an index, unless the noun is a growth or a rate itself."""
    if (setting.growing or setting.noun == "growth") and setting.explicit != PLAN:
        return GROWTH
    if setting.explicit or setting.noun == "index":
        return INDEX
    if setting.noun in ("ratio", "share"):
        return RATIO if setting.noun == "ratio" else SHARE
    return INDEX


def _after_change(setting: Setting) -> str:
    """ "lên X%", "còn X%", "là X%": the level of whatever the noun is."""
    if setting.noun in ("growth", "index"):
        return GROWTH if setting.noun == "growth" else INDEX
    if setting.explicit and setting.noun not in ("ratio", "share"):
        return INDEX
    return SHARE if setting.noun == "share" else RATIO


def _bare_rate(setting: Setting) -> tuple[str, int]:
    """A percentage without verb: by its base, the bracket's neighbour, the noun, what follows."""
    before = setting.after
    paired = setting.bracket and before is not None
    if paired and before and setting.led and before.figure.kind == RATE:
        return before.verb, UP  # "(cùng kỳ 70%)" is last year's figure of the same kind
    if paired and before and before.verb == DIFFERENCE and before.amount is not None:
        return GROWTH, DOWN if before.amount < 0 else UP
    if setting.noun == "growth" and setting.explicit != PLAN:
        return GROWTH, UP
    if setting.explicit:
        return INDEX, UP
    if paired and before and (before.verb == LEVEL or before.figure.kind == FRACTION):
        return (SHARE if setting.followed_by_name else INDEX), UP
    if setting.noun in ("growth", "share", "ratio"):
        return {"growth": GROWTH, "share": SHARE, "ratio": RATIO}[setting.noun], UP
    if setting.growing:
        return GROWTH, UP
    if setting.noun == "index":
        return INDEX, UP
    return (SHARE if setting.followed_by_name or setting.detail else RATIO), UP


def _amount(setting: Setting) -> tuple[str, int]:
    verb = set(setting.verb)
    figure = setting.figure
    if figure.kind == FRACTION:
        return RATIO, UP
    plain = RATIO if "/" in figure.unit else LEVEL
    if setting.equal and setting.after is not None and not verb - {"index"}:
        before = setting.after
        if before.verb in (GROWTH, EXCESS, DIFFERENCE) and before.rate is not None:
            return DIFFERENCE, DOWN if before.rate < 0 else UP
    if verb & {"less_loss", "more_loss"}:
        return DIFFERENCE, UP if "less_loss" in verb else DOWN
    if "loss" in verb:
        return plain, DOWN
    if setting.from_word and verb & {"growth", "fall"}:
        return plain, UP
    if verb & {"growth", "fall", "compare", "compare_less", "excess", "lack"}:
        return DIFFERENCE, _direction(setting)
    return plain, DOWN if setting.sign == "-" else UP


def _times(setting: Setting) -> tuple[str, int] | None:
    verb = set(setting.verb)
    if verb & {"times", "index"}:
        return INDEX, UP
    if verb & {"growth", "compare", "excess"}:
        setting.doubts.append("times")
        return INDEX, UP
    if setting.explicit:
        return INDEX, UP
    return None


def _part(setting: Setting) -> tuple[str, int]:
    verb = set(setting.verb)
    if verb & {"growth", "fall", "compare", "compare_less"}:
        return GROWTH, _direction(setting)
    return (SHARE if "share" in verb else INDEX), UP
