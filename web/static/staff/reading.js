// Reading again what changed.

import { atBottom, toBottom } from "./bottom.js";
import { find, soon, thread } from "./page.js";

function readList() {
  const list = find("#list");
  // What somebody has ticked, or begins to name, stays as it is.
  if (!list || find("#words")?.value.trim() || find(".pick input:checked") || find("#sift-name:focus")) return;
  const open = thread()?.dataset.thread;
  const address = list.dataset.refresh + (open ? `&open=${open}` : "");
  htmx.ajax("GET", address, { target: "#list", swap: "outerMorph" });
}

const newest = () => find("#newest")?.dataset.newest ?? "";
let waiting = false;

export async function readMessages() {
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

document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting) readMessages(); });

function readAlarm() {
  htmx.ajax("GET", "/staff/alarm", { target: "#alarm", swap: "innerMorph" });
}

// A label that will change is read again where its page is not: somebody writes there, or the change
// came before the page could hear of it.
async function readLabels() {
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

export function changed(topic) {
  if (topic.startsWith("answering:")) {
    const id = thread()?.dataset.thread;
    if (topic === `answering:${id}`) htmx.ajax("GET", `/staff/threads/${id}/answering`, { target: "#answering", swap: "outerHTML" });
    return;
  }
  soon("list", 150, readList);
  const everything = topic === "resync";
  if (everything || topic === "tasks") soon("alarm", 60, readAlarm);
  if (everything || topic === thread()?.dataset.thread) soon("thread", 60, readMessages);
  const page = find("main[data-reload]");
  if (!page || !(everything || topic === page.dataset.reload)) return;
  if (!everything && !page.contains(document.activeElement) && !begun(page)) location.reload();
  else soon("labels", 60, readLabels);
}
