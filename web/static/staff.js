// The little script of the staff pages: keys, drafts, and reading again what changed.
// Every page works without it; no text goes through it except into the tab's own storage.

const find = (selector) => document.querySelector(selector);
const thread = () => find("#thread");
const later = {};

document.documentElement.classList.add("js");

function soon(name, milliseconds, action) {
  clearTimeout(later[name]);
  later[name] = setTimeout(action, milliseconds);
}

// --- The bottom of the thread -------------------------------------------------------------

const NEAR = 96;

function atBottom() {
  const scroll = find("#scroll");
  return !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

function toBottom() {
  const scroll = find("#scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
  const fresh = find("#fresh");
  if (fresh) fresh.hidden = true;
}

// A box for the reply that grows or an error that appears must not cover the last words.
let following = true;
const resized = "ResizeObserver" in window ? new ResizeObserver(() => { if (following) toBottom(); }) : null;

function watchSize() {
  resized?.disconnect();
  following = true;
  if (find("#scroll")) resized?.observe(find("#scroll"));
}

// --- Words within the conversation: which messages have them, and the way from one to the next -----

const hits = () => [...document.querySelectorAll("#found [data-hit]")];
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let looking = "";
let eager = false;

function showFinder(open) {
  const finder = find("#finder");
  if (!finder) return;
  finder.hidden = !open;
  find("[data-find]").setAttribute("aria-expanded", String(open));
  if (open) { find("#within").focus(); find("#within").select(); } else { looking = ""; find("#within").value = ""; find("#found").replaceChildren(); }
  mark();
}

// Where a word begins in a text as it is written, though it is sought without case and accents.
function* places(node, word) {
  const letters = [...node.data].map((each) => [plain(each), each.length]);
  const inside = letters.map(([letter]) => letter).join("");
  const at = [];
  let from = 0;
  for (const [letter, length] of letters) {
    for (let part = 0; part < letter.length; part += 1) at.push([from, from + length]);
    from += length;
  }
  for (let here = inside.indexOf(word); word && here >= 0; here = inside.indexOf(word, here + word.length)) {
    const range = new Range();
    range.setStart(node, at[here][0]);
    const last = here + word.length - 1;
    range.setEnd(node, Math.max(at[last][1], at[last + 1]?.[0] ?? node.length));
    yield range;
  }
}

// Beside the text, not in it: what is read again stays as it was sent.
function mark() {
  const current = find("#found [aria-current]")?.dataset.hit;
  for (const each of document.querySelectorAll(".bubble.is-found")) each.classList.remove("is-found");
  if (current) document.getElementById(`message-${current}`)?.classList.add("is-found");
  if (!("highlights" in CSS)) return;
  const ranges = [];
  const words = plain(looking).split(/\s+/).filter(Boolean);
  for (const hit of words.length ? hits() : []) {
    for (const said of document.querySelectorAll(`#message-${CSS.escape(hit.dataset.hit)} .said p`)) {
      for (const node of said.childNodes) if (node.nodeType === Node.TEXT_NODE) for (const word of words) ranges.push(...places(node, word));
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

async function goTo(hit) {
  for (const each of hits()) each.removeAttribute("aria-current");
  hit.setAttribute("aria-current", "true");
  hit.scrollIntoView({ block: "nearest" });
  const name = `message-${hit.dataset.hit}`;
  if (!document.getElementById(name)) {
    const open = thread();
    open.dataset.refresh = `/staff/threads/${open.dataset.thread}/messages?shown=${hit.dataset.shown}`;
    await htmx.ajax("GET", open.dataset.refresh, { target: "#messages", swap: "innerMorph" });
  }
  if (!hit.isConnected || !hit.hasAttribute("aria-current")) return;
  const message = document.getElementById(name);
  following = false;
  const words = plain(looking).split(/\s+/).filter(Boolean);
  for (const rest of message?.querySelectorAll("details") ?? []) rest.open ||= words.some((word) => plain(rest.textContent).includes(word));
  mark();
  message?.scrollIntoView({ block: "center" });
  find("#found-says").textContent = hit.textContent;
}

function leaf(by) {
  const all = hits();
  if (!all.length) return;
  const here = all.findIndex((each) => each.hasAttribute("aria-current"));
  goTo(all[(here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by + all.length) % all.length]);
}

function found() {
  looking = find("#within").value;
  find("#found-says").textContent = find("#found-number")?.textContent ?? "";
  mark();
  if (eager) leaf(1);
  eager = false;
}

const newest = () => find("#newest")?.dataset.newest ?? "";

// --- Drafts: kept in this tab until they are sent -----------------------------------------

const draftOf = (id) => `draft:${id}`;

function keepDraft() {
  const text = find("#text");
  if (!text || !thread()) return;
  const name = draftOf(thread().dataset.thread);
  if (text.value.trim()) sessionStorage.setItem(name, text.value);
  else sessionStorage.removeItem(name);
}

function bringDraft() {
  const text = find("#text");
  if (!text || text.value) return;
  const kept = sessionStorage.getItem(draftOf(thread().dataset.thread));
  if (kept) {
    text.value = kept;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// --- A thread has just been put on the desk -----------------------------------------------

function settle() {
  const open = thread();
  for (const line of document.querySelectorAll(".line[aria-current]")) line.removeAttribute("aria-current");
  if (!open) return;
  const line = document.getElementById(`open-${open.dataset.thread}`);
  line?.setAttribute("aria-current", "page");
  line?.classList.remove("is-unread");
  line?.querySelector(".count")?.remove();
  document.title = open.dataset.title;
  bringDraft();
  toBottom();
  watchSize();
}

// --- Reading again ------------------------------------------------------------------------

function refreshList() {
  const list = find("#list");
  // What somebody has ticked, or begins to name, stays as it is.
  if (!list || find("#words")?.value.trim() || find(".pick input:checked") || find("#sift-name:focus")) return;
  const open = thread()?.dataset.thread;
  const address = list.dataset.refresh + (open ? `&open=${open}` : "");
  htmx.ajax("GET", address, { target: "#list", swap: "outerMorph" });
}

let waiting = false;

async function refreshThread() {
  const open = thread();
  if (!open) return;
  // What nobody looks at is not read: it would be marked as read, and written down so.
  if (document.hidden) { waiting = true; return; }
  waiting = false;
  const before = newest();
  const follow = atBottom();
  await htmx.ajax("GET", open.dataset.refresh, { target: "#messages", swap: "innerMorph" });
  if (follow) toBottom();
  else if (newest() !== before && find("#fresh")) find("#fresh").hidden = false;
}

function refreshAlarm() {
  htmx.ajax("GET", "/staff/alarm", { target: "#alarm", swap: "innerMorph" });
}

// A label that will change is read again where its page is not: somebody writes there, or the change
// came before the page could hear of it.
async function refreshLabels() {
  const waiting = [...document.querySelectorAll("[data-fresh]")];
  if (!waiting.length) return;
  const answer = await fetch(waiting[0].dataset.fresh).catch(() => null);
  if (!answer?.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const each of waiting) {
    const fresh = now.getElementById(each.id);
    if (fresh && each.isConnected) each.replaceWith(document.adoptNode(fresh));
  }
}

// Words that somebody has begun to write must outlive whatever changes meanwhile.
function begun(page) {
  return [...page.querySelectorAll("textarea")].some((each) => each.value !== each.defaultValue);
}

function changed(topic) {
  if (topic.startsWith("answering:")) {
    const id = thread()?.dataset.thread;
    if (topic === `answering:${id}`) htmx.ajax("GET", `/staff/threads/${id}/answering`, { target: "#answering", swap: "outerHTML" });
    return;
  }
  soon("list", 150, refreshList);
  if (topic === "tasks" || topic === "resync") soon("alarm", 60, refreshAlarm);
  const everything = topic === "resync";
  if (everything || topic === thread()?.dataset.thread) soon("thread", 60, refreshThread);
  const page = find("main[data-reload]");
  if (!page || !(everything || topic === page.dataset.reload)) return;
  if (!everything && !page.contains(document.activeElement) && !begun(page)) location.reload();
  else soon("labels", 60, refreshLabels);
}

function listen() {
  const main = find("main[data-live]");
  if (!main) return;
  const source = new EventSource(main.dataset.live);
  source.addEventListener("changed", (event) => {
    main.dataset.heard = event.data;
    changed(event.data);
  });
  source.addEventListener("error", async () => {
    if (source.readyState !== EventSource.CLOSED) return;
    // Logged out, or the server is away: asking for a piece of the page tells which.
    const answer = await fetch("/staff/inbox/list", { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) location.assign("/staff/login");
    else setTimeout(listen, 5000);
  });
  addEventListener("pagehide", () => source.close());
}

// --- Keys ---------------------------------------------------------------------------------

function step(by) {
  const lines = [...document.querySelectorAll(".line")];
  if (!lines.length) return;
  const here = lines.indexOf(document.activeElement);
  const from = here >= 0 ? here : lines.findIndex((line) => line.hasAttribute("aria-current"));
  const next = lines[Math.min(Math.max(from + by, 0), lines.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function offerSnooze() {
  const drop = find("#snooze");
  if (!drop) return;
  drop.open = true;
  drop.querySelector("button")?.focus();
}

function offerNote() {
  const box = find("#private-note");
  if (!box) return;
  if (getComputedStyle(find("#case")).display === "none") find("[data-about]").click();
  box.open = true;
  find("#note").focus();
}

function showKeys() { find("#keys")?.showModal(); }

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  r: () => find("#text")?.focus(),
  u: () => [...document.querySelectorAll(".take-back button")].pop()?.click(),
  s: offerSnooze,
  n: offerNote,
  f: () => showFinder(true),
  "/": () => find("#words")?.focus(),
  "?": showKeys,
};

const offer = (key) => find(`[data-offer="${key}"]`);

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "text") {
    event.preventDefault();
    find("#reply").requestSubmit();
  } else if (event.key === "Escape" && event.target.closest?.(".drop[open]")) {
    const drop = event.target.closest(".drop");
    drop.open = false;
    drop.querySelector("summary").focus();
  } else if (event.key === "Escape" && event.target.closest?.("#finder")) {
    showFinder(false);
    find("#who").focus();
  } else if (event.key === "Enter" && event.target.id === "within" && hits().length && looking === event.target.value) {
    event.preventDefault();
    leaf(event.shiftKey ? -1 : 1);
  } else if (event.key === "Enter" && event.target.id === "within") {
    eager = true;  // what is found next is gone to at once
  } else if (event.key === "Escape" && typing) {
    event.target.blur();
    find("#who")?.focus();
  } else if (event.key === "Escape" && find("#case.is-shown")) {
    find("[data-about]").click();
    find("[data-about]").focus();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key] && !find("dialog[open]")) {
    event.preventDefault();
    KEYS[event.key]();
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && /^[1-9]$/.test(event.key) && offer(event.key) && !event.repeat && !find("dialog[open]")) {
    event.preventDefault();
    offer(event.key).click();
  }
});

// --- Clicks and what htmx tells -----------------------------------------------------------

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) showKeys();
  if (event.target.closest("#fresh")) toBottom();
  if (event.target.closest("[data-find]")) { event.preventDefault(); showFinder(find("#finder").hidden); }
  if (event.target.closest("[data-find-close]")) { showFinder(false); find("#who").focus(); }
  const hit = event.target.closest("[data-hit]");
  if (hit) { event.preventDefault(); goTo(hit); }
  for (const drop of document.querySelectorAll(".drop[open]")) if (!drop.contains(event.target)) drop.open = false;
  const about = event.target.closest("[data-about]");
  if (about) about.setAttribute("aria-expanded", String(find("#case").classList.toggle("is-shown")));
});

document.addEventListener("input", (event) => { if (event.target.id === "text") keepDraft(); });
document.addEventListener("scroll", (event) => {
  if (event.target.id !== "scroll") return;
  following = atBottom();
  if (following) find("#fresh").hidden = true;
}, true);
document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting) refreshThread(); });

