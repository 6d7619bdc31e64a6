// Passkeys: what the browser could not do is said on the page, beside the button that was pressed.

document.addEventListener("allauth.error", (event) => {
  const notice = document.querySelector("[data-passkey-error]");
  if (!notice) return;
  event.preventDefault();
  notice.hidden = false;
});
