"""One sentence: which verb, base, hedge and subject belong to each of its figures."""

from __future__ import annotations

from dataclasses import dataclass

from xlplan.text.bases import Compared, compared_with, settle
from xlplan.text.claims import PLAN, Claim
from xlplan.text.figures import AMOUNT, BARE, FRACTION, RATE
from xlplan.text.items import (
    BASE,
    DETAILS,
    EQUAL,
    FIGURE,
    MARK,
    RESPECT,
    VERB,
    Base,
    Item,
)
from xlplan.text.making import Draft, bare_figure, make_claim
from xlplan.text.meaning import Setting
from xlplan.text.neighbours import Neighbours
from xlplan.text.subjects import Subject
from xlplan.text.telling import Sources, Telling


@dataclass
class _Now:
    """Where the reading stands: what has been met since the last figure or separator."""

    verb: Item | None = None
    lead: Base | None = None
    clause: int = 0
    bracket: int = 0
    separated: bool = True
    verbless: bool = True
    growing: bool = False
    equal: bool = False
    detail: bool = False
    plan_told: bool = False
    joined: bool = False
    noun: str = ""
    before: tuple[int, int] | None = None


class Sentence:
    """Reads one sentence; after `claims()`, `subject` is what it last told of and `compared` the
    year or period it last compared with. A sentence of parts ("Trong đó …") begins with what the
    one before compared with."""

    def __init__(
        self, sources: Sources, items: list[Item], first: int, last: int,
        subject: Subject | None, number: int, compared: Compared | None = None,
    ) -> None:  # fmt: skip
        self.sources, self.items, self.last = sources, items, last
        self.tokens = sources.tokens
        self.subject, self.number, self.compared = subject, number, compared
        self.telling = Telling(sources, items, last)
        self.near = Neighbours(sources.normal, sources.tokens, items, last)
        self.now = _Now(clause=first)
        self.leads: list[Base] = []
        self.listed = False
        self.told: Compared | None = None
        self.heading: Base | None = None
        self.carried: Base | None = None
        self.drafts: list[Draft] = []
        self.respectively = False
        self.place = 0
        self.group = 0
        self.lists_all = False

    def claims(self) -> list[Claim]:
        """The claims of the sentence, in order."""
        for n, item in enumerate(self.items):
            if item.kind == FIGURE:
                self._figure(n, item)
            elif item.kind == BASE:
                self._base(n, item)
            elif item.kind == VERB:
                self._verb(n, item)
            elif item.kind == MARK:
                self._mark(item)
            elif item.kind == DETAILS:
                self._separate(item.last)
                self.now.detail = True
                self.listed = self.listed or not self.drafts
                self.lists_all = self.lists_all or item.value(DETAILS) == "all"
            elif item.kind == RESPECT:
                self.respectively = True
            elif item.kind == EQUAL:
                self.now.equal = True
            elif (noun := item.value("noun")) and not self._object():
                self.now.growing = self.now.growing or noun.startswith("growth")
                self.now.noun = noun.split()[-1] if self.now.verb else ""
        settle(self.drafts, self.told or (self.compared if self.listed else None))
        made = (make_claim(draft, self.sources.normal, self.tokens) for draft in self.drafts)
        result: list[Claim] = []
        for draft, claim in zip(self.drafts, made, strict=True):
            draft.claim = claim
            if claim is not None:
                claim.lists_all = self.lists_all
                result.append(claim)
        self.compared = compared_with(self.drafts)
        return result

    def _object(self) -> bool:
        """Whether a noun stands behind the last figure of its clause: told of, not telling."""
        return bool(self.drafts) and not self.now.separated

    def _verb(self, n: int, item: Item) -> None:
        now = self.now
        if item.value("noun").startswith("growth") or "growth" in item.value("verb").split():
            now.growing = now.growing or item.value("noun").startswith("growth")
        if item.value("equal_to"):
            now.equal = True
        now.verb, now.verbless = item, False

    def _mark(self, item: Item) -> None:
        mark = item.value("mark")
        now = self.now
        if mark == "(":
            now.bracket += 1
            now.before = (now.clause, len(self.drafts)) if now.separated else None
            self._separate(item.last)
            now.equal = False
        elif mark == ")":
            now.bracket = max(0, now.bracket - 1)
            now.verb, now.lead, now.equal = None, None, False
            if now.before and now.before[1] == len(self.drafts):  # it only explained the name
                now.clause = now.before[0]
        elif mark == ":":
            self.carried = None if not (self.carried and self.carried.led) else self.carried
            told = now.lead is not None and now.verbless
            if told and not now.bracket and not self.drafts:
                self.heading = now.lead  # "Kế hoạch năm 2024: doanh thu 265 tỷ đồng"
            if not (told and now.bracket) and (self.drafts or not self._clause_names()):
                self._separate(item.last)
        elif mark == "và":
            if self.drafts and now.verbless:
                self._separate(item.last, keep_growing=True)
        else:
            self._separate(item.last, strong=mark == ";")

    def _clause_names(self) -> bool:
        """Whether the clause up to a colon names a subject that its figures are told of."""
        return self.telling.named(self.now.clause, self.last) is not None

    def _separate(self, clause: int, *, strong: bool = False, keep_growing: bool = False) -> None:
        now = self.now
        self._take_subject(clause)
        if now.lead and now.lead.led and now.lead.kind != PLAN and not now.verbless:
            self.told = Compared(((now.lead, False),))  # "nhiều mặt hàng tăng so với cùng kỳ, gồm"
        now.verb, now.lead, now.clause, now.separated, now.noun = None, None, clause, True, ""
        now.verbless = True
        now.growing = now.growing and keep_growing
        if strong:
            self.group += 1

    def _take_subject(self, until: int) -> None:
        """A clause that ended without a figure may still have named the subject."""
        if not self.drafts or self.drafts[-1].item.first < self.now.clause:
            named = self.telling.named(self.now.clause, until)
            if named and named.codes:
                self._set_subject(named)

    def _set_subject(self, named: Subject) -> None:
        if self.place > 1:  # the row of "lần lượt" is over
            self.respectively, self.leads = False, []
        self.subject, self.place = named, 0

    def _base(self, n: int, item: Item) -> None:
        now = self.now
        base = item.base
        assert base is not None
        now.plan_told = now.plan_told or base.kind == "plan"
        follower = self.items[n + 1] if n + 1 < len(self.items) else None
        last = self.drafts[-1] if self.drafts else None
        if last and not now.separated and now.verbless and not self._leads_on(last, follower):
            if last.base is None:
                last.base, last.base_item = base, item
                if self.near.saved(last.hedge_start) and not last.verb:
                    last.setting.verb = ("fall",)
                if last.partner is not None and last.partner.base is None and last.pairs:
                    last.partner.base = base
            return
        if last and self._joined(n) and last.base_item is self.items[n - 2]:
            last.setting.doubts.append("bases")  # "tăng 12% so với kế hoạch và cùng kỳ"
            return
        now.lead = base
        now.joined = bool(self.leads) and self._joined(n)
        self.leads.append(base)
        if base.led and now.verbless:
            self.carried = base

    def _joined(self, n: int) -> bool:
        """Whether a base stands right behind another one and an "và"."""
        if n < 2 or self.items[n].first != self.items[n - 1].last:
            return False
        mark, before = self.items[n - 1], self.items[n - 2]
        return mark.value("mark") == "và" and before.kind == BASE and before.last == mark.first

    def _leads_on(self, last: Draft, follower: Item | None) -> bool:
        """ "… 113 tỷ đồng so với kế hoạch đạt 95%": the base belongs to what follows."""
        level = last.figure.kind not in (RATE, FRACTION) and not (
            set(last.verb) & {"growth", "fall", "compare", "compare_less", "excess", "less_loss"}
        )
        return bool(level and follower and follower.kind == VERB)

    def _figure(self, n: int, item: Item) -> None:
        now = self.now
        figure = item.figure
        assert figure is not None
        verb = now.verb if now.verb and item.first - now.verb.last <= 14 else None
        hedge, hedge_side, start = self.near.hedge(n, item)
        if figure.kind == BARE:
            settled = bare_figure(item, self.tokens, verb, self.near.next(n), self.sources.grammar)
            if settled is None:
                return
            item, figure = settled, settled.figure or figure
        if verb is None and self.near.in_passing(figure, item):
            return
        telling, first = self.telling, not self.drafts
        named = None if now.bracket and verb is None else telling.named(now.clause, start)
        if named is not None and (now.separated or first):
            self._set_subject(telling.whose(named, self.subject, now.clause, first=first))
        setting = Setting(
            figure=figure,
            verb=tuple(verb.value("verb").split()) if verb else (),
            growing=now.growing and not now.bracket,
            bracket=now.bracket > 0,
            equal=now.equal,
            sign=self.near.sign(item),
            from_word=self.near.word(start - 1) == "từ" and self.near.goes_to(n),
            followed_by_name=self.near.followed_by_name(item),
            detail=now.detail,
            noun=now.noun if now.noun in ("ratio", "share") else "",
        )
        whole = figure.kind == AMOUNT and not now.separated and self._follows_share(verb)
        role = (now.lead if self._tells_base(verb) else None) or telling.bracketed(n, verb)
        plain = verb is None and not now.lead and not role
        subject = telling.told_of(item, named, self.subject, plain=plain)
        if whole and named is not None:
            subject = named
        if now.joined and not self.respectively:
            setting.doubts.append("bases")
        lead = now.lead
        if self.respectively and self.place < len(self.leads) > 1:
            lead = self.leads[self.place]
        draft = Draft(
            item=item, figure=figure, setting=setting, verb_item=verb, hedge=hedge,
            hedge_side=hedge_side, hedge_start=start, base=lead, carried=self.carried,
            subject=subject, place=self.place if self.respectively else 0,
            previous=self.drafts[-1] if self.drafts else None, group=self.group,
            detail=now.detail, sentence=self.number, plan_told=now.plan_told,
            role_base=role,
            heading=self.heading, renamed=named is not None, whole=whole,
            of=telling.behind(item) if figure.kind == RATE else "",
        )  # fmt: skip
        if draft.setting.bracket and draft.previous and not now.lead:
            draft.partner = draft.previous
        self.drafts.append(draft)
        self.place += 1
        if not self.respectively:
            self.leads = []
        now.verb, now.lead, now.separated, now.verbless = None, None, False, True
        now.equal, now.growing, now.joined, now.noun = False, False, False, ""
        now.clause = item.last

    def _follows_share(self, verb: Item | None) -> bool:
        """ "chiếm 71% tổng doanh thu 112 tỷ đồng": the amount is what the share is of."""
        return verb is None and bool(self.drafts) and "share" in self.drafts[-1].verb

    def _tells_base(self, verb: Item | None) -> bool:
        """Whether a figure behind a base is the base's own: "kế hoạch 120 tỷ", "(cùng kỳ đạt 58%)";
        not behind "so với"."""
        lead = self.now.lead
        if verb is None or lead is None or lead.led:
            return verb is None and (lead is None or not lead.led)
        meanings = verb.value("verb").split()
        return "loss" in meanings or (self.now.bracket > 0 and "index" in meanings)
