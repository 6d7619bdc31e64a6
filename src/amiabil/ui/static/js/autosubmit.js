// A form that only carries something to its address goes on by itself; without JavaScript its button does it.

document.querySelector("form[data-autosubmit]")?.requestSubmit();
