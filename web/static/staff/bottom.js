// The bottom of the thread, where what is new appears.

import { find } from "./page.js";

const NEAR = 96;

export function atBottom() {
  const scroll = find("#scroll");
  return !scroll || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

export function toBottom() {
  const scroll = find("#scroll");
  if (scroll) scroll.scrollTop = scroll.scrollHeight;
  const fresh = find("#fresh");
  if (fresh) fresh.hidden = true;
}

// A box for the reply that grows or an error that appears must not cover the last words.
let following = true;
const resized = "ResizeObserver" in window ? new ResizeObserver(() => { if (following) toBottom(); }) : null;

export function follow() {
  resized?.disconnect();
  following = true;
  if (find("#scroll")) resized?.observe(find("#scroll"));
}

export function stay() { following = false; }

document.addEventListener("scroll", (event) => {
  if (event.target.id !== "scroll") return;
  following = atBottom();
  if (following) find("#fresh").hidden = true;
}, true);
document.addEventListener("click", (event) => { if (event.target.closest("#fresh")) toBottom(); });
