"""Whether the person's own message asks for what a tool does at once, in the languages people write to it.

A tool that only proposes needs no such words: the person confirms. These few change our session directly, so
a ticket must not be able to ask for them. Whoever is not understood uses the button.
"""

import re

_UNLINK = re.compile(
    r"\b(?:un-?link|detach|disconnect|(?:remove|drop|take|cut|clear|delete|cancel|lose)\b.{0,30}\blink"
    r"|wrong ticket|not this ticket"
    r"|trenn|entkoppel|entkn|l(?:ö|oe)se?\b|aufheb|verkn(?:ü|ue)pfung"
    r"|d[ée]li|d[ée]tach|dissoci|desvincul|desenla|scolleg|ontkoppel|odepn|koppla (?:bort|av))"
    r"|отвяж|отвяз|отсоедин|取消关联|解除|リンク|연결 해제|إلغاء الربط|فك",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"\b(?:dismiss|discard|cancel|scrap|trash|throw|delete|drop|withdraw|forget|ignore|kill"
    r"|bin (?:it|that|this|the|p\d)|never\s?mind"
    r"|remove|reject|get rid|no longer|not needed|(?:do not|don'?t|no) (?:need|want)|clear"
    r"|verw[ei]rf|l(?:ö|oe)sch|abbrech|brich|streich|vergiss|weg damit|zur(?:ü|ue)ckzieh"
    r"|annul|supprim|oubli|rejet|abandonn|descart|cancel|elimin|borra|olvida|anul|apag|scart|rifiut"
    r"|verwijder|anuluj|usuń|odrzuć|avbryt|ta bort)"
    r"|отмен|удал|отклон|забудь|取消|删除|忽略|放弃|破棄|削除|キャンセル|취소|삭제|إلغاء|احذف|תבטל|מחק",
    re.IGNORECASE,
)


def asks_to_unlink(said: str) -> bool:
    return _UNLINK.search(said) is not None


def asks_to_drop(said: str) -> bool:
    return _DROP.search(said) is not None
