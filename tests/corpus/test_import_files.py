"""The kinds of files that can be imported: Markdown, HTML, Word, PDF, plain text, and standard input."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.importing.drafts import Draft
from corpus.importing.front import Wishes
from corpus.importing.importer import make_draft
from corpus.importing.sources import read_source
from corpus.library import SHIPPED
from corpus.reading import parse, read

WISHES = Wishes(id="page", effective_on=date(2024, 1, 1))


def imported(path: Path) -> Draft:
    return make_draft(read_source(str(path)), WISHES)


def titles(draft: Draft) -> dict[str, str]:
    return {s.number: s.title for s in draft.version.sections if s.number != "0"}


PAGE = """<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>プライバシーポリシー | みなと屋</title>
<script>var a = "個人情報を取得します。";</script><style>p { color: red }</style></head>
<body><header><div class="logo">みなと屋</div><nav><ul><li><a href="/">ホーム</a></li><li><a href="/c">会社概要</a></li></ul></nav></header>
<div class="breadcrumb"><a href="/">ホーム</a> &gt; プライバシーポリシー</div>
<main><h1>プライバシーポリシー</h1>
<p>みなと屋（以下「当店」といいます。）は、お客様の個人情報を次のとおり取り扱います。</p>
<h2>1. 取得する情報</h2><p>当店は、次の情報を取得します。</p><ul><li>氏名</li><li>住所<ul><li>郵便番号</li></ul></li></ul>
<h2>2. 利用目的</h2><ol><li>商品の発送</li><li>お問い合わせへの回答</li></ol>
<h2>3. 安全管理措置</h2><table><tr><th>区分</th><th>措置</th></tr><tr><td>技術的</td><td>アクセスを<br>制御しています。</td></tr></table>
<h2>4. お問い合わせ窓口</h2><dl><dt>名称</dt><dd>みなと屋 お客様係</dd><dt>電話</dt><dd>03-1234-5678</dd></dl>
<p>詳しくは<a href="/safety">こちら</a>をご覧ください。ご連絡は<a href="mailto:a@example.jp">メール</a>でも受け付けます。</p>
<section id="sns"><h2>5. 外部のサービス</h2><h3>Google アナリティクス</h3><p>当店のサイトは Google Analytics を使います。</p></section>
<dl><dt>広告の配信</dt><dd>広告を配信するために、閲覧の履歴を使います。</dd></dl>
<p style="display:none">隠れた文</p><button>同意する</button></main>
<aside>おすすめ記事</aside><footer><p>© Minatoya</p><a href="/t">利用規約</a></footer></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_html_gives_its_headings_lists_and_tables(page: Path) -> None:
    draft = imported(page)
    assert titles(draft) == {
        "1": "取得する情報",
        "2": "利用目的",
        "3": "安全管理措置",
        "4": "お問い合わせ窓口",
        "5": "外部のサービス",
        "5.1": "Google アナリティクス",
        "5.1.1": "広告の配信",
    }
    body = draft.version.body
    assert "- 氏名\n- 住所\n   - 郵便番号\n" in body
    assert "1. 商品の発送\n2. お問い合わせへの回答\n" in body
    assert "| 技術的 | アクセスを制御しています。 |" in body
    assert "- 電話　03-1234-5678" in body
    assert draft.version.title == "プライバシーポリシー"


def test_html_loses_the_site_and_says_so(page: Path) -> None:
    draft = imported(page)
    told = {guess.where: guess.text for guess in draft.guesses if guess.what.startswith("dropped")}
    assert told == {
        "<header>": "みなと屋 ホーム 会社概要",
        "<div breadcrumb>": "ホーム > プライバシーポリシー",
        "<aside>": "おすすめ記事",
        "<footer>": "© Minatoya 利用規約",
        "<p>": "隠れた文",
        "<button>": "同意する",
    }
    assert "var a" not in draft.text
    assert "color" not in draft.text


def test_html_links_keep_an_address_that_can_be_followed(page: Path) -> None:
    assert "詳しくはこちらをご覧ください。ご連絡はメールでも" in imported(page).version.body
    draft = make_draft(read_source(str(page)), Wishes(id="page", effective_on=date(2024, 1, 1), url="https://example.jp/p"))
    assert "詳しくは[こちら](https://example.jp/safety)をご覧ください。" in draft.version.body


