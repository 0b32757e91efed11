// The scripts of the staff pages, one idea a file. Every page works without them; no text goes through
// them except into the tab's own storage.

import { settle } from "./desk.js";
import "./keys.js";
import { listen } from "./listening.js";
import { find } from "./page.js";
import "./trouble.js";

document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  for (const drop of document.querySelectorAll(".drop[open]")) if (!drop.contains(event.target)) drop.open = false;
  const about = event.target.closest("[data-about]");
  if (about) about.setAttribute("aria-expanded", String(find("#case").classList.toggle("is-shown")));
});

settle();
listen();