function notice(words) {
  const box = find("#notice");
  box.textContent = words;
  box.hidden = false;
  soon("notice", 6000, () => { box.hidden = true; });
}

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const target = ctx.target?.id;
  if (target === "desk") { settle(); find("#who")?.focus(); }
  if (target === "found") found();
  if (target === "messages") mark();
  if (ctx.sourceElement?.closest?.("#private-note") && target === "messages") {
    find("#note").value = "";
    find("#private-note").open = false;
    if (find("#case.is-shown")) find("[data-about]").click();
    toBottom();
    find("#who")?.focus();
  }
  if (ctx.sourceElement?.id === "reply" && target === "messages") {
    sessionStorage.removeItem(draftOf(thread().dataset.thread));
    toBottom();
    find("#text")?.focus();
  }
});
// After the swap of the last piece: the box itself is put anew.
document.addEventListener("htmx:finally:request", (event) => {
  if (!event.detail.ctx.sourceElement?.matches(".take-back")) return;
  keepDraft();
  find("#text")?.focus();
});
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.sourceElement?.id === "reply") find("#reply-problem").replaceChildren();
});
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status === 409) { notice(find("#notice").dataset.gone); refreshThread(); }
  else if (ctx.response.status !== 422) notice(find("#notice").dataset.failed);
  else if (ctx.sourceElement?.id === "reply") find("#text")?.focus();
});
document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  // What is typed on replaces what was looked for before.
  if (error?.name === "AbortError" && ctx?.sourceElement?.matches("[role=search]")) return;
  notice(find("#notice").dataset.offline);
});

settle();
listen();
