// Drafts: kept in this tab until they are sent.

import { find, thread } from "./page.js";

const name = () => `draft:${thread().dataset.thread}`;

function keep() {
  const text = find("#text");
  if (!text || !thread()) return;
  if (text.value.trim()) sessionStorage.setItem(name(), text.value);
  else drop();
}

export function drop() { sessionStorage.removeItem(name()); }

export function bring() {
  const text = find("#text");
  if (!text || text.value) return;
  const kept = sessionStorage.getItem(name());
  if (kept) {
    text.value = kept;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("input", (event) => { if (event.target.id === "text") keep(); });
// What was taken back. After the swap of the last piece: the box itself is put anew.
document.addEventListener("htmx:finally:request", (event) => {
  if (!event.detail.ctx.sourceElement?.matches(".take-back")) return;
  keep();
  find("#text")?.focus();
});
