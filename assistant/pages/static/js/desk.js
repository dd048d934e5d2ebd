// Every page: parts loaded by fetch, dialogs, the side panel, forms that stay where they are, and shortcuts.
// Without this file each link and form still works as a plain page.
import "./parts.js";
import "./shortcuts.js";
import "./theme.js";
import "./enter.js";
import "./panes.js";

const extras = {
  "run-stream": "./run-stream.js", "chat-composer": "./composer.js", "proposal-card": "./proposal-card.js",
  "ticket-form": "./ticket-form.js", "note-editor": "./note-editor.js", "command-palette": "./palette.js",
  "ticket-list": "./ticket-list.js", "company-field": "./company-field.js", "ticket-picker": "./ticket-picker.js",
  "note-box": "./note-box.js",
};

// A page fetches only the modules of the elements it holds; parts that arrive later are looked at again.
function loadElements(root) {
  for (const [name, file] of Object.entries(extras)) {
    if (!customElements.get(name) && (root.matches?.(name) || root.querySelector(name))) import(file);
  }
}
loadElements(document);
document.addEventListener("desk:inserted", (event) => loadElements(event.target));
