"""The words that the rules know.

What is compared with a word's key stands in Sudachi's normalised spelling; what is looked for in the text stands as it is typed.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

Sense: TypeAlias = Literal["delete", "correct", "add", "show", "hand", "use", "stop", "cancel", "keep", "proceed"]


def _any(words: str, *patterns: str) -> re.Pattern[str]:
    """Finds any of the words, parted by blanks, or of the patterns."""
    return re.compile("|".join((*(re.escape(word) for word in words.split()), *patterns)), re.IGNORECASE)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# ---- keys ----

INTERROGATIVES: Final = _set(
    "何 何時 いつ 何処 どこ 誰 どう 幾ら 何故 どの どれ どんな 何れ 何方 どなた どちら 幾つ 如何 どっち"
)
QUESTION_NOUNS: Final = _set(
    "方法 手続き 手順 遣り方 仕方 消し方 止め方 出し方 直し方 見方 方 費用 料金 手数料 値段 代金 金額 期間 期限 日数 時間 時期 窓口 宛先 連絡先 "
    "電話番号 必要書類 書類 条件 理由 違い 意味 範囲 種類 流れ 場所 有無 可否 締め切り"
)
"""Nouns that ask when nothing follows them (「退会 やり方」「手数料は？」)."""
TELLING: Final = _set("知る 教える 聞く 伺う 尋ねる 質問 確認 調べる 説明 分かる 相談 確かめる 知らせ 問い合わせる")
"""What one wishes for when one asks: 「教えてください」 is a question."""

_SENSES: Final[dict[Sense, str]] = {
    "delete": "削除 消去 消す 消し 抹消 破棄 廃棄 捨てる 処分 除去 消し去る 取り除く 抜く デリート 消える",
    "correct": "訂正 修正 直す 直し 変更 更新 書き替える 書き替え 変える 替える 改める 正す 書き直す 変え方 是正 打ち直す",
    "add": "追加 加える 足す 追記 付け加える 書き加える 書き足す 補う 補足 付け足す 入れる 付記 加筆 登録",
    "show": "開示 見せる 見る 聞く 閲覧 コピー 写し 写す 複写 謄写 取り寄せる ダウンロード エクスポート 交付 出力 印刷 貰う 頂戴 頂く 下さる 寄越す "
    "入手 受け取る 拝見 教える 確認 知る 公表",
    "hand": "渡す 提供 出す 送る 売る 売却 販売 流す 横流し 共有 転送 伝える 回す 譲る 譲渡 漏らす 開示 送付 引き渡す 散蒔く 送信 教える 売り渡す 言う 話す",
    "use": "使う 利用 使用 活用 分析 学習 広告 宣伝 マーケティング 営業 勧誘 案内 配信 送付 電話 追跡 トラッキング 収集 取得 集める 掲載 公開 解析 "
    "プロファイリング 送信 送る 流用 連絡 届く 届ける 来る 転用 メール 撮る 撮影 記録 乗せる 使い回す 取る 表示 訪問 掛ける 参照 読み取る 追い掛ける "
    "DM メルマガ カタログ 葉書",
    "stop": "やめる 停止 中止 ストップ 解除 拒否 断る 控える 差し止める 差し止め オフ 打ち切る 辞退 外す 止まる 止め方 オプトアウト 遠慮 切る 禁止 解約",
    "cancel": "取り下げる 取り下げ 撤回 取り消す 取り消し キャンセル 取り止め 取り止める 無し なし 白紙 破談 引っ込める",
    "keep": "残す 残る 保存 保管 保持 持つ",
    "proceed": "願う 依頼 希望 請求 要求 要望 申請 申し込み 申し込む 求める 手続き 対応 処理 頼む 所望 措置 手配 実施 申し出 対処 処置 進める 行う 遣る "
    "実行 応じる 協力 検討 配慮 作業 完了 反映",
}
SENSES: Final[dict[str, frozenset[Sense]]] = {
    word: frozenset(sense for sense, others in _SENSES.items() if word in others.split())
    for every in _SENSES.values()
    for word in every.split()
}
"""What a word may say is done."""
SURELY_HANDED: Final = _set("渡す 提供 売る 売却 販売 流す 横流し 共有 転送 譲渡 漏らす 引き渡す 売り渡す")
NAMED_RIGHTS: Final = _set("削除 消去 抹消 訂正 開示")
"""Words that need no object: who says 「開示してください」 means their data."""
NEUTRAL: Final = _set(
    "物 奴 件 こと 方 分 中 全て 全部 全 一切 残り 人 皆 手続き 対応 処理 情 さん 様 客 会員 自身 本人 不要 必要 完全 即刻 至急 内容 丸ごと"
)
LIGHT: Final = _set("為る 致す 成る 置く おく とく ちゃう 仕舞う 貰う 頂く 下さる 居る 来る 上げる 有る 出来る 頂ける")
"""Verbs that carry others."""

# ---- things ----

DATA: Final = _any(
    "個人情報 個人データ データ 情報 アカウント 登録 会員 プロフィール プロファイル 住所 番地 建物名 氏名 名前 名字 苗字 旧姓 ふりがな フリガナ "
    "携帯 電話 tel アドレス メアド メルアド 生年月日 誕生日 年齢 年代 性別 職業 勤務先 勤め先 職場 役職 肩書 続柄 世帯 配偶者 扶養 会社名 法人名 所属 学年 "
    "学歴 職歴 履歴 記録 ログ カルテ 診療 検査 診断書 問診票 アレルギー 血液型 病歴 既往歴 成績 答案 点数 写真 画像 動画 映像 録画 録音 音声 顔認証 指紋 連絡先 "
    "番号 マイナンバー カード クレカ 口座 位置 クッキー cookie 申込書 免許証 保険証 身分証 アンケート 家族構成 名簿 名義 勤怠 給与 評価 身元 経歴 志望校 年収 "
    "国籍 表記 綴り スペル",
    "(?<![一-龥])姓",
    "(?:応募|提出)書類|(?:出した|提出した|渡した|預けた|書いた)(?:書類|紙|用紙|資料)",
    "(?:私|自分|本人|俺|僕|わたし)の(?:こと|内容)|について(?:持|記録|保有|保存|把握)",
)
OTHER: Final = _any(
    "投稿 質問 回答 返答 コメント 記事 レビュー 口コミ クチコミ 書き込み つぶやき 注文 予約 ファイル フォルダ ブックマーク お気に入り 通知 アラーム リマインダ "
    "領収書 請求書 見積 契約 資料 書類 用紙 申請書 フォーム 様式 パンフ 規程 規則 規約 ポリシー マニュアル 有給 有休 休暇 休み 休日 出張 経費 精算 残業 在宅 返金 "
    "代金 商品 荷物 アプリ サービス サイト プラン パスワード 暗証 ログイン 機能 画面 文字 席 会議 サブスク 課金 コンテンツ メンバー イベント チケット クーポン "
    "ポイント 支払 配送 発送 顧客リスト シフト いいね フォロー メッセージ スレッド タスク ソフト システム 設定 言語 メニュー 議事録 原稿 文書 文章 報告書 企画 "
    "レシピ ショートカット ウイルス 容量 キャッシュ 下書き ゴミ箱 部屋 ステータス 翻訳 要約 誤字 コード プログラム 音楽 ゲーム スタンプ グループチャット 配達 返品 "
    "交換 修理 セミナー 研修 レッスン"
)
"""Things that are no personal data though they can be deleted, changed or cancelled."""
LOCAL: Final = re.compile(
    "(?:usb|パソコン|pc|スマホ|端末|hdd|ssd|sdカード|メモリ|ローカル|クラウド|ドライブ|デスクトップ|サーバー?)"
    "(?:メモリ)?(?:の中)?(?:に(?:入|ある|保存)|の|内)|cookie|クッキー|メール[のを]?(?:全部|すべて)?(?:削除|消)",
    re.IGNORECASE,
)
"""What lies with the person who speaks: nobody need be asked to delete it."""
MAIL: Final = _any(
    "メルマガ メールマガジン ニュースレター 広告 宣伝 勧誘 営業 案内 お知らせ はがき ハガキ 葉書 カタログ パンフ チラシ ちらし 販促 キャンペーン sms ショートメ "
    "郵便 郵送 レター プッシュ 訪問 アンケート ダイレクトメール",
    "(?<![a-z])dm(?![a-z])",
    "メール(?!アドレス)",
    "電話(?!番号)",
)
PRIVATE: Final = _any("データ 情報 履歴 記録 写真 画像 映像 住所 名前 氏名 アドレス 番号 顔 カルテ 成績 連絡先")
RECORD: Final = _any("記録 履歴 ログ 一覧 リスト 控え")
NAMED_DATA: Final = _any("住所 名前 氏名 姓 名字 苗字 電話 アドレス 生年月日 勤務先 会社名 登録名 表記")

# ---- people ----

_PERSONS: Final = "(?:私|わたし|わたくし|あたし|自分|俺|おれ|オレ|僕|ぼく|うち|ウチ|当方|本人|息子|娘|子|子ども|子供|孫|父|母|妻|夫|家族|両親)(?:たち|達)?の"
WHOSE: Final = re.compile(_PERSONS)
OWNER: Final = re.compile(
    f"{_PERSONS}|(?:我が家|こちら|様|さん|さま)の|(?:御社|貴社|そちら|そっち|貴院|貴校|当社|おたく)(?:に|が|で)"
    "|持って(?:い)?る|保有|登録(?:して|され)|預け|(?:出|渡|提出|記入)した|書いた"
)
OTHERS_DATA: Final = re.compile("(?:顧客|お客|取引先|社員|従業員|患者|生徒|応募者|他人)(?:さん|様|さま)?(?:の|リスト|名簿)")
THIRD: Final = _any(
    "第三者 他社 よそ 余所 外部 社外 提携 業者 グループ会社 子会社 親会社 関連会社 関係会社 共同利用 パートナー 広告主 スポンサー 代理店 名簿屋 取引先 委託先 "
    "加盟店 他人 誰にも 誰か 海外 外国 警察 団体",
    "(?:他|別|ほか)の(?:会社|企業|業者|団体|人|病院|学校|店|お店|ところ)",
    "(?:広告|保険|模試|調査|不動産|配送|カード|信販|金融|旅行|派遣|取引)の?(?:会社|先)",
    "(?:学校|会社|勤務先|職場|家族|親|夫|妻|企業|店)に",
)

# ---- requests ----

FILED: Final = _any(
    "依頼 申請 申し込み 申込 申し出 申出 リクエスト お願いし お願いの のお願い お願いについて 頼ん 手続 要請 要望 問い合わせ 問合せ 申立 申し立て 通報 苦情",
    "請求(?!書|額|先|金|料)",
    "届け?出",
)
RIGHTS_NAMED: Final = _any("削除 消去 開示 訂正 停止 追加 変更 修正 通知 抹消", "(?<!り)消して")
MISFILED: Final = _any(
    "有給 有休 休暇 休み 休日 出張 経費 精算 残業 在宅 振替 代休 注文 予約 定期 質問 回答 コメント 投稿 返金 返品 交換 修理 配送 荷物 会議 シフト 研修 稟議 見積 "
    "契約 チケット 融資 ローン 応募 採用 記事 異動 工事 備品 貸出 借用 例外 パスワード ログイン"
)
"""Requests that have nothing to do with personal data."""
