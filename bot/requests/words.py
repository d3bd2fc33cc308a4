"""Every fixed sentence about filing a request, in Japanese and English: the text that is confirmed, and what is refused."""

from __future__ import annotations

from typing import Final

from bot.phrases import Lang
from bot.requests.record import Channel, Relation, Status
from bot.sentences import said_from

_WORDS: Final[dict[str, dict[Lang, str]]] = {
    # The text that is confirmed.
    "preview_head": {"ja": "次の内容で依頼を送ります。", "en": "This request will be sent:"},
    "preview_right": {"ja": "依頼の種類：{value}", "en": "What is wanted: {value}"},
    "preview_regime": {"ja": "根拠：個人情報の保護に関する法律", "en": "Under: Act on the Protection of Personal Information"},
    "preview_policy": {"ja": "対象の文書：{value}", "en": "Policy: {value}"},
    "preview_version": {"ja": "{policy}（{version} 版）", "en": "{policy} (version of {version})"},
    "preview_sections": {"ja": "参照した箇所：{value}", "en": "Sections referred to: {value}"},
    "preview_relation": {"ja": "ご依頼の立場：{value}", "en": "Who asks: {value}"},
    "preview_for_whom": {"ja": "どなたのためのご依頼か：{value}", "en": "For whom: {value}"},
    "preview_name": {"ja": "氏名：{value}", "en": "Name: {value}"},
    "preview_email": {"ja": "メールアドレス：{value}", "en": "E-mail: {value}"},
    "preview_verified": {
        "ja": "メールアドレスの確認：お送りする確認コードによる",
        "en": "E-mail address checked: by a code that is sent there",
    },
    "preview_phone": {"ja": "電話番号：{value}", "en": "Telephone: {value}"},
    "preview_customer": {"ja": "お客様番号：{value}", "en": "Customer number: {value}"},
    "preview_details": {"ja": "詳細：", "en": "Details:"},
    "preview_sent_by": {"ja": "送信の方法：{value}", "en": "Sent by: {value}"},
    "preview_language": {"ja": "ご連絡の言語：日本語", "en": "Language of the answer: English"},
    "preview_target": {"ja": "送り先：{value}", "en": "Sent to: {value}"},
    "preview_caution": {"ja": "ご注意：{value}", "en": "Please note: {value}"},
    "preview_id": {"ja": "依頼の識別子：{value}", "en": "Id of the request: {value}"},
    "target_desk": {"ja": "当窓口", "en": "our own desk"},
    "target_other": {"ja": "依頼を受け付ける仕組み（{value}）", "en": "the system that takes requests ({value})"},
    # What cannot be filed as it is.
    "no_right": {"ja": "依頼の種類を選んでください。", "en": "Please choose what you want done."},
    "no_contact": {
        "ja": "メールアドレスか電話番号のどちらかを書いてください。",
        "en": "Please give an e-mail address or a telephone number.",
    },
    "no_email": {
        "ja": "確認コードをお送りするため、メールアドレスを書いてください。",
        "en": "Please give an e-mail address, so that a code can be sent there.",
    },
    "bad_email": {"ja": "メールアドレスの形が正しくありません。", "en": "This is not the form of an e-mail address."},
    "bad_phone": {
        "ja": "電話番号の形が正しくありません。090-1234-5678 や +81 90 1234 5678 のように書いてください。",
        "en": "This is not the form of a telephone number; please write it as 090-1234-5678 or +81 90 1234 5678.",
    },
    "no_whom": {
        "ja": "代理の場合は、どなたのためのご依頼かを書いてください。",
        "en": "Please say for whom you ask.",
    },
    "too_long_field": {
        "ja": "長すぎる欄があります。{limit}文字までにしてください。",
        "en": "A field is too long; the limit is {limit} characters.",
    },
    "bad_text": {"ja": "文字ではない制御コードが含まれています。", "en": "There is a control code in it, which is no text."},
    "my_number": {
        "ja": "マイナンバー（個人番号）とみられる数字が含まれています。マイナンバーはお受け取りできません。消してからお送りください。保存はしていません。",
        "en": "There seems to be an individual number (My Number) in it, which we may not take. Please remove it; nothing was kept.",
    },
    "upload": {
        "ja": "ファイルはお受け取りできません。本人確認書類などは、窓口からのご案内があってからお送りください。保存はしていません。",
        "en": "Files are not taken here. Please send documents only once the desk has told you how; nothing was kept.",
    },
    "changed": {
        "ja": "確認していただいた内容と異なるため、送っていません。もう一度ご確認ください。",
        "en": "This is not the text that you confirmed, so nothing was sent. Please look at it again.",
    },
    "stale": {
        "ja": "確認の画面の期限が切れました。送っていません。もう一度ご確認ください。",
        "en": "The page to confirm on has expired, and nothing was sent. Please look at the text again.",
    },
    "no_request": {
        "ja": "受付番号か照会用の合言葉が違います。",
        "en": "The receipt number or its secret is not right.",
    },
    "bad_code": {
        "ja": "確認コードが違うか、期限が切れています。",
        "en": "The code is not right, or has expired.",
    },
    "code_needed": {
        "ja": "メールでお送りした確認コードを入力してください。まだ送っていません。",
        "en": "Please give the code that was sent by e-mail. Nothing was filed yet.",
    },
    "too_many_codes": {
        "ja": "確認コードを続けてお送りしたため、しばらくお送りできません。1時間ほどしてから、もう一度お試しください。",
        "en": "Several codes were sent already, so that no more are for a while. Please try again in an hour.",
    },
    "code_subject": {"ja": "依頼の確認コード", "en": "The code for your request"},
    "code_text": {
        "ja": "個人情報についての依頼の確認コード：{code}\n\n{minutes}分以内に、依頼の画面に入力してください。\n"
        "心当たりのない場合は、このメールを破棄してください。入力されない限り、依頼は受け付けられません。",
        "en": "The code for your request about personal data: {code}\n\nPlease enter it on the page of the request within {minutes} minutes.\n"
        "If you have made no request, ignore this e-mail: unless the code is entered, nothing is filed.",
    },
    "code_awaited": {
        "ja": "メールアドレスの確認のため、お送りした確認コードの入力をお待ちしています。",
        "en": "A code was sent by e-mail; the request goes on once it has been entered.",
    },
    "code_too_late": {
        "ja": "メールアドレスが確認されないまま期限が切れました。",
        "en": "It has expired, as the e-mail address was not confirmed.",
    },
    "no_code": {"ja": "確認コードは必要ありません。", "en": "No code is needed."},
    "too_late": {
        "ja": "この依頼は手続きが進んでいるため、ここでは取り下げられません。窓口へお問い合わせください。",
        "en": "This request has gone too far to be withdrawn here. Please ask the desk.",
    },
    "too_late_there": {
        "ja": "取下げは、送り先の仕組みで受け付けられませんでした。",
        "en": "The system that took it did not accept the withdrawal.",
    },
    "withdrawn": {"ja": "ご本人が取り下げました。", "en": "It was withdrawn by whoever had filed it."},
    "cancelled_by_staff": {"ja": "担当者が取り消しました。", "en": "It was cancelled by the people in charge."},
    "refused_there": {
        "ja": "送り先で受け付けられませんでした。担当者が確認します。",
        "en": "It was not accepted where it was sent. The people in charge will look into it.",
    },
    "tried_out": {
        "ja": "何度か試みましたが送り先に届きませんでした。担当者が確認します。",
        "en": "It did not get through after several tries. The people in charge will look into it.",
    },
    # The desk.
    "bad_advance": {
        "ja": "この状態からその状態へは進められません。",
        "en": "It cannot go from this state to that one.",
    },
    "no_reason": {"ja": "応じない場合は、理由を書いてください。", "en": "Please give the reason for a denial."},
}

