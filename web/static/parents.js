// Parents' pages work without this. With it: answers appear by themselves, and leaving leaves
// no step back.

const main = document.querySelector("[data-chat]");
const talk = document.querySelector("#talk");
let source = null;
let timer = null;
const EVERY = 20000;

async function look() {
  const answer = await fetch(`${main.dataset.chat}/messages?lang=${main.dataset.lang}`).catch(() => null);
  if (!answer?.ok) return;
  const words = await answer.text();
  if (words.trim() === talk.dataset.words) return;
  talk.dataset.words = words.trim();
  talk.innerHTML = words;
  talk.scrollTop = talk.scrollHeight;
}

function poll() { timer ??= setInterval(() => { if (!document.hidden) look(); }, EVERY); }

function listen() {
  if (!("EventSource" in window)) { poll(); return; }
  source = new EventSource(`${main.dataset.chat}/live`);
  source.addEventListener("changed", () => { if (!document.hidden) look(); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) poll(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  button.disabled = false;
  // Whatever goes wrong, the plain way shows it in words.
  if (!answer?.ok) { form.submit(); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  form.elements.key.value = page.querySelector("#say [name=key]").value;
  form.elements.text.value = "";
  form.elements.text.focus();
  look();
}

document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  if (!leave) return;
  event.preventDefault();
  source?.close();
  clearInterval(timer);
  document.body.replaceChildren();
  location.replace(leave.href);
});

if (main) {
  talk.scrollTop = talk.scrollHeight;
  document.querySelector("#say").addEventListener("submit", send);
  listen();
}
