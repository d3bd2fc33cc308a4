"""How Japanese policies, and the sites they stand on, word things: what ends a sentence, introduces a list, titles a section."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from corpus.numbers import read_marker

MAX_TITLE_CHARS: Final = 45
"""Longer lines are text; the same bound as `corpus.outline` uses."""

_CLOSERS: Final = r"[」』）)】〉》”\"'*_]*"
_ENDED: Final = re.compile(rf"[。．！!｡]{_CLOSERS}$|[^\s\d(（][.]{_CLOSERS}$")
_ASKED: Final = re.compile(rf"[？?]{_CLOSERS}$")
_PREDICATE: Final = re.compile(
    r"(ます|ません|です|ました|でした|ください|下さい|ましょう|である|ものとする|こととする|しない|できない|とします)"
    rf"{_CLOSERS}$"
)
_INNER_END: Final = re.compile(r"[。！｡](?=.)")
_LINK: Final = re.compile(r"!?\[([^\[\]]{0,400})\]\([^()\s]{0,2000}\)")
_MARKS: Final = re.compile(r"\*{1,3}|_{2}|</?u>|`")

LEAD_IN: Final = re.compile(
    r"((?<![\d０-９歳円人件名点個年月日時分枚本社％%])以下|次|左記|下記|下表|別表|各号)(の|に|は|を|と|で|から|または|及び|いずれ|とおり|通り|[、。：:])|(とおり|通り)(です|である|と|。|[：:]|$)"
    r"|[：:]$|following|as follows|below",
    re.IGNORECASE,
)
CONNECTIVE: Final = re.compile(
    r"(なお|また|ただし|但し|上記|これら|この場合|以上|前項|その際|その場合|さらに|加えて|ここ|※|ご?本人|お客様が|当該)"
)
CLOSING_ITEM: Final = re.compile(r"(その他|そのほか|上記|前各号|前号|これら|以上)")

_TITLE_END: Final = re.compile(
    r"((ます|です|でしょう|ません)か|について|に関して|に関する(事項|基本方針|公表事項)|とは[？?]?|[？?]"
    r"|(?<=の)(取得|利用|提供|管理|開示|変更|取り?扱い?|委託|方法|目的|手続き?|定義|範囲|改定|改訂|停止|削除|訂正|共同利用|保護|場合|使用|収集)"
    r"|方針|措置|事項|規定|窓口|連絡先|申出先|手続き?|目的|範囲|責任|義務|定義|免責|附則|総則|はじめに|第三者提供|共同利用|準拠法|管轄)$"
)
SECTION_WORD: Final = re.compile(
    r"個人情報|個人データ|個人関連情報|匿名加工|仮名加工|プライバシー|[Cc]ookie|クッキー|ビーコン|アクセス解析|アナリティクス|Analytics|第三者|委託|共同利用"
    r"|開示|訂正|利用停止|安全管理|利用目的|取得|収集|管理|問い?合わ?せ|窓口|変更|改定|改訂|免責|禁止|定義|適用|準拠法|管轄|賠償|知的財産|著作権"
    r"|退会|料金|支払|解除|反社会|附則|総則|はじめに|基本方針|責務|従業者|監督|規程|法令|本人|同意|苦情|相談|未成年|リンク|ログ|広告|配信|セキュリティ"
)
ITEM_END: Final = re.compile(
    r"(ため|こと|とき|もの|者|書類?|等|など|証|カード|対応|ご?案内|送付|発送|連絡|利用|登録|改善|向上|防止|回答|配信|番号|氏名|住所|業務"
    r"|コピー|写し|記録|履歴|情報|ID)(（[^（）]*）|\([^()]*\))?[、，；;]?$"
)
_VERBAL_CASE: Final = re.compile(r"(?<!の)(場合|とき|時)(（[^（）]*）)?[、。]?$")

CONTACT: Final = re.compile(
    r"〒|\bTEL\b|\bFAX\b|ＴＥＬ|電話(番号)?[：:\s]|メール(アドレス)?[：:\s]|E-?mail|[\w.+-]+@[\w-]+\.|https?://|\d{2,4}-\d{2,4}-\d{3,4}"
    r"|受付時間|営業時間|^(住所|所在地|社名|会社名|商号|名称|屋号|店舗名|代表者?|責任者|担当(部署|者)?|部署名?|宛先|連絡先|窓口|氏名)[：:]"
    r"|(株式会社|有限会社|合同会社|法人)[^、。をがはに]{1,20}$|^[^、。]{1,20}(株式会社|有限会社|合同会社|法人)$"
    r"|^(東京都|北海道|京都府|大阪府|..県|...県)[^。]*\d|代表取締役|(担当窓口|相談窓口|事務局|管理責任者|保護管理者|責任者|個人情報保護管理者)$|係$",
    re.IGNORECASE,
)
OFFICE: Final = re.compile(r"^[^、。]{1,14}(部|課|室|係|グループ|事業部|センター|支店|本社|事務所|窓口)$")
"""What may stand among the lines of an address."""
REVISION: Final = re.compile(
    r"^([^。、]{0,16}[日\d])?[【［\[（(＜<■◆]?\s*((プライバシーポリシー|[^。、]{0,8}本?(規約|規程|方針|ポリシー))の?)?(改[定訂正]|変更|更新|制定)[・、改定訂正廃変更]*"
    r"(の?お知らせ|の?履歴|の?経緯|の?記録|の?沿革|内容|箇所)\s*[】］\]）)＞>]?$|^附\s*則(（[^）]*）)?$|^沿革$|^revision history$|^change ?log$",
    re.IGNORECASE,
)
DATE: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s?[年./\-]\s?|(?P<era>令和|平成|昭和|[RHS](?=\d))\s?(?P<era_year>元|\d{1,2})\s?[年.]\s?)"
    r"(?P<month>\d{1,2})\s?[月./\-]\s?(?P<day>\d{1,2})\s?日?"
)
DATED_NOTE: Final = re.compile(
    r"[（(【＜]?\s*(?:(?:19|20)\d{2}|令和|平成|昭和)[^。]{3,14}日?\s*(付|付け)?(の|で)?\s*(一部)?(改[定訂正]|変更|更新|制定|施行)(内容|箇所|版|のお知らせ)?\s*[）)】＞]?$"
)

NAVIGATION: Final = re.compile(
    r"©|\(c\)\s|copyright|all rights reserved|^(ホーム|トップ|home|top|トップページ|ホームへ|ページ(の先頭|トップ)(へ|に)?(戻る)?|page ?top|menu|メニュー|閉じる|検索|search"
    r"|ログイン|ログアウト|新規(会員)?登録|会員登録|無料(会員)?登録|マイページ|カート|お気に入り|ヘルプ|faq|よくある(ご?質問|お問い?合わ?せ)"
    r"|サイトマップ|sitemap|利用規約|会員規約|特定商取引(法|に関する)(に基づく表[記示]|の?表記|.*表示)?|運営会社|会社(概要|情報|案内)|企業情報|about(\s?us)?|行動規範"
    r"|採用(情報|サイト)?|求人(情報|一覧)?|募集(要項)?|recruit|careers?|ir情報|投資家情報|ニュース(リリース|一覧)?|news|プレスリリース|お知らせ(一覧)?|新着(情報|一覧|商品)?"
    r"|公式(ブログ|サイト|twitter|x|line|instagram)|ブログ|blog|twitter|facebook|instagram|youtube|line|x|english|日本語|中文|한국어|language"
    r"|サービス(一覧|紹介|案内|サイト)?|services?|関連(サービス|サイト|リンク)|グループ(会社|サイト|一覧).*|.{0,20}グループ関連サービス|お役立ちコンテンツ|タグ一覧|ランキング|ユーザーランキング"
    r"|運営からのお知らせ|広告掲載(のお問い合わせ|について)?|資料請求|資料ダウンロード|お見積(り)?|店舗(一覧|情報)|商品一覧|カテゴリ(ー)?(一覧)?|特集"
    r"|本文へ(移動|スキップ)?|交通(アクセス|案内)|診療(科|案内|時間)|文字サイズ|ご?予約|シェア(する)?|ツイート|戻る|次へ|前へ|もっと見る|続きを読む|同意する|送信(する)?|印刷(する)?|ご利用ガイド|初めての方へ|アクセス(マップ)?|製品(情報)?|事業内容|導入事例|料金(プラン)?|お客様の声|ソーシャルメディアポリシー|情報セキュリティ(基本)?方針|反社会的勢力.{0,8}方針|サステナビリティ|csr)$",
    re.IGNORECASE,
)
"""What a site's menu or foot says and a policy's text does not."""
WEAK_NAVIGATION: Final = re.compile(
    r"^(お問い?合わ?せ(はこちら|フォーム)?|contact(\s?us)?|個人情報(の|保護)?(取り?扱い?|保護方針|保護)(について)?|プライバシー・?ポリシー|privacy( policy)?|こちら"
    r"|[【\[].{1,8}[】\]]|.*(はこちら|とは[？?]|一覧|紹介|支援|サイト|メディア|スクール|エージェント|求人)|cookie(ポリシー|設定)|.{0,12}サービス)$",
    re.IGNORECASE,
)
"""What may be either: a menu's word or a section's title."""
POLICY_TITLE: Final = re.compile(
    r"(個人情報|個人データ|プライバシー|情報セキュリティ|Cookie|クッキー)(について)?$|(個人情報|個人データ|プライバシー|情報セキュリティ|Cookie|クッキー)[^。、]{0,24}(取り?扱い?|ポリシー|方針|規程|規約|規則|声明|ステートメント|保護|公表事項)"
    r"((ます|です|でしょう|ません)か|について|に関して|に関する.{0,10})?(（[^）]*）)?$|^[^。、]{0,24}(規程|規約|約款|ガイドライン|規則|ポリシー|方針|憲章)(（[^）]*）)?$|取り?扱い?について$"
    r"|^(privacy (policy|notice|statement)|terms (of|and) (use|service|conditions))$",
    re.IGNORECASE,
)
SITE_TITLE: Final = re.compile(r"[｜|]| [-–—] |：：|»")


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """``text`` without Markdown's marks inside a line: links by their words, no bold, no blanks around it."""
    return _MARKS.sub("", _LINK.sub(lambda m: m[1], text)).strip()


