"""Every fixed sentence of a reply, in Japanese and English."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeAlias

from bot.replies import Right

Lang: TypeAlias = Literal["ja", "en"]

_PHRASES: Final[dict[str, dict[Lang, str]]] = {
    "answered": {
        "ja": "「{policy}」（{version}版）の「{section}」に、次のように書かれています。",
        "en": "“{policy}” (version of {version}), section “{section}”, says:",
    },
    "also": {"ja": "あわせて「{section}」に、次のように書かれています。", "en": "Section “{section}” adds:"},
    "approved": {
        "ja": "（この回答は、規程の担当者が{date}に承認したものです。）",
        "en": "(This answer was approved by the owners of the text on {date}.)",
    },
    "quoted_in_japanese": {"ja": "", "en": "(The text exists in Japanese only; it is quoted as published.)"},
    "not_stated": {
        "ja": "この点について、規程・ポリシーには記載がありません。",
        "en": "The policy does not say anything about this.",
    },
    "near": {
        "ja": "近い内容は次の箇所にありますが、ご質問への答えではありません：{sections}。",
        "en": "The nearest sections, which do not answer the question, are: {sections}.",
    },
    "contact": {
        "ja": "確かなことは、窓口（「{section}」）へお問い合わせください。",
        "en": "For a certain answer, please ask the contact named in “{section}”.",
    },
    "no_contact": {
        "ja": "確かなことは、この文書の担当窓口へお問い合わせください。",
        "en": "For a certain answer, please ask the people in charge of this text.",
    },
    "out_of_scope": {
        "ja": "これは規程・ポリシーについてのご質問ではないようです。次の文書の内容についてお答えできます：{policies}。",
        "en": "This does not seem to be a question about the policies. I can answer questions about: {policies}.",
    },
    "no_policies": {
        "ja": "現在お見せできる文書がありません。",
        "en": "There is no text at present that I may show you.",
    },
    "action": {
        "ja": "「{right}」のご依頼と理解しました。",
        "en": "I understand that you want this done: {right}.",
    },
    "action_says": {
        "ja": "この手続きについて、次のように書かれています。",
        "en": "This is what the policy says about it:",
    },
    "action_silent": {
        "ja": "この手続きについて、規程・ポリシーには記載がありません。",
        "en": "The policy does not describe a procedure for it.",
    },
    "action_asks": {"ja": "ご質問については、次のとおりです。", "en": "As to your question:"},
    "action_offer": {
        "ja": "内容をご確認のうえ、依頼としてお出しになりますか。確認なしに送られることはありません。",
        "en": "Would you like to file it as a request? Nothing is sent before you have confirmed it.",
    },
    "action_request": {
        "ja": "すでに出された依頼の「{right}」をご希望と理解しました。受付番号をご用意ください。",
        "en": "I understand that this is about a request you have already filed ({right}). Please have its receipt number ready.",
    },
    "clarify": {
        "ja": "どちらの場合についてのご質問でしょうか。",
        "en": "Which of these do you mean?",
    },
}  # fmt: skip

_RIGHTS: Final[dict[Right, dict[Lang, str]]] = {
    "purpose_notice": {"ja": "利用目的の通知", "en": "notice of the purpose of use"},
    "disclosure": {"ja": "個人情報の開示", "en": "disclosure of personal information"},
    "third_party_record_disclosure": {
        "ja": "第三者提供記録の開示",
        "en": "disclosure of the records of provision to third parties",
    },
    "correction": {"ja": "個人情報の訂正", "en": "correction of personal information"},
    "addition": {"ja": "個人情報の追加", "en": "addition to personal information"},
    "deletion": {"ja": "個人情報の削除・消去", "en": "deletion of personal information"},
    "stop_use": {"ja": "個人情報の利用停止", "en": "ceasing to use personal information"},
    "stop_third_party": {"ja": "第三者への提供の停止", "en": "ceasing to provide personal information to third parties"},
    "status": {"ja": "状況確認", "en": "its state"},
    "withdraw": {"ja": "取下げ", "en": "its withdrawal"},
}

_SEARCHES: Final[dict[Right, dict[Lang, str]]] = {
    right: {"ja": f"{names['ja']}を請求する手続き", "en": f"procedure to request {names['en']}"}
    for right, names in _RIGHTS.items()
}


def phrase(key: str, lang: Lang, **values: str) -> str:
    """A fixed sentence with its values."""
    return _PHRASES[key][lang].format(**values)


def right_name(right: Right, lang: Lang) -> str:
    """What a right is called."""
    return _RIGHTS[right][lang]


def right_search(right: Right, lang: Lang) -> str:
    """The words by which the text on a right's procedure is looked for."""
    return _SEARCHES[right][lang]


def contact_search(lang: Lang) -> str:
    """The words by which the text on whom to contact is looked for."""
    return "お問い合わせ窓口の連絡先" if lang == "ja" else "contact address of the inquiry desk"


def demand_searches(lang: Lang) -> tuple[str, ...]:
    """The words by which the text on what a request takes is looked for: papers, fee, deadline and desk."""
    if lang == "ja":
        return (
            "開示等の請求に必要な本人確認書類",
            "開示等の請求の手数料",
            "開示等の請求への回答の期限",
            "開示等の請求の申出先",
        )
    return (
        "identity documents for a request",
        "fee for a request",
        "deadline for the answer to a request",
        "where to make a request",
    )


def date_text(day: date, lang: Lang) -> str:
    """「2022年4月1日」 or "1 April 2022"."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "ja" else f"{day.day} {day:%B %Y}"
