// One way to ask the service: same origin, CSRF token, and errors as sentences.

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || "The service did not answer as expected. Nothing was lost; try again.");
    this.status = status;
    this.problem = problem;
  }
}

export async function ask(url, { method = "GET", json, form, headers = {}, signal } = {}) {
  const request = { method, signal, headers: { ...headers }, credentials: "same-origin", redirect: "follow" };
  if (method !== "GET") request.headers["X-CSRF-Token"] = token();
  if (json !== undefined) {
    request.body = JSON.stringify(json);
    request.headers["Content-Type"] = "application/json";
  } else if (form) {
    request.body = new URLSearchParams(form);
  }
  let response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { detail: "The service cannot be reached. What you typed is still here; try again." });
  }
  if (response.status === 401 || (response.redirected && new URL(response.url).pathname === "/sign-in")) {
    const { signInAgain } = await import("./sign-in.js");
    if (!(await signInAgain())) throw new Refused(401, { detail: "You are signed out. What you typed is still here." });
    if (method === "GET") return ask(url, { method, headers, signal });
    throw new Refused(401, { detail: "You are signed in again. Nothing was sent yet: press the button once more." });
  }
  return response;
}

export async function askJson(url, options) {
  const response = await ask(url, options);
  const body = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

// A part of a page as HTML. What is refused comes back to a form as it is, and to everybody else as an error.
export async function fragment(url, options = {}) {
  const response = await ask(url, { ...options, headers: { ...options.headers, "X-Fragment": "1" } });
  const refused = !response.ok && (options.method ?? "GET") === "GET";
  if (refused) throw new Refused(response.status, response.headers.get("content-type")?.includes("json") ? await response.json() : {});
  return response;
}

// `links` are pairs of words and address; an address elsewhere opens a tab of its own.
export function toast(text, links = []) {
  const note = document.createElement("div");
  note.className = "toast";
  note.textContent = text;
  for (const [words, href] of links) {
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.textContent = words;
    if (!href.startsWith("/")) Object.assign(anchor, { target: "_blank", rel: "noopener noreferrer" });
    note.append(" ", anchor);
  }
  const box = document.getElementById("toasts");
  box?.append(note);
  raise(box);
  setTimeout(() => note.remove(), links.length ? 12000 : 6000);
}

// Above whatever dialog is open: the newest popover lies on top.
function raise(box) {
  if (!box?.showPopover) return;
  box.popover = "manual";
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
}
