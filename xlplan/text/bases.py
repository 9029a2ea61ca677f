"""Verbs and bases that a figure takes from its neighbours: enumerations, carried bases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlplan.text.claims import PLAN, PRIOR_PERIOD, PRIOR_YEAR
from xlplan.text.figures import AMOUNT, RATE
from xlplan.text.items import Base

if TYPE_CHECKING:
    from xlplan.text.making import Draft

_MOVING = frozenset({"growth", "fall", "compare", "compare_less", "less_loss", "more_loss"})
_SHARED = frozenset({"index", "growth", "fall", "excess", "share"})

REACH = 30
"""How many figures away a base is still looked for in a sentence."""


def settle(drafts: list[Draft], before: Base | None = None) -> None:
    """Gives the drafts of a sentence the verbs and bases that they share; `before` is what growth
    is compared with where the sentence itself says nothing."""
    for draft in drafts:
        _take_verb(draft)
    for n in range(len(drafts) - 2, -1, -1):
        _take_following_base(drafts[n], drafts[n + 1])
    for n, draft in enumerate(drafts):
        if draft.base is None:
            before_it, behind_it = drafts[max(0, n - REACH) : n], drafts[n + 1 : n + REACH]
            draft.base = _base_before(draft, before_it) or _base_behind(draft, behind_it)
            if draft.base is None and before and draft.figure.kind == RATE and not draft.carried:
                draft.base = before if _MOVING & _moved_by(draft) else None


def last_compared(drafts: list[Draft]) -> Base | None:
    """The year or period that growth was last compared with; None when there was none."""
    for draft in reversed(drafts):
        if draft.base and draft.base.kind != PLAN and _MOVING & _moved_by(draft):
            return draft.base
    return None


def _take_verb(draft: Draft) -> None:
    """ "đạt 51,2%, 46,1% và 92,6%": one verb for several figures."""
    setting, before = draft.setting, draft.previous
    if draft.verb_item is not None or setting.bracket or setting.sign or before is None:
        return
    while before is not None and before.setting.bracket:
        before = before.previous
    if before is None or before.group != draft.group or before.figure.kind != draft.figure.kind:
        return
    if draft.figure.kind == RATE:
        if setting.followed_by_name and draft.base is None:
            return
        shared = bool(_SHARED & set(before.verb))
    else:
        near = draft.item.first - before.item.last <= 2
        shared = draft.figure.kind == AMOUNT and near and bool(_MOVING & set(before.verb))
    if shared and before.verb_item is not None:
        draft.verb_item, setting.inherited = before.verb_item, True
        setting.verb, setting.growing = before.setting.verb, before.setting.growing


def _take_following_base(draft: Draft, following: Draft) -> None:
    """Figures of one verb without base share the base at the end of their row; a bracket and the
    figure before it compare with the same."""
    if draft.base is not None or following.base is None:
        return
    row = following.setting.inherited and following.verb_item is draft.verb_item
    pair = following.partner is draft and following.pairs and bool(_MOVING & set(draft.verb))
    if row or pair:
        draft.base = following.base


def _base_before(draft: Draft, before: list[Draft]) -> Base | None:
    """What the sentence has compared with before, for a figure of the same kind of verb."""
    if draft.carried is not None:
        return None
    verb = _moved_by(draft)
    if draft.role_base is not None:
        return None
    for other in reversed(before):
        if other.base is None or (
            other.setting.bracket and not draft.setting.bracket and verb & {"index"}
        ):
            continue
        if verb & _MOVING and _MOVING & _moved_by(other) and other.base.kind != PLAN:
            return other.base
        if "index" in verb and "index" in other.verb and _same_words(draft, other):
            return other.base
        if draft.partner is other and not verb and _MOVING & set(other.verb):
            return other.base
    rate = draft.figure.kind == RATE and not draft.setting.bracket
    if rate and verb & {"growth", "fall"}:  # "bằng 103% cùng kỳ; thu nội địa tăng 2%"
        return next((o.base for o in reversed(before) if _is_prior(o.base)), None)
    return None


def _is_prior(base: Base | None) -> bool:
    return base is not None and base.kind == PRIOR_YEAR


def _moved_by(draft: Draft) -> set[str]:
    """The verb's meanings; "tăng trưởng đạt 6%" and "+12%" move as well as "tăng" does."""
    verb = set(draft.verb)
    if draft.setting.growing or (draft.setting.sign and not verb):
        return {"growth"}
    return verb


def _same_words(one: Draft, other: Draft) -> bool:
    return (
        one.figure.kind == other.figure.kind == RATE
        and one.renamed
        and one.verb_item is not None
        and other.verb_item is not None
        and one.verb_item.value("verb") == other.verb_item.value("verb")
    )


def _base_behind(draft: Draft, behind: list[Draft]) -> Base | None:
    """What the sentence compares with later: "tăng 12%, lợi nhuận tăng 8% so với cùng kỳ"; a plan
    that "vượt" names, or that the sentence has told of, for a bare index."""
    if draft.carried is not None or draft.figure.kind != RATE:
        return None
    verb = _moved_by(draft)
    if verb & {"growth", "fall"} and not draft.setting.bracket:
        for other in behind:
            if other.figure.kind == RATE and other.verb_item and _MOVING & _moved_by(other):
                if other.base and other.base.kind in (PRIOR_YEAR, PRIOR_PERIOD):
                    return other.base
                return None
    follower = behind[0] if behind else None
    bare = not verb and draft.setting.bracket
    if "index" in verb or bare:
        part = draft.subject is not None and draft.subject.noun in ("ratio", "share")
        if follower and "excess" in follower.verb and not follower.setting.bracket and not part:
            return follower.base or Base(PLAN, "")
        words = draft.verb_item is None or draft.plan_told
        if draft.plan_told and words and not draft.setting.growing and not draft.renamed:
            return Base(PLAN, "")
    return None