RELATIONS: Final[dict[Relation, dict[Lang, str]]] = {
    "self": {"ja": "本人", "en": "the person concerned"},
    "agent": {"ja": "代理人", "en": "an agent"},
    "guardian": {"ja": "法定代理人（親権者・後見人など）", "en": "a parent or guardian"},
}
CHANNELS: Final[dict[Channel, dict[Lang, str]]] = {
    "slack": {"ja": "Slack", "en": "Slack"},
    "web": {"ja": "ウェブ", "en": "the site"},
    "cli": {"ja": "端末", "en": "the terminal"},
}
STATUSES: Final[dict[Status, dict[Lang, str]]] = {
    "draft": {"ja": "下書き", "en": "draft"},
    "awaiting_confirmation": {"ja": "確認待ち", "en": "to be confirmed"},
    "queued": {"ja": "受付済み・送信待ち", "en": "received, to be sent on"},
    "submitted": {"ja": "受付済み", "en": "received"},
    "awaiting_verification": {"ja": "ご本人確認待ち", "en": "waiting for a check of who you are"},
    "in_progress": {"ja": "対応中", "en": "in progress"},
    "fulfilled": {"ja": "対応済み", "en": "done"},
    "denied": {"ja": "応じられません", "en": "denied"},
    "cancelled": {"ja": "取下げ済み", "en": "withdrawn"},
    "expired": {"ja": "期限切れ", "en": "expired"},
    "failed": {"ja": "送れていません（担当者が確認します）", "en": "not sent; the people in charge look into it"},
}


words = said_from(_WORDS)
"""A fixed sentence with its values."""
