// Citations are copied with a click.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    // Not every browser lets a page write there: then it is selected, for Ctrl-C.
    getSelection().selectAllChildren(source);
    button.textContent = "Selected: press Ctrl-C";
  }
});
