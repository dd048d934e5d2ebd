// <ticket-picker>: results follow the words as they are typed; arrow keys walk through them.
import { fragment } from "./http.js";

class TicketPicker extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => {
      if (event.target.name !== "q") return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(event.target.value), 150);
    });
    this.addEventListener("submit", (event) => {
      if (event.target.getAttribute("role") !== "search") return;
      event.preventDefault();
      this.querySelector(".pick")?.click();
    });
    this.addEventListener("keydown", (event) => this.press(event));
    const words = this.querySelector("input[name=q]");
    if (words && words.value !== words.defaultValue) this.look(words.value); // typed before this was loaded
  }
  async look(words) {
    this.asking?.abort();
    this.asking = new AbortController();
    const box = this.querySelector("[data-options]");
    try {
      const answer = await fragment(`${this.dataset.src}?q=${encodeURIComponent(words)}`, { signal: this.asking.signal });
      box.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") box.textContent = error.message;
    }
  }
  press(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [this.querySelector("input[name=q]"), ...this.querySelectorAll(".pick")];
    const at = stops.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  }
}
customElements.define("ticket-picker", TicketPicker);
