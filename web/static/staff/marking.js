// Marks in what a message says the words that are looked for. Beside the text, not in it: what is read
// again stays as it was sent.

export const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// Where a word begins in a text as it is written, though it is sought without case and accents.
function* places(node, word) {
  const letters = [...node.data].map((each) => [plain(each), each.length]);
  const inside = letters.map(([letter]) => letter).join("");
  const at = [];
  let from = 0;
  for (const [letter, length] of letters) {
    for (let part = 0; part < letter.length; part += 1) at.push([from, from + length]);
    from += length;
  }
  for (let here = inside.indexOf(word); word && here >= 0; here = inside.indexOf(word, here + word.length)) {
    const range = new Range();
    range.setStart(node, at[here][0]);
    const last = here + word.length - 1;
    range.setEnd(node, Math.max(at[last][1], at[last + 1]?.[0] ?? node.length));
    yield range;
  }
}

// `words`, each plain, in the messages of those ids.
export function markWords(words, ids) {
  if (!("highlights" in CSS)) return;
  const ranges = [];
  for (const id of words.length ? ids : []) {
    for (const said of document.querySelectorAll(`#message-${CSS.escape(id)} .said p`)) {
      for (const node of said.childNodes) if (node.nodeType === Node.TEXT_NODE) for (const word of words) ranges.push(...places(node, word));
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}
