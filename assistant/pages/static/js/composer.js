// <chat-composer>: Enter sends, Shift+Enter breaks the line, Esc stops, "/" lists commands. What is typed is
// kept in this tab until it has been sent.
import { askJson, toast } from "./http.js";
import { openDialog } from "./parts.js";

class Composer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.text = this.querySelector("textarea");
    this.list = this.querySelector("[role=listbox]");
    this.key = `draft:${this.form.action}`;
    if (!this.text.value) this.text.value = sessionStorage.getItem(this.key) ?? "";
    this.text.addEventListener("input", () => { sessionStorage.setItem(this.key, this.text.value); this.showCommands(); });
    this.text.addEventListener("keydown", (event) => this.press(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.list?.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    this.onRunning = (event) => this.running(event.detail);
    document.addEventListener("desk:running", this.onRunning);
    document.querySelectorAll("[data-ask]").forEach((button) => button.addEventListener("click", () => this.fill(button.dataset.ask)));
    this.running(Boolean(document.querySelector("run-stream[src]")));
    if (matchMedia("(min-width: 720px)").matches) this.text.focus();
  }
  disconnectedCallback() {
    document.removeEventListener("desk:running", this.onRunning);
  }
  running(on) {
    this.isRunning = on;
    this.querySelector("[data-send]").hidden = on;
    this.querySelector("[data-stop]").hidden = !on;
    this.querySelector("[data-stop]").onclick = () => document.dispatchEvent(new CustomEvent("desk:stop"));
  }
  fill(text) {
    this.text.value = text;
    this.text.focus();
    this.form.requestSubmit();
  }
  press(event) {
    if (event.isComposing) return;
    const open = this.list && !this.list.hidden;
    if (event.key === "Escape") {
      if (open) this.list.hidden = true;
      else if (this.isRunning) document.dispatchEvent(new CustomEvent("desk:stop"));
      else this.text.blur();
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if ((event.key === "Enter" && !event.shiftKey) || (open && event.key === "Tab")) {
      event.preventDefault();
      const chosen = open && this.list.querySelector("[aria-selected=true]");
      if (chosen) this.choose(chosen); else this.form.requestSubmit();
    }
  }
  showCommands() {
    if (!this.list) return;
    const typed = this.text.value.match(/^\/(\w*)$/)?.[1]?.toLowerCase();
    let first = true;
    for (const option of this.list.children) {
      option.hidden = typed === undefined || !option.dataset.command.startsWith(typed);
      option.setAttribute("aria-selected", String(!option.hidden && first));
      if (!option.hidden) first = false;
    }
    this.list.hidden = first;
  }
  move(by) {
    const options = [...this.list.children].filter((option) => !option.hidden);
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === (at + by + options.length) % options.length)));
  }
  choose(option) {
    if (!option) return;
    this.list.hidden = true;
    if (option.dataset.href) {
      this.text.value = "";
      sessionStorage.removeItem(this.key);
      openDialog(option.dataset.href, { wide: option.dataset.wide !== undefined });
    } else {
      this.text.value = option.dataset.fill;
      this.text.focus();
    }
  }
  // An answer that was there before anybody could watch it has its cards and its title too.
  answeredAtOnce() {
    for (const name of ["desk:lane", "desk:changed"]) document.dispatchEvent(new CustomEvent(name));
  }
  async submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text || this.isRunning) return;
    this.running(true);
    this.attempt ??= crypto.randomUUID();
    try {
      await askJson(this.form.dataset.api, { method: "POST", json: { text }, headers: { "Idempotency-Key": this.attempt } });
      this.attempt = undefined;
      sessionStorage.removeItem(this.key);
      this.text.value = "";
      await document.querySelector("load-part#thread").reload();
      this.running(Boolean(document.querySelector("run-stream[src]")));
      if (!this.isRunning) this.answeredAtOnce();
      const scroller = document.querySelector(".scroll");
      scroller.scrollTop = scroller.scrollHeight;
    } catch (error) {
      this.running(false);
      if (error.status && error.status < 500) this.attempt = undefined;
      toast(error.message);
    }
  }
}
customElements.define("chat-composer", Composer);
