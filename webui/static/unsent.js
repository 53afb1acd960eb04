// What an update of the page would undo: panels that are open, and text that is typed but
// not sent. Text goes with a press of Enter or the button, and stays in its field otherwise.

// Each kind of panel is on the page once.
const panels = () => document.querySelectorAll("main details[class]");

let open = [];
let unsent = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, formData } = event.detail.requestConfig;
  const isForm = elt.id === "search";
  open = [...panels()].filter((panel) => panel.open).map((panel) => panel.className);
  unsent = textFields()
    .map((field) => ({
      field,
      // What the page has of it; who goes on typing while an answer is under way has more.
      known: isForm ? (formData.get(field.name) ?? "") : field.defaultValue,
      isForm,
    }))
    .filter(({ field, known }) => field.value !== known);
});

document.addEventListener("htmx:afterSwap", () => {
  for (const panel of panels()) if (open.includes(panel.className)) panel.open = true;
  for (const { field, known, isForm } of unsent) {
    const now = document.getElementById(field.id);
    // A link that changes a field is what was asked for last.
    if (!now || (!isForm && now.defaultValue !== known)) continue;
    now.value = field.value;
    // Numbers have no such place.
    if (now === document.activeElement && field.selectionStart !== null) {
      now.setSelectionRange(field.selectionStart, field.selectionEnd);
    }
  }
});

function textFields() {
  const fields = document.getElementById("search")?.elements ?? [];
  return [...fields].filter((field) => field.matches("input[id]:not([type=checkbox])"));
}
