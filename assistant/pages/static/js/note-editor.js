// <note-editor>: counts and checks the note as it is typed, marks what must not go out, shows it as Markdown.
// An edited text is kept in this tab until it was posted.
import { fragment, toast } from "./http.js";
import { keep } from "./keep.js";
import { put } from "./parts.js";

class NoteEditor extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => { if (event.target.name === "content") this.typed(); });
    this.addEventListener("change", (event) => { if (event.target.name === "note_type") this.audience(event.target); });
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.form.requestSubmit(this.querySelector("[data-post]"));
    });
    this.addEventListener("desk:inserted", (event) => { if (event.target === this) this.settle(); });
    this.settle();
    if (keep(this, `note:${this.dataset.base}`, ["content"]) && this.text.value !== this.drafted) {
      this.querySelector("[data-redraft]").hidden = false;
      this.check();
    }
  }
  get form() { return this.querySelector("form"); }
  get text() { return this.form.elements.content; }
  settle() {
    this.drafted = this.text.value;
    this.text.addEventListener("scroll", () => { this.querySelector("[data-marks]").scrollTop = this.text.scrollTop; });
    this.mark();
  }
  typed() {
    this.mark([]);
    this.querySelector("[data-count]").textContent = `${[...this.text.value].length.toLocaleString("en")} characters`;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), 450);
  }
  send(path, extra = {}) {
    const data = { content: this.text.value, note_type: this.form.elements.note_type.value, csrf_token: this.form.elements.csrf_token.value, ...extra };
    return fragment(`${this.dataset.base}${path}`, { method: "POST", form: data });
  }
  async check() {
    const reason = this.form.elements.override_reason?.value;
    const typing = document.activeElement === this.form.elements.override_reason;
    const asked = this.asked = (this.asked ?? 0) + 1;
    try {
      const response = await this.send("/check");
      if (!response.ok || asked !== this.asked) return;
      const box = this.querySelector("[data-check]");
      box.innerHTML = await response.text();
      const field = this.form.elements.override_reason;
      if (field && reason) field.value = reason;
      if (field && typing) field.focus();
      this.mark();
    } catch (error) {
      if (error.name !== "AbortError") toast(error.message);
    }
  }
  // Offsets count characters as the service does, not halves of them.
  mark(places = [...this.querySelectorAll("[data-leak]")].map((item) => item.dataset.leak.split(",").map(Number))) {
    const characters = [...this.text.value];
    const layer = this.querySelector("[data-marks]");
    layer.replaceChildren();
    let at = 0;
    for (const [start, end] of places) {
      layer.append(characters.slice(at, start).join(""));
      const mark = document.createElement("mark");
      mark.className = "leak";
      mark.textContent = characters.slice(start, end).join("");
      layer.append(mark);
      at = end;
    }
    layer.append(`${characters.slice(at).join("")}\n`);
    layer.scrollTop = this.text.scrollTop;
  }
  async audience(choice) {
    const line = this.querySelector("[data-consequence]");
    line.textContent = choice.dataset.sentence;
    line.classList.toggle("customer", Boolean(choice.dataset.customer));
    const post = this.querySelector("[data-post]");
    post.classList.toggle("btn-danger", Boolean(choice.dataset.customer));
    post.classList.toggle("btn-primary", !choice.dataset.customer);
    // Each audience has a template of its own until one is chosen.
    await this.choose(this.template ?? { resolution: "resolution_summary" }[choice.value] ?? "full_analysis");
  }
  async choose(template) {
    for (const link of this.querySelectorAll("[data-template]")) {
      if (link.dataset.template === template) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
    const untouched = this.text.value === this.drafted;
    this.querySelector("[data-redraft]").hidden = untouched;
    if (untouched) await this.redraft(); else await this.check();
  }
  // What was typed while the new draft was on its way is worth more than the draft.
  async redraft() {
    const before = this.text.value;
    const kind = this.form.elements.note_type.value;
    const template = this.querySelector("[data-template][aria-current]")?.dataset.template ?? "";
    try {
      const response = await fragment(`${this.dataset.base}?note_type=${kind}${template ? `&template=${template}` : ""}`);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (this.text.value !== before || this.form.elements.note_type.value !== kind) return;
      this.text.value = page.querySelector("textarea[name=content]").value;
      this.drafted = this.text.value;
      this.querySelector("[data-redraft]").hidden = true;
      await this.check();
    } catch (error) {
      toast(error.message);
    }
  }
  async clicked(event) {
    if (event.target.closest("[data-redraft]")) this.redraft();
    const link = event.target.closest("[data-template]");
    if (link) {
      event.preventDefault();
      this.template = link.dataset.template;
      await this.choose(this.template);
    }
    const show = event.target.closest("[data-show]");
    if (!show) return;
    const preview = show.dataset.show === "preview";
    for (const button of this.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button === show));
    const pane = this.querySelector("[data-preview]");
    if (preview) put(pane, await (await this.send("/preview")).text());
    pane.hidden = !preview;
    this.querySelector("[data-write]").hidden = preview;
  }
}
customElements.define("note-editor", NoteEditor);
