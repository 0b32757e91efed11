// The box for a private note, in the pane beside the conversation.

import { toBottom } from "./bottom.js";
import { find, swapped } from "./page.js";

export function offerNote() {
  const box = find("#private-note");
  if (!box) return;
  if (getComputedStyle(find("#case")).display === "none") find("[data-about]").click();
  box.open = true;
  find("#note").focus();
}

swapped("messages", (ctx) => {
  if (!ctx.sourceElement?.closest?.("#private-note")) return;
  find("#note").value = "";
  find("#private-note").open = false;
  if (find("#case.is-shown")) find("[data-about]").click();
  toBottom();
  find("#who")?.focus();
});
