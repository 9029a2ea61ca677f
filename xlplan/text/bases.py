"""Verbs and bases that a figure takes from its neighbours: enumerations, carried bases."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from xlplan.text.claims import PLAN, PRIOR_YEAR
from xlplan.text.figures import AMOUNT, POINTS, RATE
from xlplan.text.items import Base

if TYPE_CHECKING:
    from xlplan.text.making import Draft

_MOVING = frozenset({"growth", "fall", "compare", "compare_less", "less_loss", "more_loss"})
_TURNING = frozenset({"growth", "fall"})
_FALLING = frozenset({"fall", "compare_less"})
_SHARED = frozenset({"index", "growth", "fall", "excess", "share"})

REACH = 30
"""How many figures away a base is still looked for in a sentence."""


class Compared(NamedTuple):
    """What a sentence compared with: `moved` holds the bases of what rose or fell, the last one
    last, each with whether it fell; `plan` is what its indexes were told against."""

    moved: tuple[tuple[Base, bool], ...] = ()
    plan: Base | None = None

    def base(self, draft: Draft) -> Base | None:
        """The base of a part's figure that names none: of what moved the same way, if anything
        did; an index of a part is told against the total's plan."""
        if draft.figure.kind != RATE or draft.carried:
            return None
        verb = _moved_by(draft)
        if _MOVING & verb and self.moved:
            falls = bool(_FALLING & verb)
            same = [base for base, fell in self.moved if fell == falls]
            return same[-1] if same else self.moved[-1][0]
        return self.plan if "index" in verb and _is_plain(draft) else None


def settle(drafts: list[Draft], before: Compared | None = None) -> None:
    """Gives the drafts of a sentence the verbs and bases that they share; `before` is what the
    parts of a total are compared with where the sentence itself says nothing."""
    for draft in drafts:
        _take_verb(draft)
    for n in range(len(drafts) - 2, -1, -1):
        _take_following_base(drafts[n], drafts[n + 1])
    for n, draft in enumerate(drafts):
        if draft.base is None:
            draft.base = _base_before(draft, drafts[max(0, n - REACH) : n])
    for n in range(len(drafts) - 1, -1, -1):
        if drafts[n].base is None:
            drafts[n].base = _base_behind(drafts[n], drafts[n + 1 : n + REACH])
    for draft in drafts:
        if draft.base is None and before is not None:
            draft.base = before.base(draft)
    for draft, follower in pairwise(drafts):
        _see_ratio(draft, follower)


def _see_ratio(draft: Draft, follower: Draft) -> None:
    """ "phát đúng hẹn đạt 97,8%, vượt 0,8 điểm phần trăm": exceeded in points, it is a rate of its
    own and no attainment."""
    behind = follower.figure.kind == POINTS and "excess" in follower.verb
    own = draft.base is None or (draft.base_item is None and not draft.base.led)
    if behind and own and draft.figure.kind == RATE and "index" in draft.verb:
        draft.base, draft.setting.noun = None, "ratio"


def compared_with(drafts: list[Draft]) -> Compared:
    """What a sentence compared with, for the parts that the next one lists."""
    moved = []
    plan = None
    for draft in drafts:
        if draft.base is None:
            continue
        verb = _moved_by(draft)
        if draft.base.kind != PLAN and _MOVING & verb:
            moved.append((draft.base, bool(_FALLING & verb)))
        elif draft.base.kind == PLAN and "index" in verb:
            plan = draft.base
    return Compared(tuple(moved), plan)


def _is_plain(draft: Draft) -> bool:
    """Whether the figure is told of an amount, not of a rate, share or growth."""
    return draft.subject is None or not draft.subject.noun


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
            return other.base if _is_plain(draft) else None
        if draft.partner is other and not verb and _MOVING & set(other.verb):
            return other.base
    if draft.figure.kind in (RATE, AMOUNT) and not draft.setting.bracket and verb & _TURNING:
        # "bằng 103% cùng kỳ; thu nội địa tăng 2%", "bằng 91% cùng kỳ, giảm 220 tỷ đồng"
        return next((o.base for o in reversed(before) if _is_prior(o.base)), None)
    if draft.setting.equal and before and draft.figure.kind == AMOUNT:
        last = before[-1]  # "tăng 7,9% so với cùng kỳ, tương đương 1,9 tỷ đồng"
        return last.base if _MOVING & _moved_by(last) else None
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
    verb = _moved_by(draft)
    if draft.carried is not None or draft.figure.kind not in (RATE, AMOUNT):
        return None
    follower = behind[0] if behind else None
    if draft.figure.kind == AMOUNT:  # "tăng 4.150 tỷ đồng, tương ứng tăng 10% so với đầu năm"
        turned = follower is not None and follower.setting.equal and verb & _TURNING
        return follower.base if follower and turned and _MOVING & _moved_by(follower) else None
    if verb & _TURNING and not draft.setting.bracket:
        for other in behind:
            if other.figure.kind == RATE and other.verb_item and _MOVING & _moved_by(other):
                near = other.base is not None and other.group == draft.group
                if _is_prior(other.base) or (near and other.base and other.base.kind != PLAN):
                    return other.base
                return None
    bare = not verb and draft.setting.bracket
    if "index" in verb or bare:
        part = draft.subject is not None and draft.subject.noun in ("ratio", "share")
        if follower and "excess" in follower.verb and not follower.setting.bracket and not part:
            return (follower.base or Base(PLAN, "")) if _exceeds(draft, follower) else None
        if follower and draft.subject and draft.subject.codes and _is_plain(draft):
            known = follower.base is not None and follower.base.kind == PLAN
            if known and "index" in follower.verb and draft.group != follower.group:
                return follower.base  # "… đạt 100% trở lên; … đảm bảo 100% theo kế hoạch"
        words = draft.verb_item is None or draft.plan_told
        if draft.plan_told and words and not draft.setting.growing and not draft.renamed:
            return Base(PLAN, "")
    return None


def _exceeds(draft: Draft, follower: Draft) -> bool:
    """ "đạt 102,3%, vượt 2,3% kế hoạch" tells one thing twice; "tỷ lệ … đạt 68%, vượt 8%" not."""
    if follower.figure.kind != RATE or draft.figure.value >= 1:
        return True
    gap = draft.figure.value - 1 - follower.figure.value
    return abs(gap) <= 2 * max(draft.figure.step, follower.figure.step)
