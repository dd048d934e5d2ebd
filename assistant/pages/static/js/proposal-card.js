// <proposal-card>: an edited field is saved at once, Ctrl Enter confirms the focused card, a card on its way
// to the PSA is looked at again. Confirming waits for an edit that is still being saved.
import { fragment, toast } from "./http.js";
import { put } from "./parts.js";
import "./company-field.js";

const LOOK_AGAIN = 2500;

class ProposalCard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("click", (event) => this.clicked(event), true);
    if (this.hasAttribute("data-moving")) {
      this.timer = setTimeout(() => document.dispatchEvent(new CustomEvent("desk:lane")), LOOK_AGAIN);
    }
  }
  disconnectedCallback() {
    clearTimeout(this.timer);
  }
  press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (event.target.matches("input, textarea, select")) event.target.dispatchEvent(new Event("change", { bubbles: true }));
      this.confirm();
    }
  }
  changed(event) {
    const form = event.target.closest("form");
    if (!form || !event.target.name?.startsWith("f.")) return;
    this.saving = this.save(form, event.target);
  }
  async save(form, field) {
    const data = new FormData(form);
    const next = field.id;
    try {
      const response = await fragment(form.querySelector("[formaction$='/edit']").formAction, { method: "POST", form: data });
      if (response.headers.get("content-type")?.includes("json")) {
        const problem = await response.json();
        toast(problem.detail);
        return;
      }
      if (!this.isConnected) {
        document.dispatchEvent(new CustomEvent("desk:lane"));
        return;
      }
      const focused = this.contains(document.activeElement) ? document.activeElement.id || next : null;
      put(this, await response.text());
      if (focused) (document.getElementById(focused) ?? this.querySelector("article")).focus();
    } catch (error) {
      toast(error.message);
    }
  }
  clicked(event) {
    const button = event.target.closest("[data-confirm]");
    if (!button || button.matches("a")) return;
    if (button.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      this.querySelector("[aria-invalid=true]")?.focus();
    } else if (this.saving) {
      event.preventDefault();
      this.confirm();
    }
  }
  async confirm() {
    await this.saving;
    this.saving = undefined;
    const button = this.querySelector("[data-confirm]");
    if (!button) return;
    if (button.matches("a") || button.getAttribute("aria-disabled") !== "true") button.click();
    else this.querySelector("[aria-invalid=true]")?.focus();
  }
}
customElements.define("proposal-card", ProposalCard);

// The number on the Tasks tab follows the lane; after a decision the keyboard stays at the card.
document.addEventListener("desk:inserted", (event) => {
  const count = event.target.querySelector("[data-lane-count]")?.dataset.laneCount;
  const shown = document.getElementById("lane-count");
  if (count !== undefined && shown) {
    shown.textContent = count;
    shown.classList.toggle("amber", count !== "0");
  }
});
