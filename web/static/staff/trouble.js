// What did not go through, said in words that the page brought along.

import { find, soon } from "./page.js";
import { readMessages } from "./reading.js";

function notice(words) {
  const box = find("#notice");
  box.textContent = words;
  box.hidden = false;
  soon("notice", 6000, () => { box.hidden = true; });
}

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status === 409) { notice(find("#notice").dataset.gone); readMessages(); }
  else if (ctx.response.status !== 422) notice(find("#notice").dataset.failed);
  else if (ctx.sourceElement?.id === "reply") find("#text")?.focus();
});
document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  // What is typed on replaces what was looked for before.
  if (error?.name === "AbortError" && ctx?.sourceElement?.matches("[role=search]")) return;
  notice(find("#notice").dataset.offline);
});
