// A thread that has just been put on the desk, and the reply to it.

import { follow, toBottom } from "./bottom.js";
import { bring, drop } from "./drafts.js";
import { find, swapped, thread } from "./page.js";

export function settle() {
  const open = thread();
  for (const line of document.querySelectorAll(".line[aria-current]")) line.removeAttribute("aria-current");
  if (!open) return;
  const line = document.getElementById(`open-${open.dataset.thread}`);
  line?.setAttribute("aria-current", "page");
  line?.classList.remove("is-unread");
  line?.querySelector(".count")?.remove();
  document.title = open.dataset.title;
  bring();
  toBottom();
  follow();
}

swapped("desk", () => { settle(); find("#who")?.focus(); });
swapped("messages", (ctx) => {
  if (ctx.sourceElement?.id !== "reply") return;
  drop();
  toBottom();
  find("#text")?.focus();
});
document.addEventListener("htmx:before:request", (event) => {
  if (event.detail.ctx.sourceElement?.id === "reply") find("#reply-problem").replaceChildren();
});
