// <run-stream src="/sessions/…/stream?run=…">: the running answer. The server sends whole blocks of HTML:
//   block {index, html}  replace or add one block      tool {id, html}   one folded line
//   lane                 the task lane changed          end {html}        the finished turn
// EventSource reconnects by itself and sends Last-Event-ID; a second tab shows the same.
import { ask, toast } from "./http.js";

class RunStream extends HTMLElement {
  connectedCallback() {
    this.body = this.querySelector("[data-blocks]");
    this.live = this.querySelector("[aria-live]");
    this.scroller = this.closest(".scroll");
    this.following = true;
    this.onScroll = () => this.noticeScroll();
    this.scroller?.addEventListener("scroll", this.onScroll, { passive: true });
    this.onStop = () => this.stop();
    document.addEventListener("desk:stop", this.onStop);
    document.dispatchEvent(new CustomEvent("desk:running", { detail: true }));
    this.open();
  }
  disconnectedCallback() {
    this.source?.close();
    this.scroller?.removeEventListener("scroll", this.onScroll);
    document.removeEventListener("desk:stop", this.onStop);
  }
  open() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("block", (event) => this.block(JSON.parse(event.data)));
    this.source.addEventListener("tool", (event) => this.tool(JSON.parse(event.data)));
    this.source.addEventListener("lane", () => document.dispatchEvent(new CustomEvent("desk:lane")));
    this.source.addEventListener("end", (event) => this.end(JSON.parse(event.data)));
    this.source.onerror = () => { if (this.source.readyState === EventSource.CLOSED) this.lost(); };
  }
  block({ index, html }) {
    let block = this.body.querySelector(`[data-block="${index}"]`);
    if (!block) {
      const finished = this.body.querySelector(`[data-block="${index - 1}"]`);
      if (finished) { finished.classList.remove("caret"); this.say(finished.innerText); }
      block = document.createElement("div");
      block.dataset.block = index;
      block.className = "prose caret";
      block.dir = "auto";
      this.body.append(block);
    }
    block.innerHTML = html;
    this.follow();
  }
  tool({ id, html }) {
    const old = this.body.querySelector(`[data-tool="${CSS.escape(id)}"]`);
    const open = old?.querySelector("details")?.open;
    const line = document.createElement("div");
    line.dataset.tool = id;
    line.innerHTML = html;
    if (open) line.querySelector("details").open = true;
    if (old) old.replaceWith(line); else this.body.append(line);
    this.follow();
  }
  say(text) {
    this.live.textContent = text;
  }
  end({ html }) {
    this.source.close();
    const last = this.body.querySelector("[data-block]:last-of-type");
    if (last) this.say(last.innerText);
    const following = this.following;
    const spoken = this.live;
    this.insertAdjacentHTML("afterend", html);
    this.after(spoken);
    if (following) this.toBottom();
    document.dispatchEvent(new CustomEvent("desk:running", { detail: false }));
    document.dispatchEvent(new CustomEvent("desk:lane"));
    document.dispatchEvent(new CustomEvent("desk:changed"));
    this.remove();
  }
  lost() {
    const line = document.createElement("p");
    line.className = "notice amber";
    line.textContent = "The connection to the answer was lost. The run goes on; reload the page to see it.";
    this.body.append(line);
    document.dispatchEvent(new CustomEvent("desk:running", { detail: false }));
  }
  async stop() {
    try {
      await ask(this.getAttribute("stop"), { method: "POST" });
    } catch (error) {
      toast(error.message);
    }
  }
  noticeScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.following = scrollHeight - scrollTop - clientHeight < 60;
    this.chip?.toggleAttribute("hidden", this.following);
  }
  follow() {
    if (this.following) this.toBottom(); else this.showChip();
  }
  toBottom() {
    if (this.scroller) this.scroller.scrollTop = this.scroller.scrollHeight;
  }
  showChip() {
    if (!this.chip) {
      this.chip = Object.assign(document.createElement("button"), { className: "btn btn-small new-below", type: "button", textContent: "New below" });
      this.chip.addEventListener("click", () => { this.following = true; this.toBottom(); this.chip.hidden = true; });
      this.after(this.chip);
    }
    this.chip.hidden = false;
  }
}
customElements.define("run-stream", RunStream);