def test_html_without_headings_is_read_by_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "terms.html"
    path.write_text(
        '<html><body><div id="gnav"><a href="#">TOP</a><a href="#">サービス</a></div><div class="ttl">利用規約</div>'
        "<p>この利用規約は、みなと屋が提供するサービスの利用条件を定めるものです。</p><p><b>第1条（適用）</b></p><p>この規約は、利用者に適用されます。</p>"
        "<p><strong>第2条（登録）</strong><br>登録を申請し、当店がこれを承認することによって、<br>登録が完了するものとします。</p>"
        "<ol><li>申請に虚偽があるとき</li><li>規約に違反したことがあるとき</li></ol>"
        "<p>第3条（禁止）</p><p>次の行為をしてはなりません。</p><p>・法令に違反する行為<br>・その他当店が不適切と判断する行為</p></body></html>",
        encoding="utf-8",
    )
    draft = imported(path)
    assert titles(draft) == {"1": "適用", "2": "登録", "3": "禁止"}
    assert "承認することによって、登録が完了するものとします。" in draft.version.body
    assert "- 法令に違反する行為\n- その他当店が" in draft.version.body


def test_html_without_headings_or_numbers(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><body><table><tr><td><a href='i'>TOP</a></td><td><a href='c'>会社概要</a></td></tr></table><p>個人情報の取り扱いについて</p>"
        "<p>株式会社コハクは、次のとおり個人情報を取り扱います。</p><div><span>個人情報の取得</span><p>当社は、個人情報を取得することがあります。</p></div>"
        "<div><span>利用目的</span><ul><li>契約の履行</li><li>ご案内の送付</li></ul></div><div><span>開示の請求</span><p>総務部にご連絡ください。</p></div></body></html>",
        encoding="utf-8",
    )
    draft = imported(path)
    assert titles(draft) == {"1": "個人情報の取得", "2": "利用目的", "3": "開示の請求"}
    assert "TOP" not in draft.version.body


def test_html_lists_of_sections_and_a_history_in_a_table(tmp_path: Path) -> None:
    path = tmp_path / "rules.html"
    path.write_text(
        "<html><body><h1>利用規程</h1><ol><li><h2>目的</h2><p>この規程は、機器の利用を定める。</p></li><li><h2>禁止</h2><ol><li>共有すること。</li><li>持ち出すこと。</li></ol></li></ol>"
        "<h2>改定履歴</h2><table><tr><th>日付</th><th>内容</th></tr><tr><td>2024年4月1日</td><td>制定</td></tr></table></body></html>",
        encoding="utf-8",
    )
    draft = imported(path)
    assert titles(draft) == {"1": "目的", "2": "禁止", "2.1": "", "2.2": "", "3": "改定履歴"}
    assert draft.version.by_number["3"].kind == "history"
    assert "| 2024年4月1日 | 制定 |" in draft.version.body


def write_pdf(path: Path, pages: list[list[str]], *, leading: int = 16) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas = Canvas(str(path))
    for number, lines in enumerate(pages, 1):
        canvas.setFont("HeiseiMin-W3", 9)
        canvas.drawString(60, 810, "株式会社みなも 社内規程集")
        canvas.setFont("HeiseiMin-W3", 11)
        for row, line in enumerate(lines):
            canvas.drawString(60, 780 - row * leading, line)
        canvas.drawCentredString(300, 30, f"- {number} -")
        canvas.showPage()
    canvas.save()


PRINTED = [
    [
        "個人情報保護規程",
        "",
        "第1条（目的）",
        "この規程は、株式会社みなも（以下「会社」という。）における個人情報の取",
        "扱いについて定める。",
        "第2条（定義）",
        "1. 個人情報とは、生存する個人に関する情報であって、当該情報に含まれる氏",
        "名、生年月日その他の記述により特定の個人を識別できるものをいう。",
        "2. 本人とは、個人情報によって識別される特定の個人をいい、その者の代理人を",
    ],
    ["含む。", "第3条（利用目的）", "会社は、次の目的で利用する。", "(1) 商品の発送", "(2) お問い合わせへの回答"],
]


@pytest.mark.parametrize("leading", [16, 26])
def test_pdf_lines_are_put_together_and_what_each_page_repeats_goes(tmp_path: Path, leading: int) -> None:
    write_pdf(tmp_path / "rules.pdf", PRINTED, leading=leading)
    draft = imported(tmp_path / "rules.pdf")
    assert titles(draft) == {"1": "目的", "2": "定義", "2.1": "", "2.2": "", "3": "利用目的"}
    body = draft.version.body
    assert "における個人情報の取扱いについて定める。" in body
    assert "その者の代理人を含む。" in body
    assert "- (1) 商品の発送\n- (2) お問い合わせへの回答" in body
    assert "社内規程集" not in body
    assert "- 1 -" not in body
    told = {guess.what: guess.where for guess in draft.guesses}
    assert told["dropped as a running head or foot"] == "source, page 1"
    assert told["dropped as a page number"] == "source, page 1"


