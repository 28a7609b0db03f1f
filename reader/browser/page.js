"use strict";

// A link in the text is shown before it is opened, is of the web, and learns nothing of this page.
const open = window.open.bind(window);
window.open = () => ({
  opener: null,
  location: {
    set href(address) {
      if (/^https?:\/\//i.test(address) && window.confirm(`Open this address in a new tab?\n\n${address}`)) {
        open(address, "_blank", "noopener,noreferrer");
      }
    },
  },
});

const again = document.querySelector("#ended button");
again.addEventListener("click", () => window.location.reload());

// The terminal says by classes of the body how far it is: keys belong to it from its first byte on, and to the button at the end.
new MutationObserver(() => {
  const where = document.body.classList.contains("-closed") ? again : document.querySelector(".xterm-helper-textarea");
  where?.focus();
}).observe(document.body, { attributes: true, attributeFilter: ["class"] });

// The terminal measures its cells once, so the fonts come first; it begins when the window is loaded, which it is by then.
window.addEventListener("load", async () => {
  await Promise.allSettled([document.fonts.load("16px 'Roboto Mono'"), document.fonts.load("bold 16px 'Roboto Mono'")]);
  const script = document.createElement("script");
  script.src = "textual.js";
  script.addEventListener("load", () => window.onload());
  document.head.append(script);
});
