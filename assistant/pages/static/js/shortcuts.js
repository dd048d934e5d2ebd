// Keys: none fires while typing.
import { closePanel, openDialog } from "./parts.js";

const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
let pending = "";

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) openDialog("/palette");
    return;
  }
  if (event.key === "Escape" && !document.querySelector("dialog[open]") && !typing(event.target) && closePanel()) return;
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const key = pending + event.key;
  pending = event.key === "g" && !pending ? "g" : "";
  const go = { gt: "/tickets", gq: "/queue", gh: "/" }[key];
  if (go) location.assign(go);
  else if (key === "/") { event.preventDefault(); document.querySelector("chat-composer textarea, .filters input")?.focus(); }
  else if (key === "c") { event.preventDefault(); newTicket(); }
  else if (key === "?") openDialog("/keys");
});

function newTicket() {
  const link = document.querySelector('a[data-dialog][href^="/tickets/new"]');
  if (link) link.click(); else openDialog("/tickets/new", { wide: true });
}
