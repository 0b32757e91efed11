// Up and down the list.

const lines = () => [...document.querySelectorAll(".line")];
// What is read moves down the list: the way on from it stays as it was when it was opened.
const beside = new Map();

document.addEventListener("htmx:before:request", (event) => {
  const line = event.detail.ctx.sourceElement;
  if (!line?.matches(".line")) return;
  const all = lines(), here = all.indexOf(line);
  beside.set(1, all[here + 1]?.id);
  beside.set(-1, (all[here - 1] ?? all.find((each) => each.hasAttribute("aria-current")))?.id);
});

// To the next one (1) or the one before (-1): from where somebody stands, else from what is open.
export function step(by) {
  const all = lines();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement);
  const open = all.findIndex((line) => line.hasAttribute("aria-current"));
  const known = here < 0 && open >= 0 ? document.getElementById(beside.get(by) ?? "") : null;
  const next = known ?? all[Math.min(Math.max((here < 0 ? open : here) + by, 0), all.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}
