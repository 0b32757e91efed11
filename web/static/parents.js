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

const problem = document.querySelector("#problem");

function tell(words) {
  problem.textContent = words;
  problem.hidden = !words;
}

// The server looks again; this only spares waiting for what it would refuse.
function wrongWith(input) {
  const sizes = [...input.files].map((file) => file.size);
  const together = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length > input.dataset.most) return input.dataset.tooMany;
  const tooLarge = sizes.some((size) => size > input.dataset.largest) || together > input.dataset.together;
  return tooLarge ? input.dataset.tooLarge : "";
}

async function send(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  tell(wrongWith(form.elements.files));
  if (!problem.hidden) return;
  button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  button.disabled = false;
  if (!answer || answer.status >= 500) { tell(form.dataset.away); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = page.querySelector("#problem")?.textContent;
  if (answer.status === 422 && words) { tell(words); return; }
  // Whatever else goes wrong, the plain way shows it in words.
  if (!answer.ok) { form.submit(); return; }
  form.elements.key.value = page.querySelector("#say [name=key]").value;
  form.elements.text.value = "";
  form.elements.files.value = "";
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
