// <company-field>: a type-ahead over the tenant's companies and their aliases. Without it the words are
// resolved by the server; with it a hidden field carries the id that was chosen.
import { fragment } from "./http.js";

let made = 0;

class CompanyField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden])");
    this.hidden_ = this.querySelector("input[type=hidden]");
    this.box = document.createElement("div");
    this.box.className = "listbox";
    this.box.id = `companies-${++made}`;
    this.box.hidden = true;
    this.box.setAttribute("role", "listbox");
    this.box.setAttribute("aria-label", "Companies");
    this.append(this.box);
    const marks = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.box.id };
    for (const [name, value] of Object.entries(marks)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.box.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(event.target.closest("[role=option]")); });
    if (this.input.value !== this.input.defaultValue) this.typed(); // typed before this was loaded
  }
  typed() {
    if (this.hidden_) this.hidden_.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), 100);
  }
  async look() {
    const words = this.input.value.trim();
    if (!words) { this.close(); return; }
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fragment(`/companies/options?q=${encodeURIComponent(words)}&connection=${encodeURIComponent(this.dataset.connection ?? "")}`, { signal: this.asking.signal });
      this.box.innerHTML = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return;
      this.box.textContent = error.message;
    }
    if (document.activeElement !== this.input) return;
    this.options.forEach((option, i) => { option.id = `${this.box.id}-${i}`; });
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.choose(-1);
  }
  get options() {
    return [...this.box.querySelectorAll("[role=option]")];
  }
  choose(at) {
    this.at = at;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (this.options[at]) this.input.setAttribute("aria-activedescendant", this.options[at].id);
    else this.input.removeAttribute("aria-activedescendant");
    this.options[at]?.scrollIntoView({ block: "nearest" });
  }
  press(event) {
    if (this.box.hidden) return;
    const count = this.options.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      this.choose((this.at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.take(this.options[this.at]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }
  take(option) {
    if (!option) return;
    this.input.value = option.dataset.name;
    if (this.hidden_) this.hidden_.value = option.dataset.value;
    this.close();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  close() {
    this.box.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
customElements.define("company-field", CompanyField);
