/*
 * Jobun's chat widget: one file, no build step, no other host.
 *
 *   <script async src="https://jobun.example/widget.js" integrity="sha384-…" crossorigin="anonymous" data-lang="ja"></script>
 *   <noscript><a href="https://jobun.example/ask">規程・ポリシーに質問する</a></noscript>
 *
 * It adds a <jobun-chat> to the end of the page, unless the page has one already. The attributes of the script, or of that
 * element:
 *
 *   data-lang    ja or en; else that of the page, else that of the browser
 *   data-title   what the window is called
 *   data-side    left or right (the default)
 *   data-theme   light or dark; else what the reader prefers
 *
 * The page's own CSS can set `jobun-chat { --jobun-accent: #234a7d; --jobun-layer: 1000 }`. A link or button of the page
 * with data-jobun-ask="question" opens the widget and asks it.
 *
 * It writes no HTML, no style attribute and no inline script, so it runs under `script-src` and `style-src` without
 * 'unsafe-inline' and with `require-trusted-types-for 'script'`; a page with a `connect-src` names the service there. It sets
 * no cookie and keeps the conversation in sessionStorage, until the tab is closed.
 */
(() => {
  "use strict";
  if (customElements.get("jobun-chat")) return;
  // Known only while the script itself runs.
  const script = document.currentScript;
  const base = script.src;

  const MAX_CHARS = 2000;
  const COUNT_FROM_CHARS = 1800;
  const TIMEOUT_MS = 60_000;
  const KEPT_TURNS = 30;
  const STORED_AS = "jobun-chat";
  // Key code of every key that an input method takes for itself.
  const TAKEN_BY_INPUT_METHOD = 229;
  const PHONE = "(max-width: 30rem), (max-height: 26rem)";
  const REASONS = ["wrong", "missing", "unclear", "other"];

  // ── Words: every sentence a person can read here ─────────────────────────────────────────────────────────────────────

  const WORDS = {
    ja: {
      title: "規程・ポリシーに質問",
      launch: "質問する",
      close: "閉じる",
      other: "English",
      erase: "会話を消す",
      sure: "この会話を、このブラウザーとサーバーの両方から消しますか。",
      yes: "消す",
      no: "やめる",
      erased: "会話を消しました。",
      notice:
        "お答えは、公開されている規程・ポリシーの文章から引用します。ご質問は、メールアドレスや電話番号などを伏せた形で、一定の期間だけサーバーに保存されます。「会話を消す」を押せば、いつでも消せます。",
      advice: "氏名や連絡先は書かないでください。",
      policies: "規程・ポリシーの一覧",
      agree: "同意して始める",
      try: "たとえば、次のように質問できます。",
      log: "会話",
      label: "質問",
      hint: "質問を書いてください",
      send: "送信",
      keys: "Enterで送信、Shift＋Enterで改行",
      left: (n) => `あと${n}文字`,
      over: (n) => `${n}文字超えています。${MAX_CHARS.toLocaleString()}文字までにしてください。`,
      you: "質問：",
      working: "規程・ポリシーを調べています…",
      arrived: "回答が届きました。",
      verdicts: { answered: "回答", not_stated: "記載なし", out_of_scope: "対象外", action: "手続き", clarify: "確認" },
      file: "依頼として出す",
      follow: "依頼の状況確認・取下げ",
      near: "近い内容の箇所（ご質問への答えではありません）",
      places: "それぞれの箇所",
      version: (day) => `${day} 版`,
      tab: "（新しいタブで開きます）",
      useful: "この回答は役に立ちましたか。",
      up: "はい",
      down: "いいえ",
      why: "どこがよくありませんでしたか。",
      reasons: { wrong: "誤っている", missing: "足りない", unclear: "分かりにくい", other: "その他" },
      thanks: "ありがとうございます。",
      again: "もう一度送る",
      again_in: (s) => `もう一度送る（${s}秒後）`,
      number: (id) => `お問い合わせ番号：${id}`,
      troubles: {
        unreachable: "サーバーに接続できません。通信の状態を確かめて、もう一度お送りください。",
        offline: "インターネットに接続されていません。接続してから、もう一度お送りください。",
        slow: "時間内に回答が届きませんでした。もう一度お送りください。",
        busy: "ただいま混み合っています。しばらくしてから、もう一度お送りください。",
        forbidden: "このページからは質問できません。サイトの管理者へお知らせください。",
        failed: "回答できませんでした。しばらくしてから、もう一度お送りください。",
        not_erased: "会話を消せませんでした。もう一度お試しください。",
        not_sent: "送れませんでした。もう一度お試しください。",
      },
    },
    en: {
      title: "Ask about our policies",
      launch: "Ask",
      close: "Close",
      other: "日本語",
      erase: "Delete conversation",
      sure: "Delete this conversation, from this browser and from the server?",
      yes: "Delete",
      no: "Keep it",
      erased: "The conversation is deleted.",
      notice:
        "Answers are quoted from the published policies. Your questions are kept on the server for a limited time, with e-mail addresses, telephone numbers and the like blacked out. “Delete conversation” deletes them at any time.",
      advice: "Please leave out names and addresses.",
      policies: "List of policies",
      agree: "Agree and begin",
      try: "You could ask, for example:",
      log: "Conversation",
      label: "Question",
      hint: "Write your question",
      send: "Send",
      keys: "Enter sends, Shift+Enter begins a new line",
      left: (n) => `${n} characters left`,
      over: (n) => `${n} characters too many; the limit is ${MAX_CHARS.toLocaleString()}.`,
      you: "Question: ",
      working: "Looking through the policies…",
      arrived: "The answer is here.",
      verdicts: {
        answered: "Answer",
        not_stated: "Not stated",
        out_of_scope: "Out of scope",
        action: "Request",
        clarify: "Question back",
      },
      file: "File this as a request",
      follow: "See how a request stands, or withdraw it",
      near: "The nearest sections (near, not an answer)",
      places: "Where each is answered",
      version: (day) => `version of ${day}`,
      tab: " (opens in a new tab)",
      useful: "Was this answer useful?",
      up: "Yes",
      down: "No",
      why: "What was not good?",
      reasons: { wrong: "It is wrong", missing: "Something is missing", unclear: "It is unclear", other: "Other" },
      thanks: "Thank you.",
      again: "Send again",
      again_in: (s) => `Send again (in ${s} s)`,
      number: (id) => `Reference: ${id}`,
      troubles: {
        unreachable: "The server cannot be reached. Please check your connection and send again.",
        offline: "You are offline. Please connect and send again.",
        slow: "No answer came in time. Please send again.",
        busy: "There are many questions at the moment. Please send again in a while.",
        forbidden: "Questions cannot be asked from this page. Please tell its owner.",
        failed: "Your question could not be answered. Please send again in a while.",
        not_erased: "The conversation could not be deleted. Please try again.",
        not_sent: "This could not be sent. Please try again.",
      },
    },
  };

  // ── Looks ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  const CSS = `
    :host { all: initial; color-scheme: light dark; }
    :host([data-theme="light"]) { color-scheme: light; }
    :host([data-theme="dark"]) { color-scheme: dark; }
    @media print { :host { display: none; } }
    .jobun {
      --accent: var(--jobun-accent, light-dark(#234a7d, #9dc1f2));
      --on-accent: light-dark(#fff, #10192a);
      --ground: light-dark(#fff, #171a20);
      --sunk: light-dark(#f4f6f9, #20242c);
      --line: light-dark(#d5dbe4, #3a414d);
      --edge: light-dark(#78828f, #8791a0);
      --ink: light-dark(#1c2430, #e8ebf0);
      --soft: light-dark(#55606f, #aab3c0);
      font: 400 15px/1.75 system-ui, "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", "Noto Sans JP", sans-serif;
      color: var(--ink); line-break: strict; overflow-wrap: anywhere;
    }
    * { box-sizing: border-box; }
    p, h2, ul, figure, blockquote { margin: 0; padding: 0; }
    [hidden] { display: none !important; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

    button { font: inherit; color: inherit; background: none; border: 1px solid transparent; border-radius: 10px;
      min-width: 44px; min-height: 44px; padding: 6px 14px; cursor: pointer; text-align: start; }
    button:hover:not([disabled]) { background: var(--sunk); }
    button[disabled] { cursor: not-allowed; color: var(--soft); }
    .main, .launcher { color: var(--on-accent); background: var(--accent); font-weight: 600; text-align: center; }
    .main:hover:not([disabled]), .launcher:hover:not([disabled]) { background: var(--accent); filter: brightness(1.12); }
    .main[disabled] { color: var(--soft); background: var(--sunk); border-color: var(--line); }
    .choice { border-color: var(--edge); }
    .choice[aria-pressed="true"] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
    svg { display: block; flex: none; width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 1.8;
      stroke-linecap: round; stroke-linejoin: round; }

    .launcher { position: fixed; inset: auto 24px 24px auto; z-index: var(--jobun-layer, 2147483000); display: flex; gap: 9px;
      align-items: center; min-height: 54px; padding: 0 22px 0 18px; border-radius: 27px;
      box-shadow: 0 2px 6px #0003, 0 8px 24px #0003; }
    .left .launcher { inset: auto auto 24px 24px; }
    dialog { position: fixed; inset: auto 24px 94px auto; z-index: var(--jobun-layer, 2147483000); margin: 0; padding: 0;
      width: 410px; max-width: calc(100vw - 48px); height: min(680px, calc(100dvh - 120px)); max-height: none;
      border: 1px solid var(--line); border-radius: 16px; background: var(--ground); color: inherit; overflow: clip;
      box-shadow: 0 4px 12px #0002, 0 18px 50px #0004; }
    .left dialog { inset: auto auto 94px 24px; }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: #0008; }

    header { display: flex; align-items: center; gap: 2px; padding: 6px 6px 6px 18px; border-bottom: 1px solid var(--line); }
    h2 { flex: 1; font-size: 16px; line-height: 1.4; font-weight: 700; }
    header button { padding: 6px 10px; font-size: 13px; }
    header .icon { display: grid; place-items: center; padding: 0; }

    .sheet { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px; scrollbar-width: thin; }
    .sheet:focus-visible { outline-offset: -3px; }
    .start { display: grid; gap: 12px; justify-items: stretch; }
    .start p + .main { margin-top: 4px; }
    .advice { font-weight: 600; }
    .start ul { display: grid; gap: 8px; list-style: none; }
    .start li button { width: 100%; border-color: var(--line); background: var(--ground); }
    .start li button:hover { border-color: var(--accent); background: var(--sunk); }
    .soft { color: var(--soft); font-size: 13px; }
    a { color: var(--accent); text-underline-offset: 3px; }
    a:not(.inline) { display: inline-flex; align-items: center; min-height: 44px; }

    .file { padding: 6px 18px; border: 1px solid var(--accent); border-radius: 10px; font-weight: 600; text-decoration: none; }
    .question { width: fit-content; max-width: 88%; margin: 0 0 14px auto; padding: 8px 14px; border-radius: 14px 14px 4px 14px;
      background: var(--accent); color: var(--on-accent); white-space: pre-wrap; }
    .turn + .turn { margin-top: 26px; }
    .reply > * + * { margin-top: 10px; }
    .verdict { display: inline-flex; gap: 7px; align-items: center; padding: 1px 12px 1px 9px; border-radius: 99px;
      font-weight: 700; font-size: 13px; border: 1px solid currentColor; }
    .verdict svg { width: 16px; height: 16px; stroke-width: 2.2; }
    .answered { color: light-dark(#17643a, #86d7a6); background: light-dark(#e9f6ee, #14291d); }
    .not_stated { color: light-dark(#7b4a00, #f0c27a); background: light-dark(#fdf3e1, #2e2412); }
    .out_of_scope { color: light-dark(#4c5665, #bcc5d2); background: light-dark(#eff2f6, #252a33); }
    .action { color: light-dark(#0b5a80, #86cdf0); background: light-dark(#e5f4fb, #122834); }
    .clarify { color: light-dark(#5b3a94, #cbb2f5); background: light-dark(#f3eefb, #261f35); }
    figure { border-inline-start: 4px solid var(--accent); border-radius: 4px 12px 12px 4px; background: var(--sunk);
      padding: 10px 14px 2px; }
    figure.bare { padding-bottom: 10px; }
    blockquote { font-weight: 500; }
    blockquote p + p { margin-top: 4px; }
    blockquote .item { padding-inline-start: 1em; text-indent: -1em; }
    figcaption { font-size: 13px; line-height: 1.5; }
    .places { list-style: none; font-size: 14px; }
    .places li + li { border-top: 1px solid var(--line); }
    figcaption .soft, .places .soft { display: inline-block; margin-inline-start: .3em; }
    .near { border: 1px dashed var(--edge); border-radius: 12px; padding: 10px 14px 4px; }
    .near p { font-size: 13px; color: var(--soft); }
    .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
    .column { display: grid; gap: 8px; }
    .feedback { font-size: 13px; color: var(--soft); }
    .feedback button { padding: 4px 12px; color: var(--ink); }
    .draft { margin-top: 4px; color: var(--soft); white-space: pre-wrap; }
    .dots { display: inline-flex; gap: 5px; padding: 8px 0; }
    .dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--edge); animation: wait 1.2s infinite; }
    .dots i:nth-child(2) { animation-delay: .15s; } .dots i:nth-child(3) { animation-delay: .3s; }
    @keyframes wait { 0%, 60%, 100% { opacity: .3; } 30% { opacity: 1; } }
    .box { display: grid; gap: 10px; padding: 12px 14px; border: 1px solid var(--line); border-radius: 12px; background: var(--sunk); }
    .trouble .box { border-color: light-dark(#b3261e, #ff9c94); border-inline-start-width: 5px; margin-top: 14px; }
    .sure { margin: 10px 14px; }

    form { display: grid; grid-template-columns: 1fr auto; gap: 8px; padding: 12px 14px 4px; border-top: 1px solid var(--line); }
    textarea { font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--edge); border-radius: 12px;
      padding: 9px 13px; min-height: 48px; max-height: 9em; resize: none; field-sizing: content; width: 100%; font-size: 16px; }
    textarea::placeholder { color: var(--soft); opacity: 1; }
    form .main { align-self: end; min-height: 48px; }
    .below { min-height: 30px; padding: 0 18px 6px; gap: 0; }
    .below > :not(:empty) { margin-inline-end: 14px; }

    @media ${PHONE} {
      dialog, .left dialog { inset: 0; width: 100vw; max-width: none; height: 100dvh; border: 0; border-radius: 0;
        padding-bottom: env(safe-area-inset-bottom); }
      .launcher, .left .launcher { bottom: calc(16px + env(safe-area-inset-bottom)); }
      .launcher { right: 16px; } .left .launcher { left: 16px; }
      .keys { display: none; }
      header { padding-inline-start: 14px; }
      h2 { font-size: 15px; line-height: 1.25; }
      header button { padding: 6px; line-height: 1.25; }
      .erase { max-width: 9em; }
    }
    @media (prefers-reduced-motion: no-preference) {
      dialog[open] { animation: rise .16s ease-out; }
      @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
    }
    @media (prefers-reduced-motion: reduce) { .dots i { animation: none; opacity: .7; } }
    @media (forced-colors: active) { figure, .question, .main, .launcher { border: 1px solid; } }
  `;

  // What is drawn before a verdict's word, and on the buttons: paths in a square of 24.
  const DRAWN = {
    talk: "M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5",
    close: "M6 6l12 12M18 6L6 18",
    answered: "M5 12.5l4.5 4.5L19 7.5",
    not_stated: "M5 12h14",
    out_of_scope: "M12 4a8 8 0 100 16 8 8 0 000-16M6.5 6.5l11 11",
    action: "M5 12h13M13 7l5 5-5 5",
    clarify: "M9 9a3 3 0 114.2 2.8c-.8.4-1.2 1-1.2 2M12 18v.1",
  };

  /** An element with its attributes (`on…` are listeners) and children; what is text stays text. */
  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child != null && child !== false));
    return node;
  }

  /** Words for those who listen. */
  const unseen = (text) => el("span", { class: "unseen" }, text);

  function drawing(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(document.createElementNS(svg.namespaceURI, "path"));
    svg.firstChild.setAttribute("d", DRAWN[name]);
    return svg;
  }

  // ── What is kept, in this tab and until it is closed ─────────────────────────────────────────────────────────────────

  const fresh = () => ({ agreed: false, open: false, lang: null, token: null, conversation: null, turns: [] });

  function stored() {
    try {
      return { ...fresh(), ...JSON.parse(sessionStorage.getItem(STORED_AS)) };
    } catch {
      // Storage is forbidden, or holds what is not ours: go on without.
      return fresh();
    }
  }

  function store(state) {
    try {
      sessionStorage.setItem(STORED_AS, JSON.stringify({ ...state, turns: state.turns.slice(-KEPT_TURNS) }));
    } catch {
      // Forbidden or full: the conversation lasts as long as the page.
    }
  }

  // ── The service ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** What went wrong: a kind of `troubles`, and where the service said so its sentence, its number and the seconds to wait. */
  class Trouble extends Error {
    constructor(kind, { status = 0, message = "", number = "", wait_s = 0 } = {}) {
      super(message || kind);
      Object.assign(this, { kind, status, sentence: message, number, wait_s });
    }

    /** Whether the same may be done again with more luck: not where the service refused what was sent. */
    get mayPass() {
      return this.status < 400 || this.status >= 500 || [401, 429].includes(this.status);
    }
  }

  async function troubleOf(response) {
    const said = (await response.json().catch(() => null))?.error ?? {};
    const kind = { 403: "forbidden", 429: "busy", 503: "busy" }[response.status] ?? "failed";
    return new Trouble(kind, {
      status: response.status,
      message: said.message,
      number: response.status >= 500 ? said.request_id : "",
      wait_s: Math.min(Number(response.headers.get("Retry-After")) || 0, 600),
    });
  }

  /** One HTTP call; the response if it is a good one. Raises `Trouble`. */
  async function call(path, { method = "GET", token, body, accept = "application/json", lang, signal } = {}) {
    const headers = { Accept: accept, "Accept-Language": lang };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const options = { method, headers, signal, credentials: "omit", cache: "no-store", body: body && JSON.stringify(body) };
    let response;
    try {
      response = await fetch(new URL(path, base), options);
    } catch (error) {
      throw troubleOfFetch(error);
    }
    if (!response.ok) throw await troubleOf(response);
    return response;
  }

  function troubleOfFetch(error) {
    if (error instanceof Trouble) return error;
    if (error.name === "TimeoutError") return new Trouble("slow");
    return new Trouble(navigator.onLine ? "unreachable" : "offline");
  }

  /** A call that needs a session: with a new one if there is none yet, or if it has ended. `state` is updated. */
  async function callInSession(state, path, options) {
    if (!state.token) await begin(state, options.lang);
    try {
      return await call(path, { ...options, token: state.token });
    } catch (error) {
      if (error.status !== 401) throw error;
      await begin(state, options.lang);
      return call(path, { ...options, token: state.token });
    }
  }

  async function begin(state, lang) {
    state.token = null;
    const session = await (await call("v1/sessions", { method: "POST", body: { lang }, lang })).json();
    state.token = session.token;
    // A conversation outlives its token.
    state.conversation ??= session.conversation;
  }

  /** The events of a stream of them, each as [name, value]. */
  async function* events(stream) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (waiting + value).split(/\r\n\r\n|\n\n|\r\r/);
      waiting = blocks.pop();
      for (const block of blocks) {
        const fields = { event: "message", data: [] };
        for (const line of block.split(/\r\n|\n|\r/)) {
          const [, name, text] = /^(\w+): ?(.*)$/.exec(line) ?? [];
          if (name === "data") fields.data.push(text);
          else if (name === "event") fields.event = text;
        }
        if (fields.data.length) yield [fields.event, JSON.parse(fields.data.join("\n"))];
      }
    }
  }

  async function askOnce(state, question, lang) {
    if (!state.token) await begin(state, lang);
    const options = { method: "POST", accept: "text/event-stream", lang, signal: AbortSignal.timeout(TIMEOUT_MS) };
    return callInSession(state, "v1/chat", { ...options, body: { question, lang, conversation: state.conversation } });
  }

  /** Ask: `onText` gets the text as far as it has come; the reply is what is returned. Raises `Trouble`. */
  async function ask(state, question, lang, onText) {
    const response = await askOnce(state, question, lang).catch((error) => {
      // The conversation is no longer kept: go on in one that is.
      if (error.status !== 404) throw error;
      Object.assign(state, { token: null, conversation: null });
      return askOnce(state, question, lang);
    });
    try {
      if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return await response.json();
      let text = "";
      for await (const [event, value] of events(response.body)) {
        if (event === "delta") onText((text += value.text));
        else if (event === "reply") return value;
        else if (event === "error") throw new Trouble("failed", { message: value.message, number: value.request_id });
      }
    } catch (error) {
      throw troubleOfFetch(error);
    }
    // The stream ended before its reply.
    throw new Trouble("unreachable");
  }

  // ── A reply as it is shown ───────────────────────────────────────────────────────────────────────────────────────────

  /** What two ways of writing a quote have in common: with the marks of Markdown, and as a reader sees it. */
  const letters = (text) => text.replace(/[^\p{L}\p{N}_]/gu, "");

  /** The language of a text, for whoever reads it aloud: policies and questions need not be in that of the window. */
  const langOf = (text) => (/[\u3040-\u30ff]/.test(text) ? "ja" : null);

  const placeOf = (citation) =>
    citation.title?.startsWith(citation.section) ? citation.title : `${citation.section} ${citation.title ?? ""}`.trim();

  /** The address of a citation, its sentences marked where the page is the service's own; null for what is no web address. */
  function addressOf(citation) {
    const url = URL.canParse(citation.url, base) ? new URL(citation.url, base) : null;
    if (!url || !/^https?:$/.test(url.protocol)) return null;
    if (citation.sentences && url.origin === new URL(base).origin) {
      url.searchParams.set("mark", citation.sentences.join("-"));
      url.searchParams.set("section", citation.section);
    }
    return url.href;
  }

  function placeLink(citation, words) {
    const place = placeOf(citation);
    const href = addressOf(citation);
    const label = href
      ? el("a", { href, target: "_blank", rel: "noopener" }, el("span", { lang: langOf(place) }, place), unseen(words.tab))
      : el("span", { lang: langOf(place) }, place);
    const version = el("span", { class: "soft" }, ` — ${words.version(citation.version)}`);
    return el("span", {}, label, version);
  }

  function bySection(citations) {
    const sections = new Map();
    for (const citation of citations) {
      const key = `${citation.policy} ${citation.version} ${citation.section}`;
      sections.set(key, [...(sections.get(key) ?? []), citation]);
    }
    return [...sections.values()];
  }

  const placeList = (citations, words) =>
    el("ul", { class: "places" }, ...bySection(citations).map(([first]) => el("li", {}, placeLink(first, words))));

  /** Where a wish is filed, or a request followed that was filed: pages of the service's own, since nothing is filed from here. */
  function filingView(intent, words, lang) {
    const filed = intent === "status" || intent === "withdraw";
    const url = new URL(filed ? "requests" : "requests/new", base);
    url.searchParams.set("lang", lang);
    if (!filed) url.searchParams.set("right", intent);
    const link = { class: "file", href: url.href, target: "_blank", rel: "noopener" };
    return el("p", {}, el("a", link, filed ? words.follow : words.file, unseen(words.tab)));
  }

  function quoteView(lines, citations, words) {
    const caption = bySection(citations).map(([first]) => el("div", {}, placeLink(first, words)));
    return el(
      "figure",
      { class: caption.length ? null : "bare" },
      el(
        "blockquote",
        {},
        ...lines.map((line) => el("p", { class: line.startsWith("・") ? "item" : null, lang: langOf(line) }, line)),
      ),
      caption.length > 0 && el("figcaption", {}, ...caption),
    );
  }

  /** The text of a reply in paragraphs and quotes, each quote with where it stands; then what the text does not hold. */
  function replyView(reply, words, lang, onChoice) {
    const citations = reply.citations ?? [];
    const choices = reply.choices ?? [];
    const parts = [];
    for (const line of reply.text.split("\n")) {
      const quoted = line.startsWith("> ");
      if (!line.trim() || choices.includes(line.replace(/^・/, ""))) continue;
      if (quoted && Array.isArray(parts.at(-1))) parts.at(-1).push(line.slice(2));
      else parts.push(quoted ? [line.slice(2)] : line);
    }
    const shown = new Set();
    const view = parts.map((part) => {
      if (!Array.isArray(part)) return el("p", {}, part);
      const all = letters(part.join(""));
      const held = citations.filter((citation) => !shown.has(citation) && all.includes(letters(citation.quote)));
      held.forEach((citation) => shown.add(citation));
      return quoteView(part, held, words);
    });
    const left = citations.filter((citation) => !shown.has(citation));
    const verdict = words.verdicts[reply.verdict] ?? reply.verdict;
    return el(
      "div",
      { class: "reply" },
      el("p", { class: `verdict ${reply.verdict}` }, DRAWN[reply.verdict] ? drawing(reply.verdict) : null, verdict),
      ...view,
      choices.length > 0 &&
        el(
          "div",
          { class: "column" },
          ...choices.map((choice) =>
            el("button", { type: "button", class: "choice", onclick: () => onChoice(choice) }, choice),
          ),
        ),
      ...(choices.length
        ? [left.length > 0 && el("div", {}, el("p", { class: "soft" }, words.places), placeList(left, words))]
        : bySection(left).map((each) => quoteView(each.map((one) => one.quote), each, words))),
      reply.verdict === "action" && reply.filing && filingView(reply.intent, words, lang),
      reply.near?.length > 0 && el("div", { class: "near" }, el("p", {}, words.near), placeList(reply.near, words)),
    );
  }

  // ── The element ──────────────────────────────────────────────────────────────────────────────────────────────────────

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);

  class JobunChat extends HTMLElement {
    #state = stored();
    #parts = {};
    #busy = false;
    #pending = "";
    #waits = null;

    constructor() {
      super();
      this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    }

    connectedCallback() {
      this.#build();
      document.addEventListener("click", this.#onPageClick);
      if (this.#state.open) this.#open(false);
    }

    disconnectedCallback() {
      document.removeEventListener("click", this.#onPageClick);
    }

    /** Open the window and ask, once the person has agreed. */
    ask(question) {
      this.#open();
      if (this.#state.agreed) this.#send(question);
      else this.#pending = this.#parts.input.value = question;
    }

    get #lang() {
      const wanted = this.#state.lang ?? this.dataset.lang ?? (document.documentElement.lang || navigator.language);
      return wanted.toLowerCase().startsWith("ja") ? "ja" : "en";
    }

    get #words() {
      return WORDS[this.#lang];
    }

    #keep() {
      store(this.#state);
    }

    #onPageClick = (event) => {
      const asks = event.target.closest?.("[data-jobun-ask]");
      if (!asks || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.ask(asks.dataset.jobunAsk);
    };

    #build() {
      const words = this.#words;
      const button = (attributes, ...children) => el("button", { type: "button", ...attributes }, ...children);
      const parts = (this.#parts = {});
      parts.launcher = button(
        { class: "launcher", "aria-expanded": "false", "aria-controls": "window", onclick: () => this.#toggle() },
        drawing("talk"),
        words.launch,
      );
      parts.erase = button({ class: "erase", onclick: () => this.#confirmErase() }, words.erase);
      const header = el(
        "header",
        {},
        el("h2", { id: "title", tabindex: "-1" }, this.dataset.title || words.title),
        button({ lang: this.#lang === "ja" ? "en" : "ja", onclick: () => this.#switch() }, words.other),
        parts.erase,
        button({ class: "icon", "aria-label": words.close, onclick: () => this.#close() }, drawing("close")),
      );
      parts.start = el("div", { class: "start" });
      parts.log = el("div", { role: "log", "aria-label": words.log });
      // What is still being written is for the eye; the log gets the whole, once.
      parts.draft = el("div", { class: "draft", "aria-hidden": "true", hidden: true });
      parts.trouble = el("div", { class: "trouble", role: "alert" });
      parts.sheet = el("div", { class: "sheet", tabindex: "0", role: "group", "aria-label": words.title });
      parts.sheet.append(parts.start, parts.log, parts.draft, parts.trouble);
      parts.sure = el("div", { class: "box sure", role: "group", "aria-label": words.erase, hidden: true });
      parts.input = el("textarea", {
        id: "question",
        rows: "1",
        placeholder: words.hint,
        "aria-describedby": "keys count",
        autocomplete: "off",
        oninput: () => this.#count(),
        onkeydown: (event) => this.#onKey(event),
      });
      parts.send = el("button", { type: "submit", class: "main" }, words.send);
      parts.form = el(
        "form",
        { onsubmit: (event) => (event.preventDefault(), this.#send(parts.input.value)) },
        el("label", { for: "question", class: "unseen" }, words.label),
        parts.input,
        parts.send,
      );
      parts.count = el("span", { id: "count" });
      parts.status = el("span", { role: "status" });
      const keys = el("span", { id: "keys", class: "keys" }, words.keys);
      parts.below = el("div", { class: "below soft row" }, parts.status, parts.count, keys);
      parts.dialog = el(
        "dialog",
        { id: "window", "aria-labelledby": "title", onkeydown: (event) => this.#onEscape(event) },
        header,
        parts.sheet,
        parts.sure,
        parts.form,
        parts.below,
      );
      // On a phone the window is modal, and the browser closes those itself.
      parts.dialog.addEventListener("cancel", (event) => (event.preventDefault(), this.#close()));
      const side = this.dataset.side === "left" ? "jobun left" : "jobun";
      const root = el("section", { class: side, lang: this.#lang, "aria-label": words.title }, parts.launcher, parts.dialog);
      this.shadowRoot.replaceChildren(root);
      for (const turn of this.#state.turns) this.#showTurn(turn);
      this.#showStart();
      this.#count();
    }

    // Opening and closing

    #toggle() {
      if (this.#parts.dialog.open) this.#close();
      else this.#open();
    }

    #open(takesFocus = true) {
      const { dialog, launcher } = this.#parts;
      if (!dialog.open) {
        // One that opens by itself, with the page, must not block the page.
        const phone = matchMedia(PHONE).matches;
        if (phone && takesFocus) dialog.showModal();
        else if (!phone) dialog.show();
        else return;
        if (this.#state.turns.length) this.#scrollTo(this.#parts.log.lastElementChild, "instant");
      }
      launcher.setAttribute("aria-expanded", "true");
      this.#state.open = true;
      this.#keep();
      this.#suggest();
      if (takesFocus) this.#focus();
    }

    #close() {
      const { dialog, launcher } = this.#parts;
      dialog.close();
      launcher.setAttribute("aria-expanded", "false");
      launcher.focus();
      this.#state.open = false;
      this.#keep();
    }

    #focus() {
      const { input, start, form } = this.#parts;
      // A phone would put its keyboard over the conversation.
      const title = matchMedia(PHONE).matches ? this.shadowRoot.getElementById("title") : null;
      (title ?? (form.hidden ? start.querySelector("button") : input)).focus();
    }

    #onEscape(event) {
      if (event.key !== "Escape" || event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD) return;
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }

    #switch() {
      const typed = this.#parts.input.value;
      this.#state.lang = this.#lang === "ja" ? "en" : "ja";
      this.#build();
      this.#parts.input.value = typed;
      this.#count();
      this.#open();
    }

    // Before the first question

    #showStart() {
      const { start, form, below, erase } = this.#parts;
      const words = this.#words;
      const { agreed, turns } = this.#state;
      form.hidden = below.hidden = !agreed;
      erase.hidden = !turns.length;
      start.hidden = turns.length > 0;
      if (agreed) return;
      start.replaceChildren(
        el("p", {}, words.notice),
        el("p", { class: "advice" }, words.advice),
        el("button", { type: "button", class: "main", onclick: () => this.#agree() }, words.agree),
        el("p", { class: "soft" }, this.#policiesLink()),
      );
    }

    #policiesLink() {
      const words = this.#words;
      const href = new URL("policies", base).href;
      return el("a", { href, target: "_blank", rel: "noopener" }, words.policies, unseen(words.tab));
    }

    #agree() {
      const question = this.#pending;
      this.#pending = "";
      this.#state.agreed = true;
      this.#keep();
      this.#parts.start.replaceChildren();
      this.#showStart();
      this.#suggest();
      this.#focus();
      if (question) this.#send(question);
    }

    /** Questions to begin with. They are a help and no more: without them, nothing is said. */
    async #suggest() {
      const { start } = this.#parts;
      if (!this.#state.agreed || start.hidden || start.childElementCount) return;
      const lang = this.#lang;
      try {
        const { questions } = await (await call(`v1/suggestions?lang=${lang}`, { lang })).json();
        if (start.childElementCount || start !== this.#parts.start) return;
        const items = questions.slice(0, 5).map((question) => {
          const onclick = () => this.#send(question);
          return el("li", {}, el("button", { type: "button", onclick }, question));
        });
        start.replaceChildren(el("p", {}, this.#words.try), el("ul", {}, ...items), el("p", { class: "soft" }, this.#policiesLink()));
      } catch {
        // See above.
      }
    }

    // Writing

    #onKey(event) {
      const composing = event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD;
      if (event.key !== "Enter" || event.shiftKey || composing) return;
      event.preventDefault();
      this.#parts.form.requestSubmit();
    }

    #count() {
      const { input, count } = this.#parts;
      const chars = [...input.value.trim()].length;
      const over = chars - MAX_CHARS;
      count.textContent = over > 0 ? this.#words.over(over) : chars >= COUNT_FROM_CHARS ? this.#words.left(-over) : "";
      input.setAttribute("aria-invalid", over > 0);
    }

    async #send(question) {
      const text = question.trim();
      const { input, send, count } = this.#parts;
      if (!text || this.#busy || send.disabled) return;
      if ([...text].length > MAX_CHARS) return this.#say(count.textContent);
      if (input.value.trim() === text) input.value = "";
      this.#count();
      const turn = { question: text, reply: null };
      this.#work(true);
      this.#parts.start.hidden = true;
      const shown = this.#showTurn(turn);
      // What was pressed may be gone or at rest now; a choice in the log is not.
      if (!this.#parts.log.contains(this.shadowRoot.activeElement)) this.#focus();
      this.#scrollTo(shown);
      try {
        turn.reply = await ask(this.#state, text, this.#lang, (partial) => this.#showDraft(partial));
        if (turn.reply.conversation) this.#state.conversation = turn.reply.conversation;
        this.#state.turns.push(turn);
        this.#work(false);
        // The window may have been built anew, in the other language.
        if (shown.isConnected) this.#showReply(shown, turn);
        // Only now there may be enough to scroll by.
        this.#scrollTo(shown.isConnected ? shown : this.#showTurn(turn));
        this.#say(this.#words.arrived);
      } catch (error) {
        shown.remove();
        this.#work(false);
        this.#parts.input.value ||= text;
        this.#showTrouble(error, () => this.#send(text));
      }
      this.#keep();
      this.#showStart();
    }

    #work(busy) {
      this.#busy = busy;
      const { send, trouble, draft, log } = this.#parts;
      clearInterval(this.#waits);
      send.disabled = busy;
      log.setAttribute("aria-busy", busy);
      trouble.replaceChildren();
      draft.hidden = !busy;
      draft.replaceChildren(el("span", { class: "dots" }, el("i"), el("i"), el("i")));
      if (busy) this.#say(this.#words.working);
      else this.#say("");
    }

    #say(text) {
      this.#parts.status.textContent = text;
    }

    // Showing

    #showTurn(turn) {
      const shown = el(
        "div",
        { class: "turn" },
        el("p", { class: "question" }, unseen(this.#words.you), el("span", { lang: langOf(turn.question) }, turn.question)),
      );
      if (turn.reply) this.#showReply(shown, turn);
      this.#parts.log.append(shown);
      return shown;
    }

    #showReply(shown, turn) {
      const view = replyView(turn.reply, this.#words, this.#lang, (choice) => this.#send(choice));
      if (turn.reply.id) view.append(this.#feedbackView(turn));
      shown.append(view);
    }

    #showDraft(text) {
      this.#parts.draft.textContent = text.replace(/^> /gm, "");
    }

    #scrollTo(shown, behavior = "smooth") {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      // scrollIntoView would move the window and the page around it, too.
      if (shown) this.#parts.sheet.scrollTo({ top: shown.offsetTop - 8, behavior: calm ? "instant" : behavior });
    }

    #showTrouble(error, again, sentence) {
      const { trouble } = this.#parts;
      const words = this.#words;
      const said = sentence ?? (error.sentence || words.troubles[error.kind] || words.troubles.failed);
      const retry = el("button", { type: "button", class: "choice", onclick: again }, words.again);
      trouble.replaceChildren(
        el(
          "div",
          { class: "box" },
          el("p", {}, said),
          error.number && el("p", { class: "soft" }, words.number(error.number)),
          error.mayPass && el("div", { class: "row" }, retry),
        ),
      );
      if (error.wait_s) this.#wait(retry, error.wait_s);
      this.#scrollTo(trouble);
    }

    /** Hold a button back for as long as the service asked to. */
    #wait(button, seconds) {
      const { send } = this.#parts;
      let left_s = seconds;
      const tick = () => {
        button.disabled = send.disabled = left_s > 0;
        button.textContent = left_s > 0 ? this.#words.again_in(left_s) : this.#words.again;
        if (left_s-- <= 0) clearInterval(this.#waits);
      };
      clearInterval(this.#waits);
      this.#waits = setInterval(tick, 1000);
      tick();
    }

    // Feedback

    #feedbackView(turn) {
      const words = this.#words;
      const view = el("div", { class: "feedback column", role: "group", "aria-label": words.useful });
      const said = el("span", { role: "status" }, turn.given ? words.thanks : "");
      const reasons = el("div", { class: "row", hidden: turn.given !== "down" });
      const button = (label, pressed, given) =>
        el("button", { type: "button", class: "choice", "aria-pressed": String(pressed), onclick: given }, label);
      const give = async (verdict, reason) => {
        try {
          const body = { reply: turn.reply.id, verdict, ...(reason && { reason }) };
          await callInSession(this.#state, "v1/feedback", { method: "POST", body, lang: this.#lang });
        } catch (error) {
          said.textContent = error.sentence || words.troubles.not_sent;
          return;
        }
        Object.assign(turn, { given: verdict, reason });
        this.#keep();
        show();
        said.textContent = words.thanks;
      };
      const up = button(words.up, false, () => give("up"));
      const down = button(words.down, false, () => give("down"));
      const whys = REASONS.map((reason) => button(words.reasons[reason], false, () => give("down", reason)));
      const show = () => {
        up.setAttribute("aria-pressed", String(turn.given === "up"));
        down.setAttribute("aria-pressed", String(turn.given === "down"));
        whys.forEach((why, at) => why.setAttribute("aria-pressed", String(turn.reason === REASONS[at])));
        reasons.hidden = turn.given !== "down";
      };
      show();
      reasons.append(el("span", {}, words.why), ...whys);
      view.append(el("div", { class: "row" }, el("span", {}, words.useful), up, down, said), reasons);
      return view;
    }

    // Deleting

    #confirmErase() {
      const { sure, erase } = this.#parts;
      const words = this.#words;
      const leave = () => ((sure.hidden = true), erase.focus());
      const yes = el("button", { type: "button", class: "choice", onclick: () => this.#erase() }, words.yes);
      const no = el("button", { type: "button", class: "choice", onclick: leave }, words.no);
      sure.replaceChildren(el("p", { id: "sure" }, words.sure), el("div", { class: "row" }, yes, no));
      sure.setAttribute("aria-describedby", "sure");
      sure.hidden = false;
      no.focus();
    }

    async #erase() {
      const lang = this.#lang;
      this.#parts.sure.hidden = true;
      try {
        const path = `v1/conversations/${encodeURIComponent(this.#state.conversation)}`;
        if (this.#state.conversation) await callInSession(this.#state, path, { method: "DELETE", lang });
      } catch (error) {
        // What is no longer there need not be deleted.
        if (error.status !== 404) return this.#showTrouble(error, () => this.#erase(), this.#words.troubles.not_erased);
      }
      this.#state = { ...fresh(), agreed: true, open: true, lang: this.#state.lang };
      this.#keep();
      const { log, trouble, start } = this.#parts;
      for (const part of [log, trouble, start]) part.replaceChildren();
      this.#showStart();
      this.#suggest();
      this.#say(this.#words.erased);
      this.#focus();
    }
  }

  customElements.define("jobun-chat", JobunChat);

  function place() {
    if (document.querySelector("jobun-chat")) return;
    const chat = document.createElement("jobun-chat");
    Object.assign(chat.dataset, script.dataset);
    document.body.append(chat);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
