// Theme without a reload: the form in the menu works alone, this only saves the round trip.
// The choice is a cookie, so that the server renders the next page in it.

const YEAR = 365 * 24 * 3600;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-theme-form]");
  const theme = form && event.submitter?.value;
  if (!theme) return;
  event.preventDefault();
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `amiabil_theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
  document.documentElement.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll("[data-theme-form] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
});
