"""What people read about a request at a target: whoever files it before confirming and later, and the staff there."""

from __future__ import annotations

from typing import Final

from bot.phrases import Lang
from bot.sentences import said_from

_WORDS: Final[dict[str, dict[Lang, str]]] = {
    # Before confirming.
    "nearest_drp": {
        "ja": "送り先の仕組みには「第三者への提供の停止」そのものがないため、最も近い「個人情報の販売の停止（オプトアウト）」として送られます。",
        "en": "The system this goes to does not know a request to cease providing data to third parties; it is sent as the nearest it knows, an opt-out of the sale of personal information.",
    },
    "nearest_opendsr": {
        "ja": "送り先の仕組みでは日本の個人情報保護法を指定できないため、{regulation}の「{kind}」の形で送られます。ご依頼の内容は変わりません。",
        "en": "The system this goes to cannot name the Japanese act, so the request is sent in the form that {regulation} has for it ({kind}). What you ask for stays the same.",
    },
    "opendsr_access": {"ja": "アクセス", "en": "access"},
    "opendsr_erasure": {"ja": "消去", "en": "erasure"},
    "details_aside": {
        "ja": "送り先には自由に書く欄がないため、「詳細」は補足として添えられ、読まれないことがあります。",
        "en": " It has no field for your own words; they are attached, and may not be read.",
    },
    "to_the_desk": {
        "ja": "送り先の仕組みではこのご依頼を正しく表せないため、別の依頼に置き換えず、当窓口の担当者が直接お受けします。",
        "en": "The system that requests usually go to cannot express this one. It is not turned into another; the people of our own desk take it.",
    },
    # What the fields of a request are called where the staff of a target read them.
    "label_right": {"ja": "請求の種類", "en": "Right"},
    "label_name": {"ja": "氏名", "en": "Name"},
    "label_details": {"ja": "詳細", "en": "Details"},
    "label_policy": {"ja": "根拠となる条項", "en": "Sections of the policy"},
    # About its state.
    "verify_by_code": {
        "ja": "ご本人確認のため、お送りした確認コードの入力をお待ちしています。",
        "en": "A code was sent to you; the request goes on once it has been entered.",
    },
    "verify_at": {
        "ja": "ご本人確認のため、次のページを開いてください：{url}",
        "en": "To confirm who you are, please open this page: {url}",
    },
    "verify": {"ja": "ご本人確認をお待ちしています。", "en": "It waits for a confirmation of who you are."},
    "failed_there": {
        "ja": "受け付けた仕組みの側で処理に失敗しました。担当者が確認します。",
        "en": "The system that took it could not carry it out. The people in charge will look into it.",
    },
    "duplicate_there": {
        "ja": "すでに受け付けている同じご依頼にまとめられました。",
        "en": "It was joined with the same request, which had been taken before.",
    },
    "removed_there": {
        "ja": "受け付けた仕組みの側で取り下げられました。",
        "en": "It was taken back in the system that had received it.",
    },
    "denied_suspected_fraud": {
        "ja": "なりすましの疑いがあるとして、受け付けられませんでした。",
        "en": "It was denied on the suspicion that somebody else had made it.",
    },
    "denied_insuf_verification": {
        "ja": "ご本人確認ができなかったため、受け付けられませんでした。",
        "en": "It was denied because it could not be confirmed who had made it.",
    },
    "denied_no_match": {
        "ja": "該当する方の情報が見つからなかったため、受け付けられませんでした。",
        "en": "It was denied because no data of this person was found.",
    },
    "denied_claim_not_covered": {
        "ja": "請求の対象に当たらないとして、受け付けられませんでした。",
        "en": "It was denied because what it asks for is not covered.",
    },
    "denied_outside_jurisdiction": {
        "ja": "適用される法令の対象外として、受け付けられませんでした。",
        "en": "It was denied because the law it rests on does not apply.",
    },
    "denied_too_many_requests": {
        "ja": "回数の上限を超えているとして、受け付けられませんでした。",
        "en": "It was denied because too many requests had been made.",
    },
}  # fmt: skip


say = said_from(_WORDS)
"""A fixed sentence with its values."""


def knows(key: str) -> bool:
    """Whether there is a sentence under a key that a target had a part in."""
    return key in _WORDS
