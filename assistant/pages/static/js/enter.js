// Text boxes outside a session that send on Enter: <textarea data-enter-submits>.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !event.target.matches("textarea[data-enter-submits]")) return;
  event.preventDefault();
  if (event.target.value.trim()) event.target.form.requestSubmit();
});
