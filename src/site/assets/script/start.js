// Makes the pages more comfortable. Without scripts everything works with plain links and forms.
// The one rule: it sends requests only to this server and stores nothing in the browser.
"use strict";

document.documentElement.classList.add("js");

// Aborts all requests when the visitor leaves, so that no response brings the page back.
const leaving = new AbortController();
