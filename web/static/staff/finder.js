// Words within the conversation: which messages have them, and the way from one to the next.

import { stay } from "./bottom.js";
import { markWords, plain } from "./marking.js";
import { find, swapped, thread } from "./page.js";

const hits = () => [...document.querySelectorAll("#found [data-hit]")];
const words = () => plain(looking).split(/\s+/).filter(Boolean);
let looking = "";
let eager = false;

export function showFinder(open) {
  const finder = find("#finder");
  if (!finder) return;
  finder.hidden = !open;
  find("[data-find]").setAttribute("aria-expanded", String(open));
  if (open) { find("#within").focus(); find("#within").select(); } else { looking = ""; find("#within").value = ""; find("#found").replaceChildren(); }
  mark();
}

function close() {
  showFinder(false);
  find("#who").focus();
}

function mark() {
  const current = find("#found [aria-current]")?.dataset.hit;
  for (const each of document.querySelectorAll(".bubble.is-found")) each.classList.remove("is-found");
  if (current) document.getElementById(`message-${current}`)?.classList.add("is-found");
  markWords(words(), hits().map((hit) => hit.dataset.hit));
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
  stay();
  for (const rest of message?.querySelectorAll("details") ?? []) rest.open ||= words().some((word) => plain(rest.textContent).includes(word));
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

// Whether a key was the finder's own.
export function finderKey(event) {
  if (event.key === "Escape" && event.target.closest?.("#finder")) {
    close();
    return true;
  }
  if (event.key !== "Enter" || event.target.id !== "within") return false;
  if (hits().length && looking === event.target.value) {
    event.preventDefault();
    leaf(event.shiftKey ? -1 : 1);
  } else eager = true;  // what is found next is gone to at once
  return true;
}

swapped("found", () => {
  looking = find("#within").value;
  find("#found-says").textContent = find("#found-number")?.textContent ?? "";
  mark();
  if (eager) leaf(1);
  eager = false;
});
swapped("messages", mark);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-find]")) { event.preventDefault(); showFinder(find("#finder").hidden); }
  if (event.target.closest("[data-find-close]")) close();
  const hit = event.target.closest("[data-hit]");
  if (hit) { event.preventDefault(); goTo(hit); }
});
