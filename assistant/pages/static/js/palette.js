// <command-palette>: the options come from the server as one types; arrows choose, Enter goes.
import { fragment } from "./http.js";

class Palette extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.box = this.querySelector("[data-options]");
    this.input.addEventListener("input", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), 120); });
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); this.go(); });
    this.choose(0);
    if (this.input.value !== this.input.defaultValue) this.look(); // typed before this was loaded
  }
  get options() {
    return [...this.box.querySelectorAll("[role=option]")];
  }
  async look() {
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fragment(`${this.getAttribute("src")}?q=${encodeURIComponent(this.input.value)}`, { signal: this.asking.signal });
      this.box.innerHTML = await answer.text();
      this.choose(0);
    } catch (error) {
      if (error.name !== "AbortError") this.box.textContent = error.message;
    }
  }
  choose(at) {
    const options = this.options;
    this.at = options.length ? (at + options.length) % options.length : 0;
    options.forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === this.at));
      option.id = `palette-option-${i}`;
    });
    if (options.length) this.input.setAttribute("aria-activedescendant", `palette-option-${this.at}`);
    options[this.at]?.scrollIntoView({ block: "nearest" });
  }
  press(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.choose(this.at + (event.key === "ArrowDown" ? 1 : -1));
    }
  }
  go() {
    const option = this.options[this.at];
    if (!option) return;
    const dialog = this.closest("dialog");
    option.click();
    dialog?.close();
  }
}
customElements.define("command-palette", Palette);