def normal(text: str) -> str:
    """A title for comparing: without number, blanks, brackets around it and the について at its end; NFKC, small letters."""
    plain = bare(text)
    marker = read_marker(plain, in_heading=True)
    if marker and marker.length < len(plain):
        plain = plain[marker.length :]
    plain = unicodedata.normalize("NFKC", plain)
    plain = re.sub(r"[\s「」『』【】()<>]", "", plain).lower()
    return re.sub(r"(について|に関して|[:。?])+$", "", plain) or plain


def core(title: str) -> str:
    """What a title is about: 「代理人様の場合」 → 「代理人」, 「クッキーとは？」 → 「クッキー」."""
    plain = normal(title)
    return re.sub(r"(とは|様?の場合|の(設定|方法|取扱い?|利用|場合)|様)$", "", plain) or plain


def is_part(above: str, title: str) -> bool:
    """Whether ``title`` is on a part of what ``above`` is about: its words, or those of one of the things it lists, stand in the title."""
    mine, whole = normal(title), normal(above)
    listed = [
        re.sub(r"(など|等)?(への|の|に関する|に対する)[^、・,]{1,6}$|(など|等)$", "", part)
        for part in re.split(r"[、・,]|および|及び", whole)
    ]
    subjects = [whole, *(listed if len(listed) > 1 else ())]
    return any(len(subject) > 1 and subject in mine and len(subject) < len(mine) for subject in subjects)


