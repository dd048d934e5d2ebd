// The session ended while somebody was working: they sign in over the page, and nothing typed is lost. Another
// person who signs in gets a page of their own.
let open;

export function signInAgain() {
  open ??= ask().finally(() => { open = undefined; });
  return open;
}

function ask() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "again-title");
  dialog.innerHTML = `<form class="dialog-fill" method="dialog"><div class="dialog-head"><h2 class="grow" id="again-title">Sign in again</h2></div>
    <div class="dialog-body"><p>Your session has ended. Nothing was sent, and what you typed is still here.</p><p class="notice red" role="alert" hidden></p>
    <div class="field"><label for="again-email">E-mail</label><input class="input" id="again-email" type="email" autocomplete="username" required></div>
    <div class="field"><label for="again-password">Password</label><input class="input" id="again-password" type="password" autocomplete="current-password" required></div></div>
    <div class="dialog-foot"><button class="btn btn-primary" type="submit">Sign in</button><button class="btn btn-quiet" type="button" data-later>Later</button><span class="grow"></span><a class="small" href="/sign-in" target="_blank">Sign in another way</a></div></form>`;
  document.body.append(dialog);
  const opener = document.activeElement;
  return new Promise((resolve) => {
    let done = false;
    dialog.addEventListener("close", () => { dialog.remove(); opener?.focus?.(); resolve(done); });
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
    dialog.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = await signIn(dialog.querySelector("#again-email").value, dialog.querySelector("#again-password").value);
      const line = dialog.querySelector("[role=alert]");
      line.hidden = !problem;
      line.textContent = problem ?? "";
      if (!problem) { done = true; dialog.close(); }
    });
    // Whoever signed in in another tab meanwhile is let on when they come back.
    window.addEventListener("focus", async () => { if (dialog.open && (await renewed())) { done = true; dialog.close(); } });
    dialog.showModal();
  });
}

async function signIn(email, password) {
  try {
    const answer = await fetch("/api/sign-in", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email, password }) });
    if (!answer.ok) {
      const body = await answer.json();
      return `${body.detail ?? "That did not work."} ${body.remedy ?? ""}`;
    }
    return (await renewed()) ? undefined : "You are not signed in yet. Try again.";
  } catch {
    return "The service cannot be reached. Try again.";
  }
}

// The forms of this page take the new session's token.
async function renewed() {
  const answer = await fetch("/api/me", { credentials: "same-origin" });
  if (!answer.ok) return false;
  const { user, csrf_token: token } = await answer.json();
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (!meta || (meta.dataset.user && meta.dataset.user !== user.id)) { location.reload(); return false; }
  meta.content = token;
  document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = token; });
  return true;
}
