// The session's parts on small screens: tabs on a narrow one, a drawer on a medium one. A talk opens at its end.
const frame = document.getElementById("frame");

function show(name) {
  frame.dataset.pane = name;
  for (const tab of document.querySelectorAll("[data-pane-tab]")) {
    const chosen = tab.dataset.paneTab === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
}

function drawer(open) {
  frame.classList.toggle("aside-open", open);
  document.querySelector("[data-drawer]")?.setAttribute("aria-expanded", String(open));
  if (open) document.getElementById("aside").focus();
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-pane-tab]");
  if (tab) show(tab.dataset.paneTab);
  if (event.target.closest("[data-drawer]")) drawer(!frame.classList.contains("aside-open"));
  else if (frame?.classList.contains("aside-open") && event.target.closest("#main")) drawer(false);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-pane-tab]");
  if (tab && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    const tabs = [...document.querySelectorAll("[data-pane-tab]")];
    const next = tabs[(tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
    show(next.dataset.paneTab);
    next.focus();
  }
  if (event.key === "Escape" && frame?.classList.contains("aside-open") && !document.querySelector("dialog[open]")) {
    drawer(false);
    document.querySelector("[data-drawer]")?.focus();
  }
});

const talk = document.querySelector(".pane-chat.scroll");
if (talk) talk.scrollTop = talk.scrollHeight;
