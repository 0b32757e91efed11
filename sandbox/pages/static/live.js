"use strict";

const BEAT = 1000; // milliseconds between two looks

function localTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(time.dateTime);
    time.title = moment.toLocaleString();
    time.textContent = moment.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  }
}

function toBottom(region) {
  if ("bottom" in region.dataset) region.scrollTop = region.scrollHeight;
}

function atBottom(region) {
  return region.scrollHeight - region.scrollTop - region.clientHeight < 60;
}

async function look(region) {
  const answer = await fetch(region.dataset.live);
  if (!answer.ok) return;
  const html = await answer.text();
  if (html === region.seen) return;
  const follow = atBottom(region);
  region.seen = html;
  region.innerHTML = html; // our own server's fragment, escaped there
  localTimes(region);
  if (follow) toBottom(region);
}

async function watch(region) {
  for (;;) {
    if (!document.hidden) await look(region).catch(() => undefined); // the sandbox may restart
    await new Promise((resume) => setTimeout(resume, BEAT));
  }
}

function refresh() {
  for (const region of document.querySelectorAll("[data-live]")) {
    toBottom(region);
    look(region).then(() => toBottom(region)).catch(() => undefined);
  }
}

function post(form, data) {
  return fetch(form.action, { method: "POST", body: new URLSearchParams(data), redirect: "manual" });
}

for (const form of document.querySelectorAll("[data-send]")) {
  const box = form.querySelector("textarea");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (box) {
      box.value = "";
      box.focus();
    }
    post(form, data).then(refresh).catch(() => undefined);
    setTimeout(refresh, 60); // the bubble is there before the house has answered
  });
  if (box) {
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }
}

for (const form of document.querySelectorAll("[data-auto]")) {
  form.addEventListener("change", () => {
    const said = form.querySelector("[role=status]");
    post(form, new FormData(form)).then(
      () => { said.textContent = "Set."; },
      () => { said.textContent = "Could not be set."; },
    );
  });
}

for (const clock of document.querySelectorAll("[data-clock]")) {
  const tick = () => {
    clock.textContent = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  };
  tick();
  setInterval(tick, 10 * BEAT);
}

localTimes(document);
for (const region of document.querySelectorAll("[data-live]")) {
  toBottom(region);
  watch(region);
}
