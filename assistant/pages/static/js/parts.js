// Parts of a page that come from the server: <load-part>, dialogs, the side panel, live forms.
import { ask, fragment, toast } from "./http.js";

export function put(target, html) {
  const before = target.contains(document.activeElement);
  target.innerHTML = html;
  target.dispatchEvent(new CustomEvent("desk:inserted", { bubbles: true }));
  const first = target.querySelector("[autofocus]");
  if (first && (before || target.closest("dialog"))) first.focus();
}

// <load-part src="…">skeleton</load-part>: replaced by what the address gives; `reload()` asks again.
function failed(error, again) {
  const line = document.createElement("div");
  line.className = "notice amber";
  const words = document.createElement("span");
  words.className = "grow";
  words.textContent = error.message;
  const button = Object.assign(document.createElement("button"), { className: "btn btn-small", type: "button", textContent: "Try again" });
  button.addEventListener("click", again);
  line.append(words, button);
  return line;
}

class LoadPart extends HTMLElement {
  connectedCallback() {
    if (!this.hasAttribute("loaded")) this.reload();
    this.events = (this.getAttribute("reload-on") ?? "").split(" ").filter(Boolean);
    this.listener = () => this.reload();
    for (const name of this.events) document.addEventListener(name, this.listener);
  }
  disconnectedCallback() {
    for (const name of this.events ?? []) document.removeEventListener(name, this.listener);
  }
  // Only the newest answer counts, and none takes a field away from under the fingers.
  async reload() {
    const asked = this.asked = (this.asked ?? 0) + 1;
    this.setAttribute("aria-busy", "true");
    try {
      const html = await (await fragment(this.getAttribute("src"))).text();
      if (asked !== this.asked) return;
      if (this.contains(document.activeElement) && document.activeElement.matches("input,textarea,select")) {
        this.addEventListener("focusout", () => this.reload(), { once: true });
        return;
      }
      put(this, html);
    } catch (error) {
      this.replaceChildren(failed(error, () => this.reload()));
    } finally {
      this.removeAttribute("aria-busy");
    }
  }
}
customElements.define("load-part", LoadPart);

// Dialogs: <a data-dialog href="…"> opens the page's fragment over this page.
export async function openDialog(url, { wide = false } = {}) {
  const opener = document.activeElement;
  const dialog = document.createElement("dialog");
  dialog.className = wide ? "wide" : "";
  dialog.dataset.url = url;
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); opener?.focus?.(); });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !dialog.querySelector("textarea, input[type=text]")?.value) dialog.close();
  });
  dialog.innerHTML = '<div class="progress-line" role="progressbar" aria-label="Loading"></div>';
  dialog.showModal();
  try {
    put(dialog, await (await fragment(url)).text());
    const heading = dialog.querySelector("h2");
    if (heading) { heading.id ||= "dialog-title"; dialog.setAttribute("aria-labelledby", heading.id); }
  } catch (error) {
    dialog.close();
    toast(error.message);
  }
  return dialog;
}

// The side panel: <a data-panel href="/tickets/1"> opens at once from the row and fills in.
const panel = () => document.querySelector("aside.side-panel");
async function openPanel(link, push) {
  const box = panel() ?? Object.assign(document.createElement("aside"), { className: "side-panel" });
  box.setAttribute("aria-label", "Ticket");
  box.tabIndex = -1;
  const row = link.closest?.("tr");
  document.querySelectorAll("tr[aria-selected]").forEach((other) => other.removeAttribute("aria-selected"));
  row?.setAttribute("aria-selected", "true");
  const seed = row?.querySelector("template[data-seed]");
  box.replaceChildren(seed ? seed.content.cloneNode(true) : "");
  document.body.append(box);
  if (push) history.pushState({ panel: link.href, list: push }, "", link.href);
  try {
    put(box, await (await fragment(link.href)).text());
  } catch (error) {
    box.querySelectorAll(".skeleton").forEach((bar) => bar.remove());
    const place = box.querySelector(".section") ?? box;
    place.append(failed(error, () => openPanel(link, null)));
    if (place === box) place.append(closeButton());
  }
  box.focus();
}
// A ticket named in an answer is one of the session's PSA, which need not be the default one.
function ofItsPsa(link) {
  const connection = link.closest("[data-connection]")?.dataset.connection;
  const url = new URL(link.href);
  if (connection && !url.searchParams.has("connection")) {
    url.searchParams.set("connection", connection);
    link.href = url.href;
  }
  return link;
}
function closeButton() {
  const button = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: "Close" });
  button.dataset.close = "";
  return button;
}
export function closePanel() {
  if (!panel()) return false;
  if (history.state?.panel) history.back(); else panel().remove();
  return true;
}
window.addEventListener("popstate", (event) => {
  const id = event.state?.panel;
  if (id) openPanel({ href: id }); else {
    panel()?.remove();
    document.querySelector('tr[aria-selected="true"] a[data-panel]')?.focus();
  }
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog], a[data-panel], a.chip.ticket, [data-close], [data-copy]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  if (link.matches("[data-close]")) {
    const dialog = link.closest("dialog");
    if (!dialog && !panel()) return;
    event.preventDefault();
    if (dialog) dialog.close(); else closePanel();
  } else if (link.matches("[data-copy]")) {
    const source = document.getElementById(link.dataset.copy);
    navigator.clipboard?.writeText(source.value ?? source.innerText).then(() => toast("Copied."), () => toast("Copying was refused by the browser; select the text instead."));
  } else if (link.matches("a[data-panel], a.chip.ticket")) {
    event.preventDefault();
    openPanel(ofItsPsa(link), location.href);
  } else {
    event.preventDefault();
    openDialog(link.href, { wide: link.dataset.dialog === "wide" });
  }
});

// Forms marked data-live are sent by fetch. The answer is either a new fragment for their place, or
// X-Done headers: close the dialog, say so, reload what changed.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-live]")) return;
  event.preventDefault();
  const button = event.submitter;
  const data = new FormData(form, button);
  button?.setAttribute("disabled", "");
  try {
    const response = await fragment(button?.hasAttribute("formaction") ? button.formAction : form.action, { method: "POST", form: data });
    await settle(response, form);
  } catch (error) {
    toast(error.message);
  } finally {
    button?.removeAttribute("disabled");
  }
});

export async function settle(response, origin) {
  const message = decodeURIComponent(response.headers.get("X-Done-Message") ?? "");
  const where = response.headers.get("X-Done-Location");
  if (response.headers.has("X-Done")) {
    origin.dispatchEvent(new CustomEvent("desk:done", { bubbles: true }));
    origin.closest("dialog")?.close();
    if (message) toast(message, JSON.parse(decodeURIComponent(response.headers.get("X-Done-Links") ?? "[]")));
    if (where) location.assign(where); else document.dispatchEvent(new CustomEvent("desk:changed"));
    return;
  }
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    const body = await response.json();
    toast(body.detail ?? body.title ?? "That did not work; nothing was changed.");
    if (body.status === 409) document.dispatchEvent(new CustomEvent("desk:changed"));
    return;
  }
  const place = origin.closest("[data-place]") ?? origin.closest("dialog") ?? origin.closest("load-part") ?? panel();
  if (place) put(place, await response.text()); else location.reload();
}

export { ask };