def ended(text: str) -> bool:
    """Whether ``text`` ends as a sentence does, with a full stop or a predicate."""
    plain = bare(text)
    return bool(_ENDED.search(plain) or _PREDICATE.search(plain)) or (
        bool(_ASKED.search(plain)) and len(plain) > MAX_TITLE_CHARS
    )


def stops(text: str) -> bool:
    """Whether ``text`` ends with a full stop or its like."""
    return bool(_ENDED.search(bare(text)) or _ASKED.search(bare(text)))


@lru_cache(maxsize=4096)
def holds_sentences(text: str) -> bool:
    """Whether a sentence ends anywhere inside ``text`` or at its end."""
    plain = bare(text)
    return ended(plain) or bool(_INNER_END.search(plain))


def introduces(text: str) -> int:
    """How surely ``text`` leads to a list: 2 where its last sentence does, 1 where an earlier one does, else 0."""
    sentences = [part for part in re.split(r"(?<=[。！])", bare(text)) if part]
    if not sentences:
        return 0
    if LEAD_IN.search(sentences[-1]):
        return 2
    return 1 if any(LEAD_IN.search(part) for part in sentences[:-1]) else 0


def titled(text: str) -> int:
    """How much ``text`` reads like the title of a section: 0 to 3."""
    plain = bare(text)
    if not plain or len(plain) > MAX_TITLE_CHARS or _INNER_END.search(plain):
        return 0
    ending = _TITLE_END.search(plain)
    score = 2 if ending else 0
    if ending and ending[0] == "場合" and not re.search(r"の場合$", plain):
        score = 0
    return score + (1 if SECTION_WORD.search(plain) else 0)


def is_case(text: str) -> bool:
    """「…する場合」: a condition in a list, unlike 「…の場合」, which titles one."""
    return bool(_VERBAL_CASE.search(bare(text)))


def ending(text: str) -> str:
    """How a list item ends, for comparing it with its neighbours: its last two letters, or the kind of its noun."""
    plain = re.sub(r"(（[^（）]*）|\([^()]*\))?[、，；;。]?$", "", bare(text))
    for noun in ("場合", "ため", "こと", "とき", "もの", "書類", "カード"):
        if plain.endswith(noun):
            return noun
    return plain[-2:]
