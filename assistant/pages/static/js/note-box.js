// <note-box>: the composer under a ticket. What is typed stays in this tab until it was posted; a long note
// says that it is long.
class NoteBox extends HTMLElement {
  connectedCallback() {
    const kept = sessionStorage.getItem(this.dataset.key);
    if (kept && !this.text.value) this.text.value = kept;
    this.addEventListener("input", (event) => { if (event.target === this.text) this.typed(); });
    this.addEventListener("desk:done", () => { sessionStorage.removeItem(this.dataset.key); this.emptied(); });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      this.querySelector("form").requestSubmit();
    });
    this.typed();
  }
  get text() {
    return this.querySelector("textarea");
  }
  typed() {
    if (this.text.value) sessionStorage.setItem(this.dataset.key, this.text.value); else sessionStorage.removeItem(this.dataset.key);
    const length = [...this.text.value].length;
    const line = this.querySelector("[data-count]");
    line.hidden = length <= Number(this.dataset.warn);
    if (!line.hidden) line.textContent = `${length.toLocaleString("en")} characters. Above ${Number(this.dataset.warn).toLocaleString("en")} the PSA may cut it.`;
  }
  // A posted note is over: the next one is another write, and starts internal again.
  emptied() {
    this.querySelector("form").reset();
    this.text.value = "";
    this.querySelectorAll(".notice").forEach((notice) => notice.remove());
    this.querySelector("[name=key]").value = crypto.randomUUID();
    this.typed();
  }
}
customElements.define("note-box", NoteBox);
