// Hearing that something changed: its topic comes, never what it says.

import { find } from "./page.js";
import { changed } from "./reading.js";

export function listen() {
  const main = find("main[data-live]");
  if (!main) return;
  const source = new EventSource(main.dataset.live);
  source.addEventListener("changed", (event) => {
    main.dataset.heard = event.data;
    changed(event.data);
  });
  source.addEventListener("error", async () => {
    if (source.readyState !== EventSource.CLOSED) return;
    // Logged out, or the server is away: asking for a piece of the page tells which.
    const answer = await fetch("/staff/inbox/list", { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) location.assign("/staff/login");
    else setTimeout(listen, 5000);
  });
  addEventListener("pagehide", () => source.close());
}
