// What was typed into a dialog's form stays in this tab until the form has done its work.
export function keep(host, key, names) {
  const form = () => host.querySelector("form");
  const store = () => {
    const typed = [...new FormData(form())].filter(([name]) => names.includes(name));
    sessionStorage.setItem(key, JSON.stringify(typed));
  };
  host.addEventListener("input", (event) => { if (names.includes(event.target.name)) store(); });
  host.addEventListener("change", (event) => { if (names.includes(event.target.name)) store(); });
  host.addEventListener("desk:done", () => sessionStorage.removeItem(key));
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  for (const [name, value] of kept) if (form().elements[name]) form().elements[name].value = value;
  return kept.length > 0;
}
