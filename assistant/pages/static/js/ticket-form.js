// <ticket-form>: one draft behind two tabs. Tabs and candidates work in place, statuses follow the board, and
// closing the dialog keeps the draft in this tab.
import "./company-field.js";
import { keep } from "./keep.js";

const NEEDED = ["summary", "company_id", "board_id", "status_id", "priority_id"];

class TicketForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("desk:inserted", () => this.settle());
    const { session, spin_off: spinOff, company_id: company } = this.form.elements;
    keep(this, `ticket:${session.value}:${spinOff.value}:${session.value ? "" : company.value}`, [...NEEDED, "prompt", "company", "assigned_member_id", "description"]);
    this.settle();
  }
  get form() {
    return this.querySelector("form");
  }
  settle() {
    this.form.noValidate = true;
    this.followBoard();
  }
  clicked(event) {
    const tab = event.target.closest("[data-tab]");
    const use = event.target.closest("[data-use]");
    if (tab) { event.preventDefault(); this.show(tab.dataset.tab); }
    if (use) { event.preventDefault(); this.use(use.dataset); }
  }
  show(name) {
    const quick = name === "quick";
    this.form.elements.tab.value = name;
    for (const tab of this.querySelectorAll("[data-tab]")) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    this.querySelector("#nt-body").setAttribute("aria-labelledby", `tab-${name}`);
    this.querySelector("[data-quick]").hidden = !quick;
    this.querySelector("[data-split]").className = quick ? "split even" : "";
    this.querySelector("[data-implicit]").setAttribute("formaction", `/tickets/new/${quick ? "parse" : "fill"}`);
    (quick ? this.form.elements.prompt : this.form.elements.summary).focus();
  }
  use({ use, value, name }) {
    if (use === "company_id") {
      this.form.elements.company.value = name;
      this.form.elements.company_id.value = value;
    } else {
      if (use === "status_id" && !this.form.elements.board_id.value) this.boardOf(value);
      this.form.elements[use].value = value;
    }
    const control = use === "company_id" ? this.form.elements.company : this.form.elements[use];
    control.dispatchEvent(new Event("change", { bubbles: true }));
    control.focus();
    const field = this.querySelector(`[data-field="${use}"]`);
    field.querySelectorAll("[data-use]").forEach((other) => other.closest(".cluster, .suggested")?.remove());
    field.querySelector(".field-note.amber")?.remove();
  }
  boardOf(status) {
    const group = this.form.elements.status_id.querySelector(`option[value="${CSS.escape(status)}"]`)?.closest("optgroup");
    if (group) this.form.elements.board_id.value = group.dataset.of;
  }
  changed(event) {
    if (event.target.matches("[data-board]")) this.followBoard();
    if (event.target.matches("[data-status]") && event.target.value && !this.form.elements.board_id.value) {
      this.boardOf(event.target.value);
      this.followBoard();
    }
    this.markMissing();
  }
  followBoard() {
    const board = this.form.elements.board_id.value;
    const status = this.form.elements.status_id;
    const chosen = status.selectedOptions[0];
    for (const group of status.querySelectorAll("optgroup")) {
      const fits = !board || group.dataset.of === board;
      group.hidden = !fits;
      group.disabled = !fits;
    }
    if (board && chosen?.value && chosen.closest("optgroup").dataset.of !== board) {
      const same = [...status.querySelectorAll(`optgroup[data-of="${CSS.escape(board)}"] option`)].find((option) => option.text === chosen.text);
      status.value = same?.value ?? "";
    }
  }
  markMissing() {
    const note = this.querySelector("[data-missing]");
    const lacking = [];
    for (const name of NEEDED) {
      const field = this.querySelector(`[data-field="${name}"]`);
      const control = name === "company_id" ? this.form.elements.company : this.form.elements[name];
      const missing = !control.value.trim();
      if (missing) lacking.push(field.querySelector("label").firstChild.textContent.trim().toLowerCase());
      if (!note) continue;
      field.classList.toggle("missing", missing);
      if (missing) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
      field.querySelector("[data-required]").textContent = missing ? "missing" : "required";
    }
    if (note) note.textContent = lacking.length ? `Missing: ${lacking.join(", ")}` : "";
  }
  press(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const parse = event.target.name === "prompt";
      this.form.requestSubmit(this.querySelector(parse ? "[data-parse]" : "[data-create]"));
    } else if (event.target.matches("[role=tab]") && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      const other = [...this.querySelectorAll("[role=tab]")].find((tab) => tab !== event.target);
      other.focus();
      this.show(other.dataset.tab);
      other.focus();
    }
  }
}
customElements.define("ticket-form", TicketForm);
