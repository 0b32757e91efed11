// For an agency's own site, one line:
// <script src="https://kinline.example/p/embed.js" data-agency="oak-co" async></script>
// It adds a link that opens the chat in a window of its own. No frame: what stands in a frame can be
// laid under something else, and "Leave this page" could not leave the site around it.
(() => {
  const script = document.currentScript;
  const agency = script?.dataset.agency;
  if (!agency) return;
  const words = {};  // By language; filled in when it is served.
  const spoken = (script.dataset.lang || document.documentElement.lang || navigator.language || "en").toLowerCase();
  const language = Object.keys(words).find((code) => spoken.startsWith(code)) ?? "en";
  const link = document.createElement("a");
  link.href = new URL(`/p/start/${encodeURIComponent(agency)}?lang=${language}`, script.src).href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.lang = language;
  link.textContent = words[language];
  const look = {
    position: "fixed", right: "16px", bottom: "16px", zIndex: "9999", padding: "12px 20px", minHeight: "24px",
    background: "#1a4480", color: "#ffffff", font: "600 17px/1.4 system-ui, sans-serif", borderRadius: "24px",
    textDecoration: "none", boxShadow: "0 2px 8px rgb(0 0 0 / 40%)",
  };
  const add = () => { Object.assign(link.style, look); document.body.append(link); };
  if (document.body) add(); else addEventListener("DOMContentLoaded", add);
})();
