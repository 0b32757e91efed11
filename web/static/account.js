// Passkeys: what a form needs of the browser before it is sent. Without this script, or without
// passkeys in the browser, the other ways of logging in are there.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const written = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

const ASK = {
  create: (options) => navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  }),
  get: (options) => navigator.credentials.get({
    publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) },
  }),
};
const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function answered(credential) {
  const response = {};
  for (const part of PARTS) if (credential.response[part]) response[part] = written(credential.response[part]);
  return JSON.stringify({ id: credential.id, rawId: written(credential.rawId), type: credential.type, response });
}

async function fill(form) {
  const csrf = form.elements.csrf?.value ?? "";
  const given = await fetch(form.dataset.options, { method: "POST", redirect: "manual", headers: { "X-CSRF-Token": csrf } });
  if (!given.ok) {
    // Logged in too long ago: asked to do so again.
    if (form.dataset.login) location.assign(form.dataset.login);
    throw new Error("no options");
  }
  form.elements.credential.value = answered(await ASK[form.dataset.passkey](await given.json()));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const problem = form.querySelector("[data-problem]");
    problem.hidden = true;
    try {
      await fill(form);
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
