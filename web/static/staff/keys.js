// What can be done without a mouse.

import { finderKey, showFinder } from "./finder.js";
import { offerNote } from "./note.js";
import { find } from "./page.js";
import { step } from "./walking.js";

function offerSnooze() {
  const drop = find("#snooze");
  if (!drop) return;
  drop.open = true;
  drop.querySelector("button")?.focus();
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

// A letter or a digit alone, which stands for something where nobody writes.
function single(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || find("dialog[open]")) return null;
  if (KEYS[event.key]) return KEYS[event.key];
  return /^[1-9]$/.test(event.key) && offer(event.key) && !event.repeat ? () => offer(event.key).click() : null;
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "text") {
    event.preventDefault();
    find("#reply").requestSubmit();
  } else if (event.key === "Escape" && event.target.closest?.(".drop[open]")) {
    const drop = event.target.closest(".drop");
    drop.open = false;
    drop.querySelector("summary").focus();
  } else if (finderKey(event)) {
    return;
  } else if (event.key === "Escape" && typing) {
    event.target.blur();
    find("#who")?.focus();
  } else if (event.key === "Escape" && find("#case.is-shown")) {
    find("[data-about]").click();
    find("[data-about]").focus();
  } else if (!typing) {
    const meant = single(event);
    if (!meant) return;
    event.preventDefault();
    meant();
  }
});

document.addEventListener("click", (event) => { if (event.target.closest("[data-keys]")) showKeys(); });
