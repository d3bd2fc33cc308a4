"""Every fixed sentence of the pages on which requests are filed, followed and answered, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bot.phrases import Lang

_WORDS: Final[Mapping[str, Mapping[Lang, str]]] = {
    # Filing.
    "file": {"ja": "依頼として出す", "en": "File this as a request"},
    "new_title": {"ja": "依頼を出す", "en": "File a request"},
    "new_lead": {
        "ja": "書いていただいた内容は、次の画面でそのままお見せします。確認していただくまで、どこにも送らず、保存もしません。",
        "en": "The next page shows exactly what will be sent. Until you confirm it, nothing is sent and nothing is kept.",
    },
    "right": {"ja": "依頼の種類", "en": "What do you want done?"},
    "relation": {"ja": "どなたからのご依頼ですか", "en": "Who asks?"},
    "for_whom": {"ja": "どなたのためのご依頼ですか（代理の場合）", "en": "For whom? (where you ask for somebody else)"},
    "name": {"ja": "氏名", "en": "Name"},
    "email": {"ja": "メールアドレス", "en": "E-mail address"},
    "phone": {"ja": "電話番号", "en": "Telephone number"},
    "contact_hint": {
        "ja": "メールアドレスか電話番号のどちらかは必ず書いてください。",
        "en": "At least one of e-mail address and telephone number is needed.",
    },
    "customer_id": {"ja": "お客様番号（わかる場合）", "en": "Customer number (if you know it)"},
    "details": {"ja": "詳細（任意）", "en": "Details (if you like)"},
    "details_hint": {
        "ja": "{limit}文字まで。マイナンバーや本人確認書類の番号は書かないでください。書類の画像もお受け取りできません。",
        "en": "Up to {limit} characters. Please write no individual number (My Number) and no number of an identity document; pictures of documents are not taken.",
    },
    "preview": {"ja": "内容を確認する", "en": "Look at what will be sent"},
    "demands": {"ja": "この手続きについて書かれていること", "en": "What the policy says about this"},
    "no_demands": {
        "ja": "この手続きについて、規程・ポリシーには記載がありません。",
        "en": "The policy does not describe a procedure for it.",
    },
    "wrong": {"ja": "送れませんでした", "en": "This was not sent"},
    # Confirming.
    "preview_title": {"ja": "送る内容の確認", "en": "Please confirm what will be sent"},
    "preview_lead": {
        "ja": "次の文面がそのまま送られます。まだ送られていません。",
        "en": "This text is what will be sent. It has not been sent yet.",
    },
    "preview_text": {"ja": "送られる内容", "en": "What will be sent"},
    "confirm": {"ja": "この内容で送る", "en": "Send this"},
    "edit": {"ja": "書き直す", "en": "Change it"},
    # The code, where e-mail addresses are confirmed.
    "send_code": {"ja": "確認コードをメールで受け取る", "en": "Have a code sent by e-mail"},
    "code_title": {"ja": "確認コードの入力", "en": "Enter the code"},
    "code_lead": {
        "ja": "メールに書かれた6桁の確認コードを入力してください。入力していただくまで、依頼は送られません。",
        "en": "Please enter the six digits from the e-mail. Your request is not filed before you have.",
    },
    "code_sent_to": {"ja": "{email} に確認コードをお送りしました。", "en": "A code was sent to {email}."},
    "code_sent_again": {
        "ja": "{email} に新しい確認コードをお送りしました。前のコードは使えません。",
        "en": "A new code was sent to {email}. The one before holds no longer.",
    },
    "code_hint": {
        "ja": "{minutes}分以内に入力してください。届かないときや期限が切れたときは、もう一度お受け取りください。",
        "en": "It holds for {minutes} minutes. If it does not arrive, or has expired, have another one sent.",
    },
    "code_again": {"ja": "確認コードをもう一度受け取る", "en": "Have another code sent"},
    # The receipt.
    "receipt_title": {"ja": "依頼を受け付けました", "en": "Your request is received"},
    "receipt_lead": {
        "ja": "受付番号と照会用の合言葉を控えてください。合言葉は、この画面でしかお見せできません。",
        "en": "Please note the receipt number and the secret. The secret is shown on this page alone.",
    },
    "number": {"ja": "受付番号", "en": "Receipt number"},
    "secret": {"ja": "照会用の合言葉", "en": "Secret"},
    "look": {"ja": "状況を確認する", "en": "See how it stands"},
    "same_title": {"ja": "同じ依頼をすでに受け付けています", "en": "The same request is open already"},
    "same_text": {
        "ja": "同じ連絡先から同じ種類の依頼を受け付けており、手続きの途中です。二重には送っていません。状況は、そのときの受付番号と合言葉で確認できます。",
        "en": "A request of this kind with this contact has not ended yet, so this one was not filed a second time. See how it stands with the receipt that you were given.",
    },
    # How it stands.
    "state_title": {"ja": "依頼の状況を確認する", "en": "How does my request stand?"},
    "state_lead": {
        "ja": "受付番号と照会用の合言葉を書いてください。取下げもここからできます。",
        "en": "Please give the receipt number and its secret. You can also withdraw the request here.",
    },
    "state_of": {"ja": "依頼 {number} の状況", "en": "How request {number} stands"},
    "state": {"ja": "状況", "en": "State"},
    "history": {"ja": "これまでの経過", "en": "What has happened"},
    "code": {"ja": "お送りした確認コード", "en": "The code that was sent to you"},
    "verify": {"ja": "確認コードを送る", "en": "Send the code"},
    "code_sent": {"ja": "確認コードをもう一度お送りしました。", "en": "Another code was sent."},
    "verifying": {
        "ja": "確認コードを受け付けました。しばらくしてから状況を確認してください。",
        "en": "The code is received. Please look again in a while.",
    },
    "withdraw": {"ja": "依頼を取り下げる", "en": "Withdraw the request"},
    "withdraw_text": {
        "ja": "取り下げると、手続きは行われません。もう一度お望みのときは、新しく依頼を出してください。",
        "en": "Nothing more will be done about it. If you want it done after all, file it again.",
    },
    "withdrawing": {
        "ja": "取下げを送り先に伝えています。しばらくしてから状況を確認してください。",
        "en": "The withdrawal is being passed on. Please look again in a while.",
    },
    "withdrawn": {"ja": "依頼を取り下げました。", "en": "The request is withdrawn."},
    "new": {"ja": "新しく依頼を出す", "en": "File another request"},
    "back": {"ja": "質問に戻る", "en": "Back to questions"},
    # The desk.
    "desk_title": {"ja": "依頼の窓口", "en": "Desk for requests"},
    "desk_open": {"ja": "対応の必要な依頼", "en": "Open requests"},
    "desk_all": {"ja": "すべての依頼", "en": "All requests"},
    "desk_none": {"ja": "対応の必要な依頼はありません。", "en": "There is no open request."},
    "desk_csv": {"ja": "CSVで書き出す", "en": "Export as CSV"},
    "due_on": {"ja": "期限", "en": "Due"},
    "overdue": {"ja": "期限切れ", "en": "overdue"},
    "received": {"ja": "受付日時", "en": "Received"},
    "who": {"ja": "立場", "en": "Asked by"},
    "request": {"ja": "依頼", "en": "Request"},
    "policy": {"ja": "対象の文書", "en": "Policy"},
    "contact": {"ja": "連絡先", "en": "Contact"},
    "forgotten": {"ja": "保存期間が過ぎたため、連絡先は消されています。", "en": "The contact is deleted, as its time is over."},
    "advance": {"ja": "状態を進める", "en": "Advance"},
    "to_state": {"ja": "次の状態", "en": "Next state"},
    "reason": {"ja": "理由・ご連絡（依頼した方に表示されます）", "en": "Reason (shown to whoever filed it)"},
    "save": {"ja": "保存する", "en": "Save"},
    "saved": {"ja": "保存しました。", "en": "Saved."},
    "desk_back": {"ja": "一覧に戻る", "en": "Back to the list"},
}  # fmt: skip


def request_words(lang: Lang) -> Mapping[str, str]:
    """The words of the pages in one language, by key."""
    return _BY_LANG[lang]


_BY_LANG: Final[Mapping[Lang, Mapping[str, str]]] = {
    lang: MappingProxyType({key: words[lang] for key, words in _WORDS.items()}) for lang in ("ja", "en")
}