@pytest.mark.parametrize("prose", [1, 12])
def test_pdf_tables_stay_tables(tmp_path: Path, prose: int) -> None:
    from reportlab.lib import colors
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    style = ParagraphStyle("text", fontName="HeiseiMin-W3", fontSize=11, leading=18, wordWrap="CJK")
    grid = TableStyle([("FONT", (0, 0), (-1, -1), "HeiseiMin-W3", 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    cells = [["種類", "期間", "根拠"], ["取引の記録", "7年", "法人税法"], ["応募書類", "6か月", "社内規程"]]
    texts = [
        "保存規程",
        "1. 目的",
        "この規程は、個人情報を保存する期間を定めるものです。",
        "2. 期間",
        "期間は、次の表のとおりです。",
    ]
    story = [*(Paragraph(text, style) for text in texts), Table(cells, colWidths=[140, 100, 140], style=grid)]
    # With little prose around it markitdown finds the table itself; with more of it the table comes cell by cell.
    story += [Paragraph(text, style) for text in ("3. 廃棄", *["期間を過ぎたものは、速やかに廃棄します。" * 4] * prose)]
    SimpleDocTemplate(str(tmp_path / "rules.pdf")).build(story)
    draft = imported(tmp_path / "rules.pdf")
    assert titles(draft) == {"1": "目的", "2": "期間", "3": "廃棄"}
    table = "| 種類 | 期間 | 根拠 |\n| --- | --- | --- |\n| 取引の記録 | 7年 | 法人税法 |\n| 応募書類 | 6か月 | 社内規程 |"
    assert table in draft.version.by_number["2"].text


def test_pdf_text_that_two_pages_share_is_not_lost(tmp_path: Path) -> None:
    same = ["当社は、次の措置を講じ、個人情報を守ります。", "措置の内容は、毎年見直します。"]
    write_pdf(tmp_path / "rules.pdf", [["1. 本社", *same], ["2. 支社", *same]])
    body = imported(tmp_path / "rules.pdf").version.body
    assert all(body.count(sentence) == 2 for sentence in same)


def word_file(build: Callable[..., None]) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_styles(document: object) -> None:
    add = document.add_heading  # type: ignore[attr-defined]
    text = document.add_paragraph  # type: ignore[attr-defined]
    add("個人情報取扱規程", 0)
    text("株式会社みなも（以下「会社」という。）は、次のとおり定める。")
    add("第1章 総則", 1)
    add("第1条（目的）", 2)
    text("この規程は、個人情報の取扱いを定める。")
    add("第2条（定義）", 2)
    text("次の用語を用いる。")
    text("個人情報", style="List Bullet")
    text("本人", style="List Bullet")
    add("第2章 取得", 1)
    add("第3条（利用目的）", 2)
    text("目的を特定する。", style="List Number")
    text("目的を通知する。", style="List Number")
    table = document.add_table(2, 2)  # type: ignore[attr-defined]
    for at, cell in enumerate(("区分", "期間", "名簿", "5年")):
        table.cell(at // 2, at % 2).text = cell


def with_bold(document: object) -> None:
    def add(text: str, *, bold: bool = False) -> None:
        document.add_paragraph().add_run(text).bold = bold  # type: ignore[attr-defined]

    add("プライバシーポリシー", bold=True)
    add("株式会社みなも（以下「当社」）は、次のとおり個人情報を取り扱います。")
    add("1. 取得する情報", bold=True)
    add("当社は、氏名と住所を取得します。")
    add("2. 利用目的", bold=True)
    add("次の目的で利用します。")
    add("・商品の発送")
    add("・お問い合わせへの回答")
    add("3. 第三者提供", bold=True)
    add("法令に基づく場合を除き、提供しません。")
    add("(1) 委託", bold=True)
    add("業務を委託することがあります。")
    add("(2) 共同利用", bold=True)
    add("共同利用は行いません。")


def test_word_headings_lists_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "rules.docx"
    path.write_bytes(word_file(with_styles))
    draft = imported(path)
    assert titles(draft) == {
        "ch1": "総則",
        "1": "目的",
        "2": "定義",
        "ch2": "取得",
        "3": "利用目的",
        "3.1": "",
        "3.2": "",
    }
    assert draft.version.title == "個人情報取扱規程"
    assert "- 個人情報\n- 本人\n" in draft.version.body
    assert "| 区分 | 期間 |\n| --- | --- |\n| 名簿 | 5年 |" in draft.version.body


def test_word_lines_that_are_merely_bold_and_numbered(tmp_path: Path) -> None:
    path = tmp_path / "policy.docx"
    path.write_bytes(word_file(with_bold))
    draft = imported(path)
    assert titles(draft) == {"1": "取得する情報", "2": "利用目的", "3": "第三者提供", "3.1": "委託", "3.2": "共同利用"}
    assert "- 商品の発送\n- お問い合わせへの回答" in draft.version.body


def test_headings_of_the_first_level_are_sections_where_there_are_several(tmp_path: Path) -> None:
    path = tmp_path / "rules.html"
    path.write_text(
        "<html><body><h1>目的</h1><p>この規程は、機器の利用を定める。</p><h1>変更履歴</h1><h2>2024年4月1日</h2><p>制定した。</p><h1>範囲</h1><p>全員に適用する。</p></body></html>",
        encoding="utf-8",
    )
    draft = imported(path)
    assert titles(draft) == {"1": "目的", "2": "変更履歴", "2.1": "2024年4月1日", "3": "範囲"}
    assert [s.kind for s in draft.version.sections if s.number in ("1", "2", "2.1", "3")] == [
        "text",
        "history",
        "history",
        "text",
    ]


def test_plain_text_that_was_cut_at_a_margin(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text(
        "個人情報保護方針\n\n株式会社さくら印刷（以下「当社」といいます）は、個人情報の保護を社会的責務と考え、\n以下の方針を定め、役員及び従業員に周知徹底を図ります。\n\n"
        "1. 個人情報の取得・利用・提供について\n　当社は、事業の内容及び規模を考慮した適切な個人情報の取得、利用及び提供を行い\nます。利用目的の達成に必要な範囲を超えた取扱いは行いません。\n\n"
        "2. 安全管理\n　当社は、個人情報への不正アクセス、個人情報の漏えい、滅失又はき損などに対し、合\n理的な安全対策を講じます。\n\n"
        "3. お問い合わせ窓口\n　　〒100-0000 東京都千代田区一番町1-1\n　　TEL 03-0000-0000\n\n制定日　2010年4月1日\n最終改定日　2023年10月1日\n",
        encoding="utf-8",
    )
    draft = make_draft(read_source(str(path)), Wishes(id="page"))
    assert titles(draft) == {"1": "個人情報の取得・利用・提供について", "2": "安全管理", "3": "お問い合わせ窓口"}
    assert "取得、利用及び提供を行います。" in draft.version.body
    assert "合理的な安全対策" in draft.version.body
    assert draft.version.effective_on == date(2023, 10, 1)


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_markdown_stays_what_it_is(path: Path) -> None:
    before, after = read(path), make_draft(read_source(str(path)), Wishes()).version

    def told(version: object) -> list[tuple[str, str, str, str]]:
        sections = version.sections  # type: ignore[attr-defined]
        return [(s.number, s.label, s.title, re.sub(r"[\s-]", "", s.text)) for s in sections]

    assert told(after) == told(before)
    assert (after.policy, after.title, after.audience, after.effective_on) == (
        before.policy,
        before.title,
        before.audience,
        before.effective_on,
    )


def test_standard_input(page: Path) -> None:
    for data in (
        page.read_bytes(),
        "見学のきまり 1. 時間 見学は、午前10時に始まります。 2. 料金 料金はかかりません。".encode(),
    ):
        draft = make_draft(read_source("-", io.BytesIO(data)), WISHES)
        assert "1" in draft.version.by_number


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-8-sig"])
def test_older_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes(
        "図書室のきまり\n1. 目的\n図書室は、みんなで使います。\n2. 窓口\n司書にご連絡ください。\n".encode(encoding)
    )
    draft = imported(path)
    assert titles(draft) == {"1": "目的", "2": "窓口"}
    told = [guess.text for guess in draft.guesses if guess.what == "the encoding"]
    assert bool(told) == (encoding in ("cp932", "euc_jp", "iso2022_jp"))


def test_a_draft_can_be_read_again(page: Path) -> None:
    draft = imported(page)
    again = parse(draft.text)
    assert again == draft.version
