"""Every fixed sentence in Slack, in Japanese and English; those of the reply itself are in `bot.phrases`."""

from __future__ import annotations

from typing import Final

from bot.phrases import Lang
from bot.sentences import said_from

_WORDS: Final[dict[str, dict[Lang, str]]] = {
    # Around a reply.
    "version": {"ja": "{version} 版", "en": "version of {version}"},
    "more": {
        "ja": "長いため、ここまでを表示しています。続きは条文をご覧ください。",
        "en": "This is long; the rest stands in the text of the policy.",
    },
    "up": {"ja": "役に立った", "en": "Useful"},
    "down": {"ja": "役に立たなかった", "en": "Not useful"},
    "up_label": {"ja": "この回答は役に立った", "en": "This answer was useful"},
    "down_label": {"ja": "この回答は役に立たなかった", "en": "This answer was not useful"},
    "thanks": {"ja": "ご意見を受け取りました。ありがとうございます。", "en": "Thank you; we have received your opinion."},
    "share": {"ja": "チャンネルに共有", "en": "Share with the channel"},
    "shared_by": {"ja": "<@{user}> さんが共有しました", "en": "Shared by <@{user}>"},
    "share_staff": {
        "ja": "社内規程を読めない方（ゲスト・社外の方など）もいるチャンネルのため、社内規程の回答は共有できません。",
        "en": "Not everybody in this channel may read the staff's policies (guests, for one), so this answer cannot be shared here.",
    },
    "share_failed": {
        "ja": "このチャンネルには共有できませんでした。アプリを `/invite @jobun` で招待してから、もう一度質問してください。",
        "en": "This could not be shared here. Invite the app with `/invite @jobun`, and ask again.",
    },
    "apart": {
        "ja": "社内規程を読めない方（ゲスト・社外の方など）もいるチャンネルでのご質問のため、社内規程からの回答はこちらにお送りします。",
        "en": "You asked in a channel where not everybody may read the staff's policies, so the answer from those comes to you alone.",
    },
    "apart_place": {"ja": "元の会話", "en": "The conversation"},
    "shared": {"ja": "共有しました。", "en": "Shared."},
    "asked_about": {"ja": "質問：{question}", "en": "Question: {question}"},
    "stopped": {"ja": "中止しました。", "en": "Stopped."},
    "searching": {"ja": "条文を調べています…", "en": "Looking through the policies…"},
    "failed": {
        "ja": "お答えできませんでした。しばらくしてから、もう一度お試しください。（お問い合わせ番号：{number}）",
        "en": "This could not be answered. Please try again in a while. (Reference: {number})",
    },
    "no_question": {
        "ja": "質問を続けて書いてください。例：`/policy {example}`",
        "en": "Please write your question behind it, as in `/policy {example}`",
    },
    "no_text": {"ja": "このメッセージには、確認できる文章がありません。", "en": "There is no text in this message to check."},
    "prompts": {"ja": "たとえば、次のように質問できます。", "en": "You could ask, for example:"},
    "no_mention": {"ja": "質問を続けて書いてください。", "en": "Please write your question."},
    # After an installation.
    "installed": {
        "ja": "インストールしました。Slackに戻ってお使いください。",
        "en": "The app is installed. You can go back to Slack.",
    },
    "not_installed": {
        "ja": "インストールできませんでした。もう一度はじめからお試しください。",
        "en": "The app was not installed. Please begin again.",
    },
    # What the manifest says of the app.
    "app_description": {"ja": "規程・ポリシーの条文を引用して答えます", "en": "Answers from the policies, word for word"},
    "agent_description": {
        "ja": "規程・ポリシーについての質問に、条文そのものを引用して答えます。書かれていないことは、書かれていないと答えます。",
        "en": "Answers questions about the policies by quoting their text, and says so where they are silent.",
    },
    "command_help": {"ja": "規程・ポリシーについて質問する（自分だけに表示）", "en": "Ask about the policies (only you see it)"},
    "command_hint": {"ja": "質問", "en": "question"},
    "shortcut": {"ja": "規程で確認", "en": "Check the policy"},
    "shortcut_help": {"ja": "このメッセージについて規程を確認する", "en": "Check this message against the policies"},
    # The owner of the policies.
    "ask_owner": {"ja": "担当者に質問する", "en": "Ask the policy owner"},
    "owner_asked": {
        "ja": "担当者に質問を送りました。回答があれば、ここにお知らせします。",
        "en": "Your question was sent to the people in charge. Their answer will come here.",
    },
    "owner_head": {
        "ja": "<@{user}> さんからの質問です（{place}）。",
        "en": "A question from <@{user}> ({place}).",
    },
    "owner_place": {"ja": "元の会話", "en": "the conversation"},
    "owner_reply": {"ja": "回答する", "en": "Answer"},
    "owner_title": {"ja": "担当者として回答", "en": "Answer as owner"},
    "owner_label": {"ja": "質問した方への回答", "en": "Your answer to whoever asked"},
    "owner_answered": {"ja": "<@{user}> さん（担当者）からの回答です。", "en": "An answer from <@{user}>, in charge of the policies:"},
    "owner_done": {"ja": "<@{user}> さんが回答しました。", "en": "Answered by <@{user}>."},
    "send": {"ja": "送る", "en": "Send"},
    "close": {"ja": "閉じる", "en": "Close"},
    # App Home.
    "home_head": {"ja": "規程・ポリシーについて質問する", "en": "Ask about the policies"},
    "home_can": {
        "ja": "条文そのものを引用してお答えします。書かれていないことは、書かれていないとお伝えします。\n"
        "• *メッセージ* タブで質問する\n• チャンネルで `@` を付けて質問する（スレッドで回答）\n"
        "• `/policy 質問` で、自分だけに表示する\n• メッセージの［その他］から「規程で確認」を選ぶ",
        "en": "Answers quote the text itself, and say so where it is silent.\n"
        "• Ask in the *Messages* tab\n• Mention the app in a channel; it answers in the thread\n"
        "• `/policy question` answers to you alone\n• “Check against the policy” in a message's menu",
    },
    "home_policies": {"ja": "規程・ポリシー", "en": "Policies"},
    "home_changed": {
        "ja": "{version} 版で変更：追加 {added}、変更 {changed}、削除 {removed}",
        "en": "Changed on {version}: {added} added, {changed} changed, {removed} removed",
    },
    "home_added": {"ja": "追加：{section}", "en": "Added: {section}"},
    "home_removed": {"ja": "削除：{section}", "en": "Removed: {section}"},
    "home_rewritten": {"ja": "変更：{section}", "en": "Changed: {section}"},
    "home_moved": {"ja": "移動：{section}", "en": "Moved: {section}"},
    "home_retitled": {"ja": "見出しの変更：{section}", "en": "New title: {section}"},
    "home_others": {"ja": "ほか {count} 件", "en": "and {count} more"},
    "home_first": {"ja": "{version} 版", "en": "version of {version}"},
    "home_compare": {"ja": "変更点を見る", "en": "what changed"},
    "home_requests": {"ja": "出した依頼", "en": "Your requests"},
    "home_no_requests": {"ja": "出した依頼はありません。", "en": "You have filed none."},
    "home_staff": {"ja": "社内規程も含めてお答えします。", "en": "The staff's policies are included."},
    "home_public": {"ja": "公開文書からお答えします。", "en": "Answers are from the public policies."},
    # Requests.
    "file": {"ja": "依頼の手続きへ", "en": "File this request"},
    "look_up": {"ja": "依頼の状況・取下げ", "en": "State or withdrawal"},
    "form_title": {"ja": "依頼の内容", "en": "Your request"},
    "form_next": {"ja": "確認へ", "en": "Preview"},
    "form_right": {"ja": "依頼の種類", "en": "What do you want done?"},
    "form_relation": {"ja": "ご依頼の立場", "en": "Who asks?"},
    "form_for_whom": {"ja": "どなたのためのご依頼か（代理の場合）", "en": "For whom (where you ask for somebody)?"},
    "form_name": {"ja": "氏名", "en": "Name"},
    "form_email": {"ja": "メールアドレス", "en": "E-mail"},
    "form_phone": {"ja": "電話番号", "en": "Telephone"},
    "form_customer_id": {"ja": "お客様番号", "en": "Customer number"},
    "form_details": {"ja": "詳細", "en": "Details"},
    "form_hint": {
        "ja": "メールアドレスか電話番号のどちらかを書いてください。お客様のご依頼は、お客様の連絡先を書いてください。確認の前には何も送られません。",
        "en": "Give an e-mail address or a telephone number; for a customer, the customer's. Nothing is sent before you confirm it.",
    },
    "preview_title": {"ja": "内容の確認", "en": "Please confirm"},
    "code_title": {"ja": "確認コードの入力", "en": "Enter the code"},
    "form_code": {"ja": "メールでお送りした確認コード", "en": "The code that was sent by e-mail"},
    "preview_send": {"ja": "この内容で送る", "en": "Send this"},
    "receipt_title": {"ja": "受け付けました", "en": "Received"},
    "receipt": {
        "ja": "受付番号：*{number}*\n照会用の合言葉：*{secret}*\n控えておいてください。状況が変わると、ダイレクトメッセージでお知らせします。",
        "en": "Receipt number: *{number}*\nSecret: *{secret}*\nPlease keep both. You will be told by direct message when something changes.",
    },
    "receipt_open": {
        "ja": "同じご依頼をすでに受け付けています（{status}）。新しくは送っていません。",
        "en": "The same request is open already ({status}), so nothing new was sent.",
    },
    "own_title": {"ja": "出した依頼", "en": "Your requests"},
    "withdraw": {"ja": "取り下げる", "en": "Withdraw"},
    "withdraw_ask": {"ja": "この依頼を取り下げますか。", "en": "Withdraw this request?"},
    "yes": {"ja": "はい", "en": "Yes"},
    "no": {"ja": "いいえ", "en": "No"},
    "news": {
        "ja": "受付番号 {number}（{right}）：{status}",
        "en": "Request {number} ({right}): {status}",
    },
}  # fmt: skip


words = said_from(_WORDS)
"""A fixed sentence with its values."""
