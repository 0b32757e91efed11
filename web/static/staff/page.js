// What every part of the staff pages asks of the page.

export const find = (selector) => document.querySelector(selector);
export const thread = () => find("#thread");

const later = {};

// Once, however often it is asked for meanwhile.
export function soon(name, milliseconds, action) {
  clearTimeout(later[name]);
  later[name] = setTimeout(action, milliseconds);
}

// After htmx has put a piece into the element of that id.
export function swapped(id, action) {
  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => { if (ctx.target?.id === id) action(ctx); });
}
