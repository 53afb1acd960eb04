// Citations are copied with a click, with their italics where a program takes them.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await copy(source);
    button.textContent = "Copied";
  } catch {
    // Not every browser lets a page write there: then it is selected, for Ctrl-C.
    getSelection().selectAllChildren(source);
    button.textContent = "Selected: press Ctrl-C";
  }
});

/** Copies text; as HTML as well where some of it is marked. */
function copy(source) {
  const text = source.textContent;
  if (!source.children.length || !window.ClipboardItem) return navigator.clipboard.writeText(text);
  const kinds = { "text/plain": text, "text/html": source.innerHTML };
  const item = Object.fromEntries(
    Object.entries(kinds).map(([type, content]) => [type, new Blob([content], { type })]),
  );
  return navigator.clipboard.write([new ClipboardItem(item)]);
}
