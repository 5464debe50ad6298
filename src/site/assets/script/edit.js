// The editing pages. Everything works without this script.
{
  // Moves to the mistakes of a form, as a screen reader and a keyboard need it.
  document.querySelector(".error-summary")?.focus();
}
