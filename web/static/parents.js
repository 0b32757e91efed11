// Parents' pages work without this. With it: answers appear by themselves, every step takes the
// place of the one before, and leaving leaves no step back.

const EVERY = 20000;
const FIRST = ["[aria-invalid=true]", "#problem:not([hidden])", "[role=status]", "h1"];
let source = null;
let timer = null;
let busy = false;

const chat = () => document.querySelector("[data-chat]");

// Only what is new is put there: a screen reader says that, and not the whole conversation again.
function put(talk, words) {
  const fresh = [...new DOMParser().parseFromString(words, "text/html").body.children];
  const down = talk.scrollHeight - talk.scrollTop - talk.clientHeight < 80;
  let changed = false;
  fresh.forEach((each, place) => {
    const old = talk.children[place];
    if (old?.outerHTML === each.outerHTML) return;
    changed = true;
    if (old) old.replaceWith(each); else talk.append(each);
  });
  while (talk.children.length > fresh.length) { talk.lastElementChild.remove(); changed = true; }
  if (changed && down) talk.scrollTop = talk.scrollHeight;
}

async function look() {
  const main = chat();
  const answer = await fetch(`${main.dataset.chat}/messages?lang=${main.dataset.lang}`).catch(() => null);
  if (answer?.ok) put(document.querySelector("#talk"), await answer.text());
}

function poll() { timer ??= setInterval(() => { if (!document.hidden) look(); }, EVERY); }

function listen() {
  if (!("EventSource" in window)) { poll(); return; }
  source = new EventSource(`${chat().dataset.chat}/live`);
  source.addEventListener("changed", () => { if (!document.hidden) look(); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) poll(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
}

function tell(words) {
  const problem = document.querySelector("#problem");
  problem.textContent = words;
  problem.hidden = !words;
}

// The server looks again; this only spares waiting for what it would refuse.
function wrongWith(input) {
  if (!input?.dataset.most) return "";
  const sizes = [...input.files].map((file) => file.size);
  const together = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length > input.dataset.most) return input.dataset.tooMany;
  const tooLarge = sizes.some((size) => size > input.dataset.largest) || together > input.dataset.together;
  return tooLarge ? input.dataset.tooLarge : "";
}

// As if the browser had gone there, but in the same place of its history.
function turnTo(page) {
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  const first = FIRST.map((each) => document.querySelector(each)).find(Boolean);
  if (!first.matches("input, textarea")) first.tabIndex = -1;
  first.focus();
}

function said(form, page) {
  form.elements.key.value = page.querySelector("#say [name=key]").value;
  form.elements.text.value = "";
  form.elements.files.value = "";
  form.elements.text.focus();
  look();
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  if (busy) return;
  tell(wrongWith(form.elements.files));
  if (!document.querySelector("#problem").hidden) return;
  busy = true;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  busy = false;
  if (!answer || answer.status >= 500) { tell(document.body.dataset.away); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = page.querySelector("#problem")?.textContent;
  if (form.id !== "say") {
    if (answer.redirected) location.replace(answer.url); else turnTo(page);
  } else if (answer.status === 422 && words) tell(words);
  else if (answer.ok) said(form, page);
  else turnTo(page);
}

function leave(link) {
  source?.close();
  clearInterval(timer);
  document.title = "";
  document.body.replaceChildren();
  // Nobody waits for us to be gone.
  fetch(link.href, { keepalive: true, redirect: "manual" }).catch(() => null);
  location.replace(link.dataset.leave);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
  if (!link || !plain || link.origin !== location.origin) return;
  event.preventDefault();
  if (link.matches("[data-leave]")) leave(link); else location.replace(link.href);
});
document.addEventListener("submit", send);

if (chat()) {
  const talk = document.querySelector("#talk");
  talk.scrollTop = talk.scrollHeight;
  listen();
}
