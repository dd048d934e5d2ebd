// <ticket-list>: a changed filter asks for the list only; the address follows, so that it can be shared.
import { fragment, toast } from "./http.js";

class TicketList extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.list = this.querySelector("[data-list]");
    this.form.addEventListener("change", () => this.apply());
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.apply(); });
    this.onBack = () => { if (location.pathname === "/tickets" && location.search !== this.shown) location.reload(); };
    this.onChanged = () => this.apply(false);
    this.shown = location.search;
    document.addEventListener("desk:changed", this.onChanged);
    window.addEventListener("popstate", this.onBack);
  }
  disconnectedCallback() {
    document.removeEventListener("desk:changed", this.onChanged);
    window.removeEventListener("popstate", this.onBack);
  }
  async apply(asking = true) {
    const asked = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => value.trim()));
    const page = new URLSearchParams(this.shown).get("page");
    if (!asking && page) asked.set("page", page);
    const url = `/tickets${asked.size ? `?${asked}` : ""}`;
    this.asking?.abort();
    this.asking = new AbortController();
    this.list.setAttribute("aria-busy", "true");
    try {
      const response = await fragment(url, { signal: this.asking.signal });
      if (response.redirected) { location.assign(response.url); return; }
      this.list.innerHTML = await response.text();
      this.list.removeAttribute("aria-busy");
      if (!asking) return;
      this.list.scrollTop = 0;
      if (url !== location.pathname + location.search) history.pushState(null, "", url);
      this.shown = location.search;
      this.form.querySelector("[data-clear]").hidden = !asked.size;
      for (const select of this.form.querySelectorAll("select")) select.classList.toggle("chosen", Boolean(select.value));
    } catch (error) {
      if (error.name !== "AbortError") { toast(error.message); this.list.removeAttribute("aria-busy"); }
    }
  }
}
customElements.define("ticket-list", TicketList);
