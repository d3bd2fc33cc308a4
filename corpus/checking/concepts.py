"""Words by which a text on personal information is seen to speak of something, in Japanese and English.

They are general words of the field, laid out so that one more is easily added; that one is there proves little, that none is says a lot.
"""

from __future__ import annotations

import re
from typing import Final


def _concept(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


PERSONAL: Final = _concept(
    r"個人情報|個人データ|プライバシー|(?:お客(?:さま|様)|ご?利用者|会員|ユーザー|患者|生徒|応募者|入居者|皆)(?:さま|様|さん)?の?情報",
    r"personal (?:information|data)|privacy",
)
NAME: Final = _concept(
    r"(?:株式|有限|合同|合資|合名|相互)会社|[(（][株有同][)）]|法人|組合|協会|財団|社団|学校|病院|医院|クリニック|事務所|商店",
    r"(?:事業者|運営者|運営会社|会社|社|商号|屋号)(?:の?(?:名称|名|氏名))?\s?[:：]",
    r"「(?:当社|弊社|当店|当院|当塾|当園|当校|当会|当法人|当団体|私たち|我々)」",
    r"\b(?:Co\.|Inc\b|Ltd\b|LLC\b|K\.K\.|corporation|company|GmbH|operator|foundation|association)",
)
ADDRESS: Final = _concept(
    r"〒\s?\d{3}",
    r"(?:所在地|住所|本店|本社)(?:の所在地)?\s?[:：|]",
    r"[都道府県][^\s、。]{1,8}[市区町村郡][^\s、。]{0,16}[0-9０-９一二三四五六七八九]",
    r"\baddress\s?[:|]",
    r"\b\d{3}-\d{4},? ?(?:Japan|Tokyo)|\d{3}-\d{4}\b.{0,20}\bJapan",
    r"\w-(?:ku|shi|cho|machi)\b",
)
REPRESENTATIVE: Final = _concept(
    r"代表(?:者|取締役|社員|理事|執行役)|取締役社長",
    r"(?:理事長|院長|塾長|園長|校長|学長|会長|組合長|店主|代表)\s?[:：|\u3000 ]\s?[一-龥ぁ-んァ-ヶ]",
    r"\brepresentative(?: director)?\s?[:|]|\brepresentative director\b|\b(?:president|CEO|chief executive)\b",
)
PURPOSE: Final = _concept(
    r"(?:利用|使用|取得|収集)(?:する|の)?目的|使いみち|使い道|何のために(?:使|利用|用)",
    r"次の(?:目的|ため|こと)(?:で|に|のため)|目的(?:で|に|のために)(?:利用|使用|用い)",
    r"purposes? (?:of|for)|for (?:the following|these|this|such) purposes?|(?:how|why) we (?:use|collect|process)",
)
THIRD_PARTY: Final = _concept(
    r"第三者提供|第三者(?:へ|に|への|に対する|に対して|に対し)[^。]{0,12}(?:提供|開示|渡|預|販売|公開)"
    r"|(?:外部|社外|他社|当社以外)[^。]{0,8}(?:提供|渡)",
    r"同意(?:を得|なし|なく|のない)[^。]{0,30}(?:提供|渡|開示)",
    r"third[- ]part(?:y|ies)|(?:share|disclose|provide)d? (?:it |your |personal |the )*(?:information |data )?(?:to|with) others",
)
JOINT_USE: Final = _concept(
    r"共同(?:して|で)?利用|共同で(?:使|用い)", r"joint(?:ly)? use|used? jointly|jointly used|shared use"
)
NO_JOINT_USE: Final = _concept(
    r"共同(?:して|で)?利用(?:は|を|する|に|し)?[^。]{0,14}?"
    r"(?:しません|いたしません|致しません|おりません|いません|ありません|しない|行わない|ございません|しておら)",
    r"(?:not|never|no) [^.]{0,40}joint(?:ly)? use|(?:not|never) [^.]{0,30}use[^.]{0,30}jointly",
)
JOINT_ITEMS: Final = _concept(
    r"項目|(?:情報|データ)の(?:種類|内容|範囲)|利用(?:する|される)(?:個人)?(?:情報|データ)(?:は|\s?[:：|])",
    r"氏名[、・,].{0,40}(?:住所|電話|メール)",
    r"\b(?:items?|categor(?:y|ies)|types?|kinds?)\b|\bname, .{0,60}(?:address|number|email)",
)
JOINT_PARTIES: Final = _concept(
    r"(?:利用者|会社|企業|事業者|者|先)の範囲|共同利用(?:者|先|会社|企業)|グループ(?:各社|会社|企業|内)|(?:子|関連|関係|親|系列)会社",
    r"各社|加盟店|提携|と(?:の間で)?、?共同|(?:社|法人|店|者|グループ)と[^。]{0,60}共同|利用(?:する|を行う)(?:者|会社|企業|法人|事業者)",
    r"\bgroup\b|\baffiliat|\bsubsidiar|\bjoint users?\b|\bpartners?\b|\bscope of",
)
JOINT_PURPOSE: Final = _concept(r"目的|ため(?:に|の)", r"\bpurposes?\b|\bin order to\b|\bto (?:provide|offer|improve|send)\b")
JOINT_MANAGER: Final = _concept(
    r"責任(?:者|[^。]{0,10}(?:負|有し|有する|持つ|持ち))|管理(?:者|責任)",
    r"\bresponsib|\bin charge\b|\bcontroller\b|\bmanager\b",
)
REQUESTS: Final = _concept(
    r"開示(?:等|など)?(?:の|を|に)?[^。]{0,20}(?:請求|求め|手続|手順|申し?(?:出|込|立)|依頼)",
    r"(?:請求|求め|手続|申し?(?:出|込))[^。]{0,30}開示",
    r"(?:訂正|利用の?停止|消去|削除)[^。]{0,30}(?:請求|求め|申し?(?:出|込)|手続)",
    r"(?:見|直|消)(?:る|す|たい|してほしい)[^。]{0,20}(?:手続|申し?込|請求)|記録を(?:見|ご覧)",
    r"requests? for (?:disclosure|access|correction|deletion|erasure)",
    r"right (?:to|of) (?:access|disclosure|correct|delet|eras|rectif)|(?:ask|request)[^.]{0,60}(?:disclos|access|correct|delet|eras|suspen)",
)
AUTHORITIES: Final = _concept(
    r"裁判所|警察|検察|捜査|行政機関|官公庁|国の機関|弁護士会|税務署",
    r"\b(?:courts?|police|prosecutors?|authorit(?:y|ies)|government)\b",
)
"""Those who ask for disclosure too, but not as the person concerned."""
FEE: Final = _concept(
    r"手数料|無料|無償|有料|費用|料金|実費|[0-9０-９,，]+円", r"\b(?:fees?|charges?|costs?|yen|for free|free of charge)\b"
)
COMPLAINT: Final = _concept(r"苦情|クレーム|不服", r"\bcomplain|\bgrievance")
DESK: Final = _concept(
    r"(?:問い?合わ?せ|相談|連絡|申し?出|受付|担当)(?:先|窓口|係|部署|フォーム)|窓口",
    r"\b(?:contact|(?:en|in)quir(?:y|ies)|counter|desk)\b",
)
SECURITY: Final = _concept(
    r"安全(?:管理|対策|性の確保|のための?(?:取|措置))|セキュリティー?(?:対策|措置|管理)|暗号化|守り方|アクセス(?:制御|制限|権限)|施錠",
    r"(?:漏えい|漏洩|紛失|滅失|毀損|き損)[^。]{0,30}(?:防|予防|対策|措置)|(?:適切|厳重|厳正|安全)に(?:保管|管理)(?:し|いた|する)",
    r"security (?:control |management |protection )?(?:measures?|controls?|safeguards?)|safeguards?\b|\bencrypt|\bsecurely",
    r"protect(?:s|ed)? (?:your|personal|the) (?:information|data)",
)
LINK: Final = _concept(r"\]\(|https?://|<a\b")
